"""The door to texts of acknowledgements: not in your tenants is 404, not allowed is 403. It is that of categories."""

from __future__ import annotations

from django.http import Http404

from kontor.answers.domain.acknowledgement_texts import texts_in_scope
from kontor.answers.models import AcknowledgementText
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import allowed, need

READ, WRITE = "categories.read", "categories.write"


def get_text(request: DeskRequest, acknowledgement_id: int, *, may: str) -> AcknowledgementText:
    """A text with its tenant and category."""
    row = texts_in_scope().filter(pk=acknowledgement_id).first()
    if row is None:
        raise Http404
    need(request, may, tenant_id=row.tenant_id)
    return row


def get_texts(request: DeskRequest, ids: list[int], *, may: str) -> list[AcknowledgementText]:
    """Those of the ids that are in the person's tenants; refused when the right is missing for one of them."""
    return allowed(request, texts_in_scope().filter(pk__in=ids).order_by("pk"), may)
