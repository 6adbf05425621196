"""The list of users, that of the deleted ones, and what is done with several at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.org.domain.persons import visible_users, with_places
from kontor.org.middleware import DeskRequest
from kontor.org.models import Grant, Membership
from kontor.people.domain.users import restore_user
from kontor.people.models import User
from kontor.routing.domain.leaving import delete_user
from kontor.supervisor import cells
from kontor.supervisor.columns import DELETED_AT
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.lists import living_context
from kontor.supervisor.users.access import get_users
from kontor.supervisor.users.choices import (
    groups_of_people,
    people_of_group,
    people_of_tenant,
    people_with_role,
    roles_of_people,
    tenants_of_people,
)
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected

YES_NO = (("True", _("Yes")), ("False", _("No")))


def _groups(user: User) -> str:
    return ", ".join(row.agent_group.name for row in user.memberships.all())


def _roles(user: User) -> str:
    return ", ".join(dict.fromkeys(row.role.name for row in user.grants.all()))


def _tenants(user: User) -> list[Any]:
    """Each tenant once in which one sees the person, by name."""
    rows: list[Membership | Grant] = [*user.memberships.all(), *user.grants.all()]
    found = {row.tenant_id: row.tenant for row in rows if row.tenant}
    return sorted(found.values(), key=lambda tenant: tenant.sort_key)


NAME = Column(
    "name",
    _("Name"),
    sort=("sort_key", "name"),
    filter=Text("name"),
    fixed=True,
    template="supervisor/users/_name.html",
)
USERNAME = Column("username", _("User name"), sort="username_key", filter=Text())
EMAIL = Column("email", _("E-mail"), sort="email_key", filter=Text())
USERS = Listing(
    "users",
    _("Users"),
    columns=(
        NAME,
        USERNAME,
        EMAIL,
        Column("tenants", _("Tenants"), _tenants, template="supervisor/users/_tenants.html"),
        Column("groups", _("Agent groups"), _groups, wide=True),
        Column("roles", _("Roles"), _roles),
        Column("location", _("Location"), sort="location", filter=Text(), visible=False),
        Column(
            "active",
            _("Active"),
            lambda user: YES_NO[not user.active][1],
            sort="active",
            filter=Choice(choices=YES_NO),
            labelled=True,
        ),
        Column("last_login", _("Last sign-in"), sort="last_login", cell=cells.moment, visible=False),
    ),
    link="supervisor:users:edit",
    actions=(
        Action(_("Change …"), "supervisor:users:change", icon="draft", permission="users.write"),
        Action(
            _("Delete"),
            "supervisor:users:delete",
            deed="users",
            icon="trash",
            permission="users.write",
            confirm=_(
                "Delete the chosen users? They are signed out and their tickets return to the queue. "
                "They can be restored."
            ),
        ),
    ),
)
DELETED = Listing(
    "deleted-users",
    _("Deleted users"),
    columns=(
        NAME,
        USERNAME,
        EMAIL,
        DELETED_AT,
    ),
    default_sort=("-deleted",),
    actions=(Action(_("Restore"), "supervisor:users:restore", icon="restore", permission="users.write"),),
)


@require_GET
def users(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "users.read")
    title, text = _("No user yet"), _("A user is a person who signs in: agent, supervisor or administrator.")
    context = living_context(request, "users", "users.write", title=title, text=text)
    rows = with_places(visible_users(request.access).living(), request.access)
    return _narrowed_by_place(request).answer(request, rows, "supervisor/users/list.html", context)


def _narrowed_by_place(request: DeskRequest) -> Listing:
    """The list with filters by tenant, group and role: what of them the reader sees people in, and nothing else."""
    access = request.access
    filters = {
        "tenants": Choice(choices=partial(tenants_of_people, access), apply_with=partial(people_of_tenant, access)),
        "groups": Choice(choices=partial(groups_of_people, access), apply_with=people_of_group),
        "roles": Choice(choices=roles_of_people, apply_with=partial(people_with_role, access)),
    }
    columns = (replace(column, filter=filters.get(column.key, column.filter)) for column in USERS.columns)
    return replace(USERS, columns=tuple(columns))


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "users.write")
    rows = visible_users(request.access).exclude(deleted_at=None)
    context = {"empty_title": _("No deleted users"), "empty_text": _("Who is deleted can be restored here.")}
    return DELETED.answer(request, rows, "supervisor/users/list.html", context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_users(request, selected(request))
    for user in chosen:
        delete_user(user, by=request.user)
    count = len(chosen)
    message(request, ngettext("%(count)s user is deleted.", "%(count)s users are deleted.", count) % {"count": count})
    return redirect(request, reverse("supervisor:users:list"))


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    chosen = get_users(request, selected(request), deleted=True)
    for user in chosen:
        restore_user(user, by=request.user)
    count = len(chosen)
    message(request, ngettext("%(count)s user is restored.", "%(count)s users are restored.", count) % {"count": count})
    return redirect(request, reverse("supervisor:users:list"))
