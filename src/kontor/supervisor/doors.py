"""The common part of every area's accessor: not yours is 404, yours but not allowed is 403."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from kontor.org.middleware import DeskRequest


def need(
    request: DeskRequest, permission: str, *, tenant_id: int | None = None, category_id: int | None = None
) -> None:
    """403 unless the person has the right on some group of the tenant (0: for the whole installation)."""
    if not request.access.may(permission, tenant_id=tenant_id, category_id=category_id):
        raise PermissionDenied


def need_anywhere(request: DeskRequest, permission: str) -> None:
    """403 unless the person has the right somewhere: for lists, whose rows row security narrows."""
    if not request.access.may_anywhere(permission):
        raise PermissionDenied
