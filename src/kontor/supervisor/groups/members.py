"""People who are there already become members of an agent group, several at once; and go again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kontor.org.domain.memberships import add_members
from kontor.org.domain.persons import visible_users
from kontor.org.middleware import DeskRequest
from kontor.org.models import AgentGroup
from kontor.people.models import User
from kontor.routing.domain.leaving import take_out_members
from kontor.supervisor.doors import need
from kontor.supervisor.groups.access import get_agent_group
from kontor.supervisor.groups.inside import members_of_group
from kontor.supervisor.users.choices import people_of_tenant
from kontor.supervisor.users.rights import givable_roles_in
from kontor.ui.htmx import message, redirect
from kontor.ui.saving import saves

READ, RIGHT = "users.read", "users.write"


class ChosenField(forms.MultipleChoiceField):
    """Who was offered when the page was made, also those whom somebody else has taken in or out meanwhile."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return True


class MembersForm(forms.Form):
    """Who is to be a member, and the role that comes with it."""

    people = ChosenField(
        label=_("People"),
        error_messages={"required": _("Choose at least one person.")},
    )
    role = forms.ChoiceField(label=_("Role in this group"), required=False)

    def __init__(self, data: Any, *, people: list[tuple[str, str]], roles: list[tuple[str, str]]) -> None:
        super().__init__(data, prefix="members")
        self.fields["people"].choices = people  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", gettext("None yet")), *roles]  # type: ignore[attr-defined]


class LeavingForm(forms.Form):
    """Who is to be a member no longer."""

    people = ChosenField(
        label=_("People"),
        error_messages={"required": _("Choose at least one person.")},
    )
    roles_too = forms.BooleanField(label=_("Take away their roles in this group, too"), required=False, initial=True)

    def __init__(self, data: Any, *, people: list[tuple[str, str]]) -> None:
        super().__init__(data, prefix="leaving")
        self.fields["people"].choices = people  # type: ignore[attr-defined]


def leaving_form(request: DeskRequest, group: AgentGroup) -> LeavingForm | None:
    """For those who administer people there, as long as there are members."""
    if not all(request.access.may(right, tenant_id=group.tenant_id) for right in (READ, RIGHT)):
        return None
    rows = members_of_group(group)
    people = [(str(user.pk), f"{user.name} ({user.username})") for user in rows]
    return LeavingForm(None, people=people) if people else None


def members_form(request: DeskRequest, group: AgentGroup) -> MembersForm | None:
    """For those who administer people there, as long as there is somebody to choose."""
    if not all(request.access.may(right, tenant_id=group.tenant_id) for right in (READ, RIGHT)):
        return None
    rows = _people(request, group).exclude(memberships__agent_group=group)
    people = [(str(user.pk), f"{user.name} ({user.username})") for user in rows.order_by("sort_key", "name")]
    roles = [(str(role.pk), role.name) for role in givable_roles_in(request, group.tenant_id)]
    return MembersForm(None, people=people, roles=roles) if people else None


def _people(request: DeskRequest, group: AgentGroup) -> QuerySet[User]:
    """Who works for the tenant already; anybody, for those who see the people of the whole installation."""
    rows = visible_users(request.access).living().filter(active=True)
    if READ in request.access.installation:
        return rows
    return people_of_tenant(request.access, rows, str(group.tenant_id))


@require_POST
def take_out(request: DeskRequest, group_id: int) -> HttpResponse:
    group = _group_for(request, group_id)
    form = LeavingForm(request.POST, people=[])
    if not form.is_valid():
        message(request, gettext("Choose at least one person."), "near")
        return redirect(request, _url(group))
    people, roles_too = form.cleaned_data["people"], form.cleaned_data["roles_too"]
    chosen = [user for user in members_of_group(group) if str(user.pk) in people]
    gone = take_out_members(group, chosen, roles_too=roles_too, by=request.user)
    said = ngettext("%(count)s person is no longer a member.", "%(count)s people are no longer members.", gone)
    message(request, said % {"count": gone} if gone else gettext("Nobody you chose was a member any more."))
    return redirect(request, _url(group))


@require_POST
def add(request: DeskRequest, group_id: int) -> HttpResponse:
    group = _group_for(request, group_id)
    url = _url(group)
    roles = givable_roles_in(request, group.tenant_id)
    form = MembersForm(request.POST, people=[], roles=[(str(role.pk), role.name) for role in roles])
    if not form.is_valid():
        message(request, gettext("Choose at least one person."), "near")
        return redirect(request, url)
    people = [user for user in _people(request, group).order_by("pk") if str(user.pk) in form.cleaned_data["people"]]
    role = next((role for role in roles if str(role.pk) == form.cleaned_data["role"]), None)
    added: list[int] = []
    if saves(form, lambda: added.append(add_members(group, people, role=role, by=request.user))):
        said = ngettext("%(count)s person is a member now.", "%(count)s people are members now.", added[0])
        nobody = gettext("Everybody you chose was a member already.")
        message(request, said % {"count": added[0]} if added[0] else nobody)
    else:
        message(request, " ".join(map(str, form.non_field_errors())), "near")
    return redirect(request, url)


def _group_for(request: DeskRequest, group_id: int) -> AgentGroup:
    """The group, for those who administer people in it."""
    group = get_agent_group(request, group_id, may="groups.read")
    for right in (READ, RIGHT):
        need(request, right, tenant_id=group.tenant_id)
    return group


def _url(group: AgentGroup) -> str:
    return reverse("supervisor:groups:edit", args=["agent", group.pk])
