"""“Dry run” in a mask: what stands in its form is tried, saved or not. The mask stays as it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from kontor.escalations.domain.replaying import start
from kontor.escalations.enums import ReplayKind
from kontor.org.middleware import DeskRequest
from kontor.tenants.models import Tenant
from kontor.ui.htmx import redirect

BUTTON = "dry_run"
"""The button's name in the form."""


def is_asked_for(request: DeskRequest) -> bool:
    return request.method == "POST" and BUTTON in request.POST


def begin(
    request: DeskRequest, kind: ReplayKind, tenant: Tenant, subject: int | None, content: dict[str, Any]
) -> HttpResponse:
    """Start it and show it. The door has been asked."""
    replay = start(tenant, kind, subject, content, by=request.user)
    return redirect(request, reverse("supervisor:replays:show", args=[replay.pk]))
