"""One setting is changed: first it is shown whom that reaches, then it is saved through the verb of its holder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.org.domain.category_changes import change_category_preferences
from kontor.org.domain.tenants import change_tenant_settings
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.people.models import User
from kontor.preferences.domain.effective import Affected, affected_by
from kontor.preferences.domain.references import names_of
from kontor.preferences.domain.system import change_system_values
from kontor.preferences.types import CATEGORY, SYSTEM, TENANT, Preference
from kontor.routing.domain.leaving import change_user
from kontor.routing.domain.setting_holders import chains_below
from kontor.supervisor.effective.access import KINDS, Subject, get_subject, name_of, need_change, tenant_of
from kontor.supervisor.effective.shown import rows_of
from kontor.supervisor.effective.views import FOLDER, get_setting
from kontor.supervisor.preference_form import PreferenceForm, in_words
from kontor.supervisor.saving import saves
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment, message, redirect

MOST_NAMED = 50
LONGEST_VERSION = 10


@dataclass(frozen=True)
class Reached:
    """One for whom another value will hold."""

    kind: str
    name: str
    tenant: Tenant | None
    before: str
    after: str


@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, kind: str, setting: str, **ids: int) -> HttpResponse:
    """Posted without ``seen`` it shows whom the value reaches; with the value that was shown it is saved."""
    subject = get_subject(request, kind, next(iter(ids.values()), 0))
    need_change(request, subject)
    preference = get_setting(setting)
    if subject.holder.level not in preference.levels:
        raise Http404
    form = PreferenceForm(
        request.POST if request.method == "POST" else None, chain=subject.chain, preferences=[preference]
    )
    if not form.is_bound or not form.is_valid():
        return _answer(request, subject, preference, form, status=422 if form.is_bound else 200)
    value = form.values[preference.key]
    if request.POST.get("seen") != shown_as(value):
        return _answer(request, subject, preference, form, preview=True)
    if not saves(form, lambda: _save(request, subject, preference, value)):
        return _answer(request, subject, preference, form, status=422)
    message(request, _("%(setting)s: saved for %(name)s.") % {"setting": preference.label, "name": subject.name})
    return redirect(request, subject.url)


def shown_as(value: Any) -> str:
    """What was looked at, to be sent along with saving: another value is shown again first."""
    return repr(value)


def reached(subject: Subject, preference: Preference[Any], value: Any) -> list[Affected]:
    """The holders below that inherit and for which another value would hold."""
    return affected_by(preference, subject.holder, value, chains_below(subject.holder))


def _answer(
    request: DeskRequest,
    subject: Subject,
    preference: Preference[Any],
    form: PreferenceForm,
    *,
    preview: bool = False,
    status: int = 200,
) -> HttpResponse:
    row = next(row for row in rows_of(request, subject) if row.preference.key == preference.key)
    context: dict[str, Any] = {"subject": subject, "preference": preference, "form": form, "row": row}
    context |= {"version": request.POST.get("version") or cast(Any, subject.holder).version}
    if preview:
        value = form.values[preference.key]
        found = reached(subject, preference, value)
        context |= {
            "seen": shown_as(value),
            "reached": _in_words(preference, found[:MOST_NAMED]),
            "count": len(found),
            "more": max(0, len(found) - MOST_NAMED),
            "unchanged": value == subject.holder.preferences.get(preference.key),
        }
    return fragment(request, f"{FOLDER}/change.html", context, status=status)


def _in_words(preference: Preference[Any], found: list[Affected]) -> list[Reached]:
    names = names_of((preference, value) for each in found for value in (each.before, each.after))
    return [
        Reached(
            str(KINDS[each.holder.level]),
            name_of(each.holder),
            tenant_of(each.holder),
            in_words(preference, each.before, names),
            in_words(preference, each.after, names),
        )
        for each in found
    ]


def _save(request: DeskRequest, subject: Subject, preference: Preference[Any], value: Any) -> None:
    entered = request.POST.get("version", "")
    version = int(entered) if entered.isdecimal() and len(entered) <= LONGEST_VERSION else 0
    values, thing, by = {preference.key: value}, subject.thing, request.user
    if subject.kind == SYSTEM:
        change_system_values(values, version=version, by=by)
    elif subject.kind == TENANT:
        change_tenant_settings(thing, values, version=version, by=by)
    elif subject.kind == CATEGORY:
        change_category_preferences(cast(Category, thing), values, version=version, by=by)
    else:
        user = cast(User, thing)
        own = {key: kept for key, kept in user.preferences.items() if key != preference.key}
        if value is not None:
            own[preference.key] = value
        change_user(user, {"preferences": own}, version=version, by=by)
