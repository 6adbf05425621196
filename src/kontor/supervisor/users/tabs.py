"""The tabs of the user's mask."""

from __future__ import annotations

from typing import Any, cast

from babel import Locale
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kontor.org.domain.persons import agent_groups
from kontor.org.middleware import DeskRequest
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import USER, Holder
from kontor.routing.domain.setting_holders import chain_of, groups_that_count
from kontor.supervisor.effective.telling import telling
from kontor.supervisor.phone_systems.access import is_there
from kontor.supervisor.preference_form import PreferenceForm, preferences_of
from kontor.supervisor.users.forms import Choices, GeneralForm, GroupsForm, RoutingForm
from kontor.supervisor.users.phones import phones_context, phones_form, save_phones
from kontor.supervisor.users.reach import reach_context
from kontor.ui.mask import Tab, register_tab

USER_MASK = "user"
SPOKEN = ("de", "en", "fr", "it", "es", "pt", "nl", "pl", "cs", "da", "sv", "tr", "uk", "ru", "ar", "zh")


def general_form(request: HttpRequest, user: User, data: Any, files: Any) -> GeneralForm:
    return GeneralForm(data, user=user, initial=start_values(user))


def routing_form(request: HttpRequest, user: User, data: Any, files: Any) -> RoutingForm:
    start = {"languages": user.languages, "tags": ", ".join(user.tags)}
    return RoutingForm(data, languages=spoken_languages(user), initial=start)


def groups_form(request: HttpRequest, user: User, data: Any, files: Any) -> GroupsForm:
    access = cast(DeskRequest, request).access
    by_tenant: dict[str, Choices] = {}
    for group in agent_groups(access, "users.write"):
        by_tenant.setdefault(group.tenant.name, []).append((str(group.pk), group.name))
    chosen = {str(row.agent_group_id) for row in user.memberships.all()}
    offered = [int(key) for choices in by_tenant.values() for key, _label in choices if key in chosen]
    has_roles = user.grants.filter(agent_group__in=offered).exists()
    return GroupsForm(data, by_tenant=by_tenant, chosen=chosen, has_roles=has_roles)


def settings_form(request: HttpRequest, user: User, data: Any, files: Any) -> PreferenceForm:
    prefetch_related_objects([user], groups_that_count())
    chain = chain_of(user, cast(Holder, system_values()))
    return telling(PreferenceForm(data, chain=chain, preferences=preferences_of(USER)), request)


def register_tabs() -> None:
    folder = "supervisor/users"
    for tab in (
        Tab("general", _("General"), form=general_form, order=10, template=f"{folder}/_general.html"),
        Tab("routing", _("Routing"), form=routing_form, order=20),
        Tab("groups", _("Groups"), form=groups_form, order=30, template=f"{folder}/_groups.html"),
        Tab("rights", _("Rights"), order=40, template=f"{folder}/_rights.html"),
        Tab("reach", _("Can see and do"), order=45, template=f"{folder}/_reach.html", context=reach_context),
        Tab("settings", _("Settings"), form=settings_form, order=50, template=f"{folder}/_settings.html"),
        Tab(
            "phones",
            _("Phones"),
            form=phones_form,
            order=55,
            template=f"{folder}/_phones.html",
            when=is_there,
            context=phones_context,
            save=save_phones,
        ),
        Tab("sessions", _("Sign-ins"), order=60, template=f"{folder}/_sessions.html"),
    ):
        register_tab(USER_MASK, tab)


def start_values(user: User) -> dict[str, Any]:
    fields = ("name", "username", "email", "signature", "language", "location", "active")
    return {field: getattr(user, field) for field in fields}


def spoken_languages(user: User) -> Choices:
    """Languages in the words of the person who reads this; those the user has already are always there."""
    locale = Locale.parse(get_language() or "en", sep="-")
    codes = dict.fromkeys([*SPOKEN, *user.languages])
    return [(code, str(locale.languages.get(code, code))) for code in codes]
