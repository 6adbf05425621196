"""The line to a telephone system is one worker's at a time, and says how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import Q, QuerySet

from kontor.calls.enums import LinkState
from kontor.calls.models import PhoneLink, PhoneSystem, SystemTenant
from kontor.channels.errors import ConnectionFailed
from kontor.kernel import clock
from kontor.live.notify import changed
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

LEASE = timedelta(seconds=15)
RENEW_EVERY = 4.0
"""Seconds. Of a worker that has died another one takes the line over after ``LEASE``."""


class LeaseLost(Exception):
    """Another worker has the line by now."""


@dataclass(frozen=True)
class Hold:
    """A line that is ours until another token stands in its row."""

    system_id: int
    token: str = field(default_factory=lambda: str(uuid4()))


def take(system_id: int) -> Hold | None:
    """The line, if nobody has it or its worker has died; None otherwise."""
    now, hold = clock.now(), Hold(system_id)
    PhoneLink.objects.get_or_create(system_id=system_id)
    # A lease that ends later than one can, however much the clocks differ, was taken while the clock was wrong.
    held = Q(leased_until__range=(now, now + 10 * LEASE))
    free = PhoneLink.objects.filter(~held | Q(leased_until=None), system_id=system_id)
    return hold if free.update(holder=hold.token, leased_until=now + LEASE) else None


def renew(hold: Hold, **values: Any) -> None:
    """Put the end off, and write down what is new. Raises ``LeaseLost``."""
    if not _ours(hold).update(leased_until=clock.now() + LEASE, **values):
        raise LeaseLost


def give_back(hold: Hold) -> None:
    """Let the next one have it. Harmless when it is lost already."""
    rows = _ours(hold)
    if rows.update(leased_until=None, holder="", state=LinkState.DOWN, next_try_at=None):
        _tell(hold.system_id)


def connecting(hold: Hold) -> None:
    renew(hold, state=LinkState.CONNECTING, next_try_at=None)
    _tell(hold.system_id)


def up(hold: Hold) -> None:
    """The line stands, and what went wrong before is forgotten."""
    now = clock.now()
    renew(
        hold,
        state=LinkState.UP,
        connected_at=now,
        alive_at=now,
        attempts=0,
        error_kind="",
        error_values={},
        error_at=None,
        next_try_at=None,
    )
    _tell(hold.system_id)


def alive(hold: Hold, event_at: datetime | None) -> None:
    """It was just seen to work; ``event_at`` is when something was last told on it."""
    told = {"event_at": event_at} if event_at else {}
    renew(hold, alive_at=clock.now(), **told)


def down(hold: Hold, why: ConnectionFailed, *, attempts: int, next_try_at: datetime) -> None:
    """It does not stand, for this reason, and is tried again then."""
    renew(
        hold,
        state=LinkState.DOWN,
        error_kind=why.kind,
        error_values=_plain(why.values),
        error_at=clock.now(),
        attempts=attempts,
        next_try_at=next_try_at,
    )
    _tell(hold.system_id)


def alive_at(system_id: int) -> datetime | None:
    """When the line was last seen to work, whoever had it."""
    return PhoneLink.objects.filter(system_id=system_id).values_list("alive_at", flat=True).first()


def _ours(hold: Hold) -> QuerySet[PhoneLink]:
    return PhoneLink.objects.filter(system_id=hold.system_id, holder=hold.token)


def _plain(values: Mapping[str, object]) -> dict[str, Any]:
    return {key: value if isinstance(value, int) else str(value) for key, value in values.items()}


def _tell(system_id: int) -> None:
    """The pages of all tenants that the system serves: their people may telephone now, or not any more."""
    with scope(INSTALLATION, *every_tenant()):
        system = PhoneSystem.objects.get(pk=system_id)
        chosen = SystemTenant.objects.filter(system=system).values_list("tenant_id", flat=True)
        for tenant_id in every_tenant() if system.all_tenants else chosen:
            changed(tenant_id, "phone_link", system_id)
