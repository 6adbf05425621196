"""Where the effective settings stand in the menu."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.org.middleware import DeskRequest
from kontor.supervisor.effective.access import READS
from kontor.supervisor.navigation import SYSTEM
from kontor.ui.navigation import Place, register_places


def _sees_any(request: HttpRequest) -> bool:
    return any(cast(DeskRequest, request).access.may_anywhere(right) for right in READS.values())


def register() -> None:
    register_places(
        Place(
            "effective-settings",
            _("Effective settings"),
            "supervisor:effective:find",
            section="administration",
            group=SYSTEM,
            order=215,
            when=_sees_any,
            keywords="Wirksame Einstellungen effective settings inherited overridden geerbt Vererbung",
            icon="why",
        )
    )
