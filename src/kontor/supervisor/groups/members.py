"""People who are there already become members of an agent group, several at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kontor.org.domain.memberships import add_members
from kontor.org.domain.persons import visible_users
from kontor.org.middleware import DeskRequest
from kontor.org.models import AgentGroup
from kontor.supervisor.doors import need
from kontor.supervisor.groups.access import get_agent_group
from kontor.supervisor.users.rights import givable_roles
from kontor.ui.htmx import message, redirect
from kontor.ui.saving import saves

RIGHT = "users.write"


class MembersForm(forms.Form):
    """Who is to be a member, and the role that comes with it."""

    people = forms.MultipleChoiceField(
        label=_("People"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person."), "invalid_choice": _("Choose from the list.")},
    )
    role = forms.ChoiceField(label=_("Role in this group"), required=False)

    def __init__(self, data: Any, *, people: list[tuple[str, str]], roles: list[tuple[str, str]]) -> None:
        super().__init__(data, prefix="members")
        self.fields["people"].choices = people  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", gettext("None yet")), *roles]  # type: ignore[attr-defined]


def members_form(request: DeskRequest, group: AgentGroup, data: Any = None) -> MembersForm | None:
    """For those who administer people there, as long as there is somebody to choose."""
    if not request.access.may(RIGHT, tenant_id=group.tenant_id):
        return None
    rows = visible_users(request.access).living().filter(active=True).exclude(memberships__agent_group=group)
    people = [(str(user.pk), f"{user.name} ({user.username})") for user in rows.order_by("sort_key", "name")]
    roles = [(str(role.pk), role.name) for role in givable_roles(request)]
    return MembersForm(data, people=people, roles=roles) if people else None


@require_POST
def add(request: DeskRequest, group_id: int) -> HttpResponse:
    group = get_agent_group(request, group_id, may="groups.read")
    need(request, RIGHT, tenant_id=group.tenant_id)
    url = reverse("supervisor:groups:edit", args=["agent", group_id])
    form = members_form(request, group, request.POST)
    if form is None or not form.is_valid():
        message(request, gettext("Choose at least one person."), "near")
        return redirect(request, url)
    people = list(visible_users(request.access).living().filter(pk__in=form.cleaned_data["people"]).order_by("pk"))
    role = next((role for role in givable_roles(request) if str(role.pk) == form.cleaned_data["role"]), None)
    added: list[int] = []
    if saves(form, lambda: added.append(add_members(group, people, role=role, by=request.user))):
        said = ngettext("%(count)s person is a member now.", "%(count)s people are members now.", added[0])
        message(request, said % {"count": added[0]})
    else:
        message(request, " ".join(map(str, form.non_field_errors())), "near")
    return redirect(request, url)
