"""The person's notices."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kontor.desk.notices.links import address_of
from kontor.desk.notices.signs import sign_of
from kontor.org.middleware import DeskRequest
from kontor.tickets.domain.notices import latest_notices, mark_read
from kontor.ui.htmx import fragment, redirect


@require_GET
def notices(request: DeskRequest) -> HttpResponse:
    """The latest notices, the newest first."""
    lines = latest_notices(request.user)
    shown = [(line, address_of(line.notice, request.access), sign_of(line.notice)) for line in lines]
    return fragment(request, "desk/notices/list.html", {"notices": shown}, partial="body")


@require_POST
def read(request: DeskRequest) -> HttpResponse:
    """Mark all as read."""
    mark_read(request.user)
    return redirect(request, reverse("desk:notices:list"))
