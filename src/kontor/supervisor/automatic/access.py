"""The door to automatic replies: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.answers.domain.automatic_entries import automatic_in_scope
from kontor.answers.models import AutomaticReply
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import allowed, need

READ, WRITE = "automatic.read", "automatic.write"


def get_automatic(request: DeskRequest, automatic_id: int, *, may: str) -> AutomaticReply:
    """An automatic reply with its tenant, category and template."""
    row = automatic_in_scope().filter(pk=automatic_id).first()
    if row is None:
        raise Http404
    need(request, may, tenant_id=row.tenant_id)
    return row


def get_several(request: DeskRequest, ids: list[int], *, may: str) -> list[AutomaticReply]:
    """Those of the ids that are in the person's tenants; refused when the right is missing for one of them."""
    return allowed(request, automatic_in_scope().filter(pk__in=ids).order_by("pk"), may)
