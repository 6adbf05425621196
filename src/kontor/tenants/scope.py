"""The scope: which tenants' rows this piece of work sees. The scope is also the transaction.

PostgreSQL's row security reads the setting ``kontor.tenants``; nothing is visible without it. There is no flag that
passes it by: work for the whole installation names every tenant (``every_tenant``).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from kontor.tenants.isolation import SETTING

INSTALLATION = 0
"""The scope id of rows that belong to no tenant: general accounts, unfiled mail, rights for the whole installation."""

_current: ContextVar[tuple[int, ...]] = ContextVar("kontor_scope", default=())
_Gathered = dict[Callable[[list[object]], None], dict[Hashable, None]]
"""By what is called, the items in their order, each once."""

_gathered: ContextVar[_Gathered | None] = ContextVar("kontor_scope_gathered", default=None)


@contextmanager
def scope(*tenant_ids: int) -> Iterator[None]:
    """See and change rows of these tenants only, in one transaction.

    Scopes nest: the inner one replaces the outer one and the outer one is in force again afterwards. An error rolls
    the whole outermost transaction back unless the caller stands in a savepoint of its own.
    """
    outermost = not connection.in_atomic_block
    ending = _gathered.set({}) if outermost or _gathered.get() is None else None
    token = None
    try:
        with transaction.atomic(savepoint=False):
            outer = _current.get()
            token = _current.set(tuple(tenant_ids))
            try:
                _tell_database(tenant_ids)
                yield
                if not connection.needs_rollback:
                    if ending is not None:
                        _hand_over()
                    if not outermost:
                        _tell_database(outer)
            finally:
                _current.reset(token)
    finally:
        if ending is not None:
            _gathered.reset(ending)


def current() -> tuple[int, ...]:
    """The tenant ids of the scope that is in force; empty outside any scope."""
    return _current.get()


def narrow(*tenant_ids: int) -> None:
    """Change the scope that is in force to these tenants until it ends.

    For the one place that must look before it knows: the request's middleware.
    """
    _current.set(tuple(tenant_ids))
    _tell_database(tenant_ids)


def gather(call: Callable[[list[object]], None], item: Hashable) -> None:
    """Collect items until the outermost scope ends, then hand them to ``call`` inside its transaction.

    What is rolled back is never handed over. Outside any scope the item is handed over at once.
    """
    pending = _gathered.get()
    if pending is None:
        call([item])
        return
    pending.setdefault(call, {})[item] = None


def every_tenant() -> tuple[int, ...]:
    """The ids of all tenants, deleted ones too. Needs no scope: the roster holds ids and nothing else."""
    from kontor.tenants.models import Roster

    return tuple(Roster.objects.values_list("id", flat=True).order_by("id"))


def _hand_over() -> None:
    for call, items in (_gathered.get() or {}).items():
        call(list(items))


def _tell_database(tenant_ids: tuple[int, ...]) -> None:
    joined = ",".join(str(int(tenant_id)) for tenant_id in tenant_ids)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, joined])
