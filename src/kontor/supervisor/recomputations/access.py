"""The door to a recomputation."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.tickets.models import Recomputation

READERS = ("service_levels.read", "tenants.read", "categories.read")
"""Whoever may see one of the places where such an edit is made."""


def get_recomputation(request: DeskRequest, recomputation_id: int) -> Recomputation:
    run = Recomputation.objects.select_related("tenant").filter(pk=recomputation_id).first()
    if run is None:
        raise Http404
    if not any(request.access.may(right, tenant_id=run.tenant_id) for right in READERS):
        raise PermissionDenied
    return run
