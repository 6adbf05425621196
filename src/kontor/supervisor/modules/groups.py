"""The groups of text modules: their list and their mask."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.modules.access import READ, WRITE, get_group, get_groups
from kontor.supervisor.modules.forms import GROUP_MASK, GroupForm, NewGroupForm
from kontor.supervisor.modules.lists import NAME, TENANT
from kontor.supervisor.saving import saves
from kontor.texts.domain.module_groups import create_group, delete_group, rename_group
from kontor.texts.domain.module_queries import groups_in_scope
from kontor.texts.models import ModuleGroup
from kontor.ui.conflict import Conflict, differences
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Column, Listing, selected
from kontor.ui.mask import open_mask

TEMPLATE = "supervisor/modules/group.html"
GROUPS = Listing(
    "module-groups",
    _("Groups of text modules"),
    columns=(
        NAME,
        Column("modules", _("Text modules"), "module_count", sort="module_count", figure=True, labelled=True),
        TENANT,
    ),
    default_sort=("name", "tenant"),
    link="supervisor:modules:group",
    colour=lambda group: int(group.tenant.colour),
    actions=(
        Action(
            _("Delete"),
            "supervisor:modules:delete-groups",
            icon="trash",
            permission=WRITE,
            confirm=_("Delete the chosen groups? Their text modules stay and lie in no group."),
        ),
    ),
)


@require_GET
def groups(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    context = {
        "new_url": reverse("supervisor:modules:new-group") if request.access.may_anywhere(WRITE) else "",
        "empty_title": _("No group yet"),
        "empty_text": _("A group is a heading over text modules. A new one can also be typed in their mask."),
    }
    rows = groups_in_scope().filter(tenant__in=tenants_for(request.access, READ))
    return GROUPS.answer(request, rows, "supervisor/modules/list.html", context)


@require_http_methods(["GET", "POST"])
def new_group(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    here = reverse("supervisor:modules:new-group")
    mask = open_mask(GROUP_MASK, request, ModuleGroup(), "general", url=lambda _key: here)
    form = cast(NewGroupForm, mask.form)
    if mask.is_posted and form.is_valid() and saves(form, lambda: _create(request, form)):
        message(request, gettext("The group is created."))
        return redirect(request, reverse("supervisor:modules:groups"))
    return mask.answer(request, TEMPLATE, {"may_write": True})


@require_http_methods(["GET", "POST"])
def edit_group(request: DeskRequest, module_group_id: int) -> HttpResponse:
    group = get_group(request, module_group_id, may=WRITE if request.method == "POST" else READ)
    here = reverse("supervisor:modules:group", args=[group.pk])
    mask = open_mask(GROUP_MASK, request, group, "general", url=lambda _key: here)
    form = cast(GroupForm, mask.form)
    context = {"may_write": request.access.may(WRITE, tenant_id=group.tenant_id), "mask_colour": group.tenant.colour}
    if mask.is_posted and form.is_valid():
        if form.seen not in (group.name, None):
            return mask.answer(request, TEMPLATE, context, conflict=Conflict(differences(form)))
        if saves(form, lambda: rename_group(group, name=form.cleaned_data["name"], by=request.user)):
            return mask.saved(request, gettext("The group is saved."))
    return mask.answer(request, TEMPLATE, context)


@require_POST
def delete_groups(request: DeskRequest) -> HttpResponse:
    chosen = get_groups(request, selected(request), may=WRITE)
    for group in chosen:
        delete_group(group, by=request.user)
    sentence = ngettext("%(count)s group is deleted.", "%(count)s groups are deleted.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:modules:groups"))


def _create(request: DeskRequest, form: NewGroupForm) -> None:
    tenant = form.cleaned_data["tenant"]
    need(request, WRITE, tenant_id=tenant.pk)
    create_group(tenant, name=form.cleaned_data["name"], by=request.user)
