"""The door to the address book: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.customers.domain.experts import listed_experts
from kontor.customers.models import Expert
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import allowed, need
from kontor.tenants.scope import current

READ, WRITE = "experts.read", "experts.write"


def get_expert(request: DeskRequest, expert_id: int, *, may: str) -> Expert:
    """A living entry with its tenant."""
    expert = listed_experts(current()).filter(pk=expert_id).first()
    if expert is None:
        raise Http404
    need(request, may, tenant_id=expert.tenant_id)
    return expert


def get_experts(request: DeskRequest, ids: list[int], *, deleted: bool = False) -> list[Expert]:
    """Those of the ids that are in the person's tenants; refused when the right is missing for one of them."""
    return allowed(request, listed_experts(current(), deleted=deleted).filter(pk__in=ids).order_by("sort_key"), WRITE)
