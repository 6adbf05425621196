"""The next twenty requests of the person's own queue, and why each would or would not be theirs."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from kontor.org.middleware import DeskRequest
from kontor.routing.domain.next_for import outlook
from kontor.routing.domain.next_words import lines_of
from kontor.ui.htmx import fragment

TAKE = "tickets.take"


@require_GET
def upcoming(request: DeskRequest) -> HttpResponse:
    """Nothing is given by looking."""
    if not request.access.may_anywhere(TAKE):
        raise PermissionDenied
    found = outlook(request.user, request.access.category_ids("tickets.read"))
    context = {"agent": found.agent, "lines": lines_of(found, request.user, themselves=True)}
    return fragment(request, "desk/upcoming/list.html", context)
