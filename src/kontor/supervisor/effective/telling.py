"""What the masks say beside each setting: who gave it the value in force, and how many below have their own."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.http import HttpRequest

from kontor.org.middleware import DeskRequest
from kontor.preferences.domain.effective import count_own_values
from kontor.routing.domain.setting_holders import holders_below, who_set
from kontor.supervisor.effective.shown import may_read_log, where_url
from kontor.supervisor.preference_form import PreferenceForm, Told

Form = TypeVar("Form", bound=PreferenceForm)


def telling(form: Form, request: HttpRequest) -> Form:
    """The form tells more of each setting when it is drawn, as far as the person may know it."""
    form.tells = lambda: _told(form, cast(DeskRequest, request))
    return form


def _told(form: PreferenceForm, request: DeskRequest) -> dict[str, Told]:
    who = who_set(holder for holder in form.chain if may_read_log(request, holder))
    places = count_own_values(holders_below(form.chain[-1]))
    told = {}
    for preference in form.preferences.values():
        level = preference.explain(*form.chain).level or ""
        change = who.get((level, preference.key))
        name = cast(Any, change.who).name if change and change.who else ""
        told[preference.key] = Told(
            name, change.when if change else None, places.get(preference.key, 0), where_url(preference)
        )
    return told
