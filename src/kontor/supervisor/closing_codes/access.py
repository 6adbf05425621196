"""The door to closing codes: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.domain.category_queries import closing_codes_in_scope
from kontor.org.middleware import DeskRequest
from kontor.org.models import ClosingCode
from kontor.supervisor.doors import allowed, need


def get_closing_code(request: DeskRequest, closing_code_id: int, *, may: str) -> ClosingCode:
    """A living closing code with its tenant."""
    closing_code = closing_codes_in_scope().filter(pk=closing_code_id).first()
    if closing_code is None:
        raise Http404
    need(request, may, tenant_id=closing_code.tenant_id)
    return closing_code


def get_closing_codes(request: DeskRequest, ids: list[int], *, may: str, deleted: bool = False) -> list[ClosingCode]:
    """Those of the ids that are in the person's tenants; refused when the right is missing for one of them."""
    return allowed(request, closing_codes_in_scope(deleted=deleted).filter(pk__in=ids).order_by("sort_key"), may)
