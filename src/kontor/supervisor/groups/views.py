"""The masks of system, supervisor and agent groups."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kontor.org.domain.group_tenant import choose_tenant
from kontor.org.domain.group_tree import AnyGroup
from kontor.org.domain.groups import change_group, create_agent_group, create_supervisor_group, create_system_group
from kontor.org.middleware import DeskRequest
from kontor.org.models import AgentGroup, SystemGroup
from kontor.routing.preferences import CAPACITY
from kontor.supervisor.audit.links import history_url
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.groups.access import LEVELS, get_group
from kontor.supervisor.groups.inside import categories_of, groups_below, members_of
from kontor.supervisor.groups.members import leaving_form, members_form
from kontor.supervisor.groups.tabs import mask_of
from kontor.supervisor.saving import saves
from kontor.supervisor.tenants.links import tenant_url
from kontor.tenants.models import Tenant
from kontor.ui.mask import Mask, open_mask

TEMPLATE = "supervisor/groups/edit.html"
NEW = {
    "system": gettext_lazy("Create system group"),
    "supervisor": gettext_lazy("Create supervisor group"),
    "agent": gettext_lazy("Create agent group"),
}
KINDS = {
    "system": gettext_lazy("System group"),
    "supervisor": gettext_lazy("Supervisor group"),
    "agent": gettext_lazy("Agent group"),
}


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest, level: str) -> HttpResponse:
    need_anywhere(request, "groups.write")
    if level not in LEVELS:
        raise Http404
    mask = open_mask(mask_of(level), request, LEVELS[level](), "general", url=lambda _tab: request.get_full_path())
    if mask.is_posted and mask.form and mask.form.is_valid():
        values = mask.form.cleaned_data
        place = values.pop("place")
        need(request, "groups.write", tenant_id=place.pk if isinstance(place, Tenant) else place.tenant_id)
        made: list[AnyGroup] = []
        if saves(mask.form, lambda: made.append(create(level, request, place, values))):
            url = reverse("supervisor:groups:edit", args=[level, made[0].pk])
            return mask.saved(request, _("“%(name)s” is created.") % {"name": made[0].name}, url=url)
    context = {"level": level, "new_title": NEW[level], "mask_plain": True, "may_write": True}
    return mask.answer(request, TEMPLATE, context)


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, level: str, group_id: int) -> HttpResponse:
    may = "groups.write" if request.method == "POST" else "groups.read"
    group = get_group(request, level, group_id, may=may)
    url = reverse("supervisor:groups:edit", args=[level, group_id])
    mask = open_mask(mask_of(level), request, group, "general", url=lambda _tab: url)
    if mask.is_posted and mask.form and mask.form.is_valid():
        if conflict := mask.conflict(group.version):
            return _answer(request, mask, level, conflict=conflict)
        if saves(mask.form, lambda: _change(request, group, mask)):
            return mask.saved(request, _("“%(name)s” is saved.") % {"name": mask.form.cleaned_data["name"]})
    return _answer(request, mask, level)


def _answer(request: DeskRequest, mask: Mask, level: str, **context: Any) -> HttpResponse:
    group = cast(AnyGroup, mask.thing)
    shown = {
        "level": level,
        "kind": KINDS[level],
        "mask_colour": group.tenant.colour,
        "may_write": request.access.may("groups.write", tenant_id=group.tenant_id),
        "history_url": history_url(request, group),
        "tenant_url": tenant_url(request, group.tenant),
        "groups_below": groups_below(group),
        "members": members_of(request, group),
        "may_add_people": request.access.may("users.write", tenant_id=group.tenant_id),
        "members_form": members_form(request, group) if isinstance(group, AgentGroup) else None,
        "leaving_form": leaving_form(request, group) if isinstance(group, AgentGroup) else None,
        "new_category_url": _new_category_url(request, group),
        "categories": categories_of(request, group),
    }
    return mask.answer(request, TEMPLATE, shown, conflict=context.get("conflict"))


def _new_category_url(request: DeskRequest, group: AnyGroup) -> str:
    if not request.access.may("categories.write", tenant_id=group.tenant_id):
        return ""
    return f"{reverse('supervisor:categories:new')}?tenant={group.tenant_id}"


def create(level: str, request: DeskRequest, place: Any, values: dict[str, Any]) -> AnyGroup:
    if level == "system":
        return create_system_group(place, **values, by=request.user)
    if level == "supervisor":
        return create_supervisor_group(place, **values, by=request.user)
    capacity = values.pop("capacity")
    group = create_agent_group(place, **values, by=request.user)
    if capacity is None:
        return group
    return change_group(
        group,
        name=group.name,
        description=group.description,
        preferences={CAPACITY.key: capacity},
        version=group.version,
        by=request.user,
    )


def _change(request: DeskRequest, group: AnyGroup, mask: Mask) -> None:
    """A system group's place is its tenant: it is chosen first, so that name and rest are judged there."""
    assert mask.form is not None
    values = mask.form.cleaned_data
    texts = {"name": values["name"], "description": values["description"]}
    version = mask.version
    if isinstance(group, SystemGroup):
        if values["place"].pk != group.tenant_id:
            need(request, "groups.write", tenant_id=values["place"].pk)
            group = choose_tenant(group, values["place"], by=request.user)
            version = group.version
        change_group(group, **texts, version=version, by=request.user)
    else:
        own = {CAPACITY.key: values["capacity"]} if "capacity" in values else {}
        change_group(group, **texts, parent=values["place"], preferences=own, version=version, by=request.user)
