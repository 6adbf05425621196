"""Deleting a group, the deleted ones, and restoring one."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.org.domain.group_tree import deleted_groups
from kontor.org.domain.groups import restore_group
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.leaving import delete_group
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.groups.access import get_group, level_of
from kontor.supervisor.groups.views import KINDS
from kontor.ui.htmx import fragment, message, redirect


@require_POST
def delete(request: DeskRequest, level: str, group_id: int) -> HttpResponse:
    group = get_group(request, level, group_id, may="groups.write")
    delete_group(group, by=request.user)
    message(request, _("“%(name)s” is deleted. It can be restored.") % {"name": group.name})
    return redirect(request, reverse("supervisor:groups:tree"))


@require_POST
def restore(request: DeskRequest, level: str, group_id: int) -> HttpResponse:
    group = get_group(request, level, group_id, may="groups.write", deleted=True)
    restore_group(group, by=request.user)
    message(request, _("“%(name)s” is restored.") % {"name": group.name})
    return redirect(request, reverse("supervisor:groups:edit", args=[level, group_id]))


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "groups.write")
    rows = [
        {"group": group, "level": level_of(group), "kind": KINDS[level_of(group)]}
        for group in deleted_groups()
        if request.access.may("groups.write", tenant_id=group.tenant_id)
    ]
    return fragment(request, "supervisor/groups/deleted.html", {"rows": rows})
