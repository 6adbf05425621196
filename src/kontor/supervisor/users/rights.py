"""The tab with a person's roles, and giving and taking them; the tab with their sign-ins, and ending them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.org.domain.memberships import Place, give_role, may_give
from kontor.org.domain.persons import grants_of, places
from kontor.org.middleware import DeskRequest
from kontor.org.models import AgentGroup, Grant, SupervisorGroup, SystemGroup
from kontor.people.domain.roles import roles_to_show
from kontor.people.domain.sign_out import sessions_of
from kontor.people.models import Role, User
from kontor.routing.domain.leaving import end_session, end_sessions, withdraw_role
from kontor.supervisor.users.access import get_user, need_whole_person
from kontor.supervisor.users.forms import GiveRoleForm
from kontor.ui.htmx import message, redirect

INSTALLATION = "installation"
KINDS: dict[type, str] = {SystemGroup: "system", SupervisorGroup: "supervisor", AgentGroup: "agent"}


@dataclass(frozen=True)
class Given:
    """A role the person has, and whether one may take it away."""

    grant: Grant
    may_take: bool


def rights_context(request: DeskRequest, user: User) -> dict[str, Any]:
    """What the tab shows: the roles given, and the form to give one."""
    given = [Given(grant, may_give(request.user, grant.role, grant.group)) for grant in grants_of(user, request.access)]
    return {"given": given, "give_form": give_form(request)}


def give_form(request: DeskRequest, data: Any = None) -> GiveRoleForm:
    return GiveRoleForm(
        data, roles=givable_roles(request), places=[(key, label) for key, label, _p in _places(request)]
    )


def givable_roles(request: DeskRequest) -> Any:
    """The roles all of whose rights one has somewhere; the verb asks again for the place."""
    access = request.access
    own = set(access.installation).union(*access.tenant_wide.values())
    fitting = [role.pk for role in roles_to_show() if own.issuperset(role.permissions)]
    return roles_to_show().filter(pk__in=fitting)


def givable_roles_in(request: DeskRequest, tenant_id: int) -> Any:
    """The roles all of whose rights one has in this tenant."""
    own = {*request.access.installation, *request.access.tenant_wide.get(tenant_id, ())}
    return roles_to_show().filter(pk__in=[role.pk for role in roles_to_show() if own.issuperset(role.permissions)])


@require_POST
def give(request: DeskRequest, user_id: int) -> HttpResponse:
    """Give the chosen role wherever it was chosen."""
    user = get_user(request, user_id, may="users.write")
    form = give_form(request, request.POST)
    if form.is_valid():
        role: Role = form.cleaned_data["role"]
        for place in _chosen_places(request, form.cleaned_data["place"]):
            give_role(user, role, place, by=request.user)
        message(request, _("%(name)s has the role %(role)s now.") % {"name": user.name, "role": role.name})
    else:
        message(request, _("Choose a role and where it counts. Nothing was changed."), level="near")
    return redirect(request, _tab(user, "rights"))


@require_POST
def take(request: DeskRequest, user_id: int, grant_id: int) -> HttpResponse:
    """Take a role away."""
    user = get_user(request, user_id, may="users.write")
    grant = next((row for row in grants_of(user, request.access) if row.pk == grant_id), None)
    if grant is None:
        raise Http404
    withdraw_role(grant, by=request.user)
    message(request, _("The role %(role)s is taken away.") % {"role": grant.role.name})
    return redirect(request, _tab(user, "rights"))


@require_POST
def end_one(request: DeskRequest, user_id: int) -> HttpResponse:
    """End one of the person's sign-ins."""
    user = get_user(request, user_id, may="users.write")
    need_whole_person(request, user)
    key = next((row.session_key for row in sessions_of(user) if row.mark == request.POST.get("session", "")), "")
    if key:
        end_session(user, key, reason="sign_out", by=request.user)
    message(request, _("The sign-in is ended."))
    return redirect(request, _tab(user, "sessions"))


@require_POST
def end_all(request: DeskRequest, user_id: int) -> HttpResponse:
    """Sign the person out everywhere; requests on their desk return to the queue."""
    user = get_user(request, user_id, may="users.write")
    need_whole_person(request, user)
    end_sessions(user, reason="sign_out", by=request.user)
    message(request, _("%(name)s is signed out everywhere.") % {"name": user.name})
    return redirect(request, _tab(user, "sessions"))


def _places(request: DeskRequest) -> list[tuple[str, str, Place]]:
    """Key, label and group of each place, indented like the tree."""
    found: list[tuple[str, str, Place]] = []
    if "users.write" in request.access.installation:
        found.append((INSTALLATION, _("The whole installation"), None))
    for group in places(request.access, "users.write"):
        depth = list(KINDS).index(type(group))
        found.append((f"{KINDS[type(group)]}-{group.pk}", f"{group.tenant.code} {'– ' * depth}{group.name}", group))
    return found


def _chosen_places(request: DeskRequest, wanted: list[str]) -> list[Place]:
    return [group for key, _label, group in _places(request) if key in wanted]


def _tab(user: User, tab: str) -> str:
    return reverse("supervisor:users:tab", args=[user.pk, tab])
