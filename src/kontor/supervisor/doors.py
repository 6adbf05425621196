"""The common part of every area's accessor: not yours is 404, yours but not allowed is 403."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest

Row = TypeVar("Row")

NAMED = 5
"""So many rows are named in the sentence that refuses an action on several."""


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


def _tenant_of(row: Any) -> int:
    return int(row.tenant_id or 0)


def allowed(
    request: DeskRequest, chosen: Iterable[Row], permission: str, *, tenant_of: Callable[[Row], int] = _tenant_of
) -> list[Row]:
    """The rows chosen for one action: all or none. 403 for whoever has the right nowhere.

    Refused when it is missing for one of them, naming those that the person may look at, and when nothing of what was
    chosen is there.
    """
    need_anywhere(request, permission)
    rows = list(chosen)
    need_some(rows)
    forbidden = [row for row in rows if not request.access.may(permission, tenant_id=tenant_of(row))]
    if forbidden:
        read = _reading(permission)
        seen = [str(row) for row in forbidden if read and request.access.may(read, tenant_id=tenant_of(row))]
        if not seen:
            raise Refused(_("You may not do this with all that is chosen. Nothing was changed."))
        raise Refused(
            _("You may not do this with: %(names)s. Nothing was changed.") % {"names": ", ".join(seen[:NAMED])}
        )
    return rows


def _reading(permission: str) -> str:
    """The right to look at what may be written; empty where it is not a right of its own."""
    area, _dot, verb = permission.partition(".")
    return f"{area}.read" if verb in ("write", "decide") else ""


def need_some(chosen: Sequence[object]) -> None:
    """Refused when nothing is chosen that is still there: no action says that it was done with none."""
    if not chosen:
        raise Refused(_("Nothing was changed: choose at least one line that is still in the list."))
