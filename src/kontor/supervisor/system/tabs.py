"""The tabs of the system settings: one for each package that has some."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.http import HttpRequest

from kontor.preferences.models import SystemValues
from kontor.preferences.types import SYSTEM, Holder
from kontor.supervisor.effective.telling import telling
from kontor.supervisor.preference_form import PACKAGES, PreferenceForm, packages_of, preferences_of
from kontor.ui.mask import Tab, register_tab

SYSTEM_MASK = "system"


def register_tabs() -> None:
    for position, package in enumerate(packages_of(preferences_of(SYSTEM))):
        tab = Tab(
            package,
            PACKAGES.get(package, package),
            partial(settings_form, package),
            order=10 * position,
            template="supervisor/system/_settings.html",
            deed="settings",
            deed_of_new="settings",
        )
        register_tab(SYSTEM_MASK, tab)


def first_tab() -> str:
    return next(iter(PACKAGES))


def settings_form(package: str, request: HttpRequest, values: SystemValues, data: Any, files: Any) -> PreferenceForm:
    chain = (cast(Holder, values),)
    return telling(PreferenceForm(data, chain=chain, preferences=preferences_of(SYSTEM, package)), request)
