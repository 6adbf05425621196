"""What telephone systems tell is written down once, and the calls it tells of are worked out from all that was told.

Two transactions: first the events, then the calls. What cannot be worked out (a database that went away, a fault) is
not lost: the events stand, and ``settle_late`` does it again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from logging import getLogger
from typing import Any, NamedTuple, cast

from django.db import connection
from django.db.models import F, Max, Min

from kontor.calls.domain import records
from kontor.calls.domain.folding import Facts, fold
from kontor.calls.domain.surroundings import Surroundings
from kontor.calls.domain.whose import Owner, is_between_phones, owner_of
from kontor.calls.enums import Direction, HeldBecause
from kontor.calls.models import Call, HeldCall, PhoneSystem, ReceivedEvent
from kontor.calls.preferences import KEEP_EVENTS
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.kernel.arrays import numbers
from kontor.kernel.text import shorten, strip_controls
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

log = getLogger("kontor.calls")

LATE = timedelta(seconds=30)
MOST_LATE = 500
"""Calls a round."""
LONGEST_TEXT = 500
LONGEST_KEY = 200
KNOWN = frozenset(field.name for field in fields(CallEvent))


class Told(NamedTuple):
    """An event of the ledger."""

    pk: int
    settled: bool
    tenant_id: int | None
    content: dict[str, Any]


def receive(system_id: int, events: Sequence[CallEvent]) -> None:
    """Write each event into the ledger of the telephone system, and settle the calls; what is known changes nothing.

    Called outside of transactions; has scopes of its own.
    """
    around = Surroundings(system_id)
    for key in write_down(system_id, events, tenants=around.tenants):
        try:
            settle(system_id, key, around=around)
        except Exception:
            log.exception("A call of telephone system %s could not be settled; it is done again.", system_id)


def write_down(system_id: int, events: Sequence[CallEvent], *, tenants: Sequence[int] | None = None) -> list[str]:
    """The calls about which something was told, in order. Written in the order of fingerprints: two workers that are
    told the same do not wait for each other in a circle."""
    now = clock.now()
    rows = {(event.fingerprint, event.call): event for event in reversed(events)}
    with scope(INSTALLATION, *(every_tenant() if tenants is None else tenants)):
        ReceivedEvent.objects.bulk_create(
            [
                ReceivedEvent(
                    system_id=system_id,
                    fingerprint=fingerprint,
                    call_key=key[:LONGEST_KEY],
                    kind=event.kind.value,
                    at=event.at,
                    received_at=now,
                    content=_content(event),
                )
                for (fingerprint, key), event in sorted(rows.items(), key=lambda row: row[0])
            ],
            ignore_conflicts=True,
        )
    return list(dict.fromkeys(event.call[:LONGEST_KEY] for event in events))


def settle(
    system_id: int, key: str, *, tenant: Tenant | None = None, around: Surroundings | None = None
) -> Call | None:
    """Bring the record of one call up to date with all that was told of it; ``tenant``: whose a held call is to be.
    ``around``: what was read for other calls of the same batch.

    None for a call that is held, goes between two phones of the house, or of which not enough is known yet.
    """
    around = around or Surroundings(system_id)
    with scope(INSTALLATION, *around.tenants):
        _one_at_a_time(system_id, key)
        events = _told_of(system_id, key)
        if tenant is None and all(event.settled for event in events):
            return Call.objects.filter(system_id=system_id, key=key).first()
        facts = fold(event_of(event.content, key) for event in events)
        call = _settle(around, key, facts, tenant) if facts else None
        _mark_settled(events, call.tenant_id if call else None)
    return call


def settle_late() -> int:
    """Settle what was told and not settled: its worker was killed, or it failed. Returns how many calls.

    What was not tried before goes first, then what was tried longest ago: calls that fail again and again hold up no
    others.
    """
    with scope(INSTALLATION, *every_tenant()):
        rows = ReceivedEvent.objects.filter(settled=False, received_at__lte=clock.now() - LATE)
        calls = rows.values("system_id", "call_key").annotate(tried=Max("tried_at"), since=Min("received_at"))
        turns = calls.order_by(F("tried").asc(nulls_first=True), "since")[:MOST_LATE]
        late = list(turns.values_list("system_id", "call_key"))
    for system_id, key in late:
        try:
            _note_try(system_id, key)
            settle(system_id, key)
        except Exception:
            log.exception("A call of telephone system %s could still not be settled.", system_id)
    return len(late)


def event_of(content: dict[str, Any], key: str) -> CallEvent:
    """An event of the ledger in the normal form."""
    values = {name: value for name, value in content.items() if name in KNOWN}
    direction = values.get("direction")
    return CallEvent(
        **values
        | {
            "call": key,
            "kind": EventKind(values["kind"]),
            "at": datetime.fromisoformat(values["at"]),
            "direction": CallDirection(direction) if direction else None,
        }
    )


def _settle(around: Surroundings, key: str, facts: Facts, tenant: Tenant | None) -> Call | None:
    known, system = records.lock_known(around, key), around.system
    if known is None and tenant is None and is_between_phones(system, facts):
        return None
    if known and _is_past(known):
        return known
    owner = _owner_of_known(known, system, facts) if known else _owner_of_new(tenant, system, facts)
    if owner.tenant is None:
        _hold(system, key, facts, owner.because or HeldBecause.UNKNOWN_NUMBER)
        return None
    if known is None:
        HeldCall.objects.filter(system=system, call_key=key).delete()
    return records.write(
        known or Call(tenant=owner.tenant, system=system, key=key), facts, owner, tenants=around.tenants
    )


def _is_past(call: Call) -> bool:
    """Its events are forgotten, or soon will be: what is told so late would say less than the record."""
    if call.ended_at is None:
        return False
    days = KEEP_EVENTS.get(cast(Holder, system_values())) - 1
    return call.ended_at < clock.now() - timedelta(days=days)


def _owner_of_new(tenant: Tenant | None, system: PhoneSystem, facts: Facts) -> Owner:
    return Owner(tenant) if tenant else owner_of(system, facts)


def _owner_of_known(call: Call, system: PhoneSystem, facts: Facts) -> Owner:
    """A call stays with its tenant. What was dialled around the number may be told late."""
    if facts.direction == Direction.OUT and not call.placed_by_id and not (call.prefix or call.postfix):
        owner = owner_of(system, facts)
        if owner.tenant == call.tenant:
            return owner
    return Owner(call.tenant)


def _hold(system: PhoneSystem, key: str, facts: Facts, because: HeldBecause) -> None:
    values = {
        "because": because,
        "direction": facts.direction,
        "caller": shorten(facts.caller, 80),
        "dialled": shorten(facts.dialled, 80),
        "trunk": shorten(facts.trunk, 80),
        "at": facts.started_at,
    }
    HeldCall.objects.update_or_create(system=system, call_key=key, defaults=values)


def _one_at_a_time(system_id: int, key: str) -> None:
    """Whoever writes this call next sees what was told meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"call {system_id} {key}"])


def _note_try(system_id: int, key: str) -> None:
    """Before it: a call at which workers die shall not come first again."""
    with scope(INSTALLATION, *every_tenant()):
        _one_at_a_time(system_id, key)
        ReceivedEvent.objects.filter(system_id=system_id, call_key=key, settled=False).update(tried_at=clock.now())


def _told_of(system_id: int, key: str) -> list[Told]:
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [system_id, key])
        return [Told(pk, settled, tenant_id, json.loads(content)) for pk, settled, tenant_id, content in cursor]


def _mark_settled(events: Sequence[Told], owner: int | None) -> None:
    new = [event.pk for event in events if not event.settled or event.tenant_id != owner]
    if new:
        with connection.cursor() as cursor:
            cursor.execute(_SETTLED, [owner, numbers(new)])


def _content(event: CallEvent) -> dict[str, Any]:
    """The normal form without what is empty, and without what no database keeps."""
    values = {name: _kept(value) for name, value in asdict(event).items() if value not in ("", None, False)}
    return {**values, "kind": event.kind.value, "at": event.at.isoformat()}


def _kept(value: Any) -> Any:
    return shorten(strip_controls(value), LONGEST_TEXT) if isinstance(value, str) else value


_EVENTS = """
SELECT id, settled, tenant_id, content::text FROM calls_receivedevent WHERE system_id = %s AND call_key = %s
"""
_SETTLED = "UPDATE calls_receivedevent SET settled = true, tenant_id = %s WHERE id = ANY (%s::bigint[])"
