"""Roles: list, mask, deleting and restoring. They belong to the installation, so changing one needs the right there."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.org.domain.persons import holders_of
from kontor.org.middleware import DeskRequest
from kontor.people.domain.roles import change_role, create_role, delete_role, restore_role, roles_to_show
from kontor.people.models import Role
from kontor.supervisor import cells
from kontor.supervisor.doors import need, need_anywhere, need_some
from kontor.supervisor.lists import deleted_context
from kontor.supervisor.roles.forms import ROLE_MASK, RoleForm
from kontor.supervisor.saving import saves
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Column, Listing, Text, selected
from kontor.ui.mask import Mask, open_mask

TEMPLATE = "supervisor/roles/edit.html"
NAME = Column("name", gettext_lazy("Name"), sort=("sort_key", "name"), filter=Text("name"), fixed=True)
DESCRIPTION = Column("description", gettext_lazy("Description"), sort="description", filter=Text(), wide=True)
ROLES = Listing(
    "roles",
    gettext_lazy("Roles"),
    columns=(
        NAME,
        DESCRIPTION,
        Column("rights", gettext_lazy("Rights"), lambda role: len(role.permissions), figure=True),
    ),
    link="supervisor:roles:edit",
    actions=(
        Action(
            gettext_lazy("Delete"),
            "supervisor:roles:delete",
            deed="roles",
            icon="trash",
            permission="roles.write",
            of_installation=True,
            confirm=gettext_lazy("Delete the chosen roles? They can be restored."),
        ),
    ),
)
DELETED = Listing(
    "deleted-roles",
    gettext_lazy("Deleted roles"),
    columns=(
        NAME,
        DESCRIPTION,
        Column("deleted", gettext_lazy("Deleted"), "deleted_at", sort="deleted_at", cell=cells.moment),
    ),
    default_sort=("-deleted",),
    actions=(Action(gettext_lazy("Restore"), "supervisor:roles:restore", icon="restore", permission="roles.write"),),
)


@require_GET
def roles(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "roles.read")
    writes = request.access.may("roles.write", tenant_id=0)
    context = {
        "new_url": reverse("supervisor:roles:new") if writes else "",
        "restore_url": reverse("supervisor:roles:deleted") if writes else "",
        "empty_title": _("No role yet"),
        "empty_text": _("A role is a set of rights that is given to users in a group."),
    }
    return ROLES.answer(request, roles_to_show(), "supervisor/roles/list.html", context)


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need(request, "roles.write", tenant_id=0)
    context = deleted_context(_("No deleted roles"))
    return DELETED.answer(request, roles_to_show(deleted=True), "supervisor/roles/list.html", context)


def new(request: DeskRequest) -> HttpResponse:
    need(request, "roles.write", tenant_id=0)
    role = Role()
    mask = open_mask(ROLE_MASK, request, role, "general", url=lambda _tab: reverse("supervisor:roles:new"))
    made: list[Role] = []
    if mask.is_posted and mask.form and mask.form.is_valid():
        values = cast(RoleForm, mask.form).values
        if saves(mask.form, lambda: made.append(create_role(**values, by=request.user))):
            url = reverse("supervisor:roles:edit", args=[made[0].pk])
            return mask.saved(request, _("The role %(name)s is created.") % {"name": made[0].name}, url=url)
    return mask.answer(request, TEMPLATE, {"may_write": True})


def edit(request: DeskRequest, role_id: int, tab: str = "general") -> HttpResponse:
    role = _get_role(request, role_id)
    mask = open_mask(ROLE_MASK, request, role, tab, url=lambda key: _url(role, key))
    if mask.is_posted and mask.form and mask.form.is_valid():
        conflict = mask.conflict(role.version)
        if conflict:
            return mask.answer(request, TEMPLATE, _context(request, role, mask), conflict=conflict)
        values = cast(RoleForm, mask.form).values
        if saves(mask.form, lambda: change_role(role, **values, version=mask.version, by=request.user)):
            return mask.saved(request, _("The role %(name)s is saved.") % {"name": values["name"]})
    return mask.answer(request, TEMPLATE, _context(request, role, mask))


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    """All or none: refused with the names while one of them is given."""
    chosen = _chosen(request, deleted=False)
    for role in chosen:
        delete_role(role, by=request.user)
    count = len(chosen)
    message(request, ngettext("%(count)s role is deleted.", "%(count)s roles are deleted.", count) % {"count": count})
    return redirect(request, reverse("supervisor:roles:list"))


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    chosen = _chosen(request, deleted=True)
    for role in chosen:
        restore_role(role, by=request.user)
    count = len(chosen)
    message(request, ngettext("%(count)s role is restored.", "%(count)s roles are restored.", count) % {"count": count})
    return redirect(request, reverse("supervisor:roles:list"))


def _get_role(request: DeskRequest, role_id: int) -> Role:
    """The door: not there is 404, not allowed is 403. Whoever may only read gets a mask that cannot be saved."""
    need_anywhere(request, "roles.read")
    if request.method == "POST":
        need(request, "roles.write", tenant_id=0)
    role = roles_to_show().filter(pk=role_id).first()
    if role is None:
        raise Http404
    return role


def _chosen(request: DeskRequest, *, deleted: bool) -> list[Role]:
    need(request, "roles.write", tenant_id=0)
    roles = list(roles_to_show(deleted=deleted).filter(pk__in=selected(request)))
    need_some(roles)
    return roles


def _context(request: DeskRequest, role: Role, mask: Mask) -> dict[str, Any]:
    holders = holders_of(request.access, role) if mask.tab.key == "holders" else []
    return {"may_write": request.access.may("roles.write", tenant_id=0), "holders": holders}


def _url(role: Role, tab: str) -> str:
    if tab == "general":
        return reverse("supervisor:roles:edit", args=[role.pk])
    return reverse("supervisor:roles:tab", args=[role.pk, tab])
