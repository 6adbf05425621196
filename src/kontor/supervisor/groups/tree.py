"""All groups at a glance: system groups with their tenant, below them supervisor and agent groups."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from kontor.org.domain.group_tree import tree
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need_anywhere
from kontor.ui.htmx import fragment


@require_GET
def show(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "groups.read")
    may_write = request.access.may_anywhere("groups.write")
    context = {
        "branches": tree(request.access.tenants_with("groups.read")),
        "may_write": may_write,
        "new_url": reverse("supervisor:groups:new-system-group") if may_write else "",
    }
    return fragment(request, "supervisor/groups/tree.html", context)
