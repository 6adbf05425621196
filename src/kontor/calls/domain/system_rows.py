"""What belongs to a telephone system, its trunks and dialled numbers: how it is changed, and which log says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from kontor.audit.domain.recording import difference, record_change
from kontor.calls.domain.looking_again import look_again
from kontor.calls.domain.phone_systems import lock_system
from kontor.calls.models import DialledNumber, Trunk
from kontor.kernel.errors import Refused

Row = TypeVar("Row", Trunk, DialledNumber)


class Sentences(NamedTuple):
    """Why somebody cannot save: what they have before them is no more, or is another one."""

    removed: str
    changed: str


def change_row(
    row: Row,
    rows: QuerySet[Row],
    fill: Callable[[Row], None],
    state: Callable[[Row], dict[str, Any]],
    *,
    version: int,
    sentences: Sentences,
    by: AbstractBaseUser | None,
) -> Row:
    """Change the row, found among ``rows``: ``state`` is what is written down of it. Calls are looked at anew."""
    system = lock_system(row.system)
    locked = rows.filter(pk=row.pk, system=system).first()
    if locked is None:
        raise Refused(sentences.removed)
    if locked.version != version:
        raise Refused(sentences.changed)
    before, tenant_id = state(locked), locked.tenant_id
    fill(locked)
    locked.version += 1
    locked.save()
    if changes := difference(before, state(locked)):
        record_row("changed", locked, by=by, changes=changes, moved=tenant_id != locked.tenant_id)
        look_again(system.pk)
    return locked


def record_row(
    action: str,
    row: Trunk | DialledNumber,
    *,
    by: AbstractBaseUser | None,
    changes: dict[str, Any] | None = None,
    moved: bool = False,
) -> None:
    """In the log of the tenant; what changes hands is the installation's matter."""
    record_change(action, row, by=by, tenant_id=None if moved else row.tenant_id, changes=changes)
