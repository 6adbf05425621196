"""The door to the blocked numbers: there is none while calls are not connected."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest

from kontor.calls.preferences import INTEGRATION
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need_anywhere

BLOCK = "calls.block"


def integrated(request: HttpRequest) -> bool:
    """Call integration is on. Asks no database."""
    return INTEGRATION.get(cast(DeskRequest, request).access.system)


def enter(request: DeskRequest) -> None:
    if not integrated(request):
        raise Http404
    need_anywhere(request, BLOCK)
