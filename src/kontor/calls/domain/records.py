"""Call records: each is what the fold of its events says, written again whenever something new was told.

What a record means for agents and tickets is done by ``agent_states`` and ``phone_tickets``, which may be called for it
any number of times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models.expressions import RawSQL

from kontor.calls.domain import agent_states, phone_tickets
from kontor.calls.domain.folding import Facts, PartyFacts
from kontor.calls.domain.recordings import days_kept, link_kept
from kontor.calls.domain.surroundings import Surroundings
from kontor.calls.domain.whose import Owner, number_of
from kontor.calls.enums import CallState, Direction, Outcome
from kontor.calls.models import BlockedNumber, Call, CallParty, PhoneDevice, PhoneSystem
from kontor.customers.domain.callers import by_number
from kontor.kernel.kept import Kept
from kontor.kernel.telephone import Telephone, is_anonymous, without_affixes
from kontor.kernel.text import shorten
from kontor.live.notify import changed, told
from kontor.tenants.scope import scope

Parties = dict[str, CallParty]
"""By extension, those that are written."""

BETWEEN = "\x1f"
"""Stands in no extension."""

FROM_EVENTS = (
    "state",
    "outcome",
    "answered_at",
    "ended_at",
    "ring_seconds",
    "talk_seconds",
    "cause",
    "trunk",
    "queue",
    "extension",
    "agent_id",
    "shown_number",
    "recording_url",
    "recording_until",
)


def lock_known(around: Surroundings, key: str) -> Call | None:
    """The record that there is already, locked before anything else."""
    for call in _known(around.system_id, key):
        call.system, call.tenant = around.system, around.tenant(call.tenant_id)
        return call
    return None


def write(call: Call, facts: Facts, owner: Owner, *, tenants: Sequence[int]) -> Call:
    """Make the call of a tenant, or bring it up to date, with everything that follows from it.

    ``call`` is new, or comes from ``lock_known``; the caller makes sure that nobody else writes the same one.
    ``tenants``: the ids of all there are.
    """
    with scope(call.tenant_id):
        before = None if call.pk is None else _stage(call)
        parties = {party.extension: party for party in agent_states.parties_of(call.pk)} if call.pk else {}
        _bring_up_to_date(call, facts, owner, parties)
        speaks = _write_parties(call, facts, parties)
        _tell(call, parties.values())
        goes_on = _stage(call) == before
        if speaks or (call.ended_at and not goes_on):
            agent_states.follow(call, parties.values(), tenants=tenants)
        if not goes_on and not _is_blocked(call.tenant_id, call.direction, call.remote_normal):
            phone_tickets.by_itself(call, locked=True)
    return call


def _stage(call: Call) -> tuple[object, ...]:
    """While it is the same nothing follows for tickets."""
    return call.state, call.answered_at, call.ended_at, call.remote_normal


def _both_ends(call: Call, facts: Facts, owner: Owner) -> dict[str, Any]:
    """Who calls whom, and since when. It may be told late; of a call that we have placed it is known already."""
    if call.placed_by_id:
        return {}
    incoming = facts.direction == Direction.IN
    prefix, postfix = owner.prefix or call.prefix, owner.postfix or call.postfix
    written = facts.caller if incoming else without_affixes(facts.dialled, prefix=prefix, postfix=postfix)
    remote, dialled = number_of(call.system, written), number_of(call.system, facts.dialled)
    anonymous = incoming and remote is None and is_anonymous(facts.caller)
    normal = remote.normal if remote else ""
    return {
        "direction": facts.direction,
        "started_at": facts.started_at,
        "remote": "" if anonymous else shorten(written, 80),
        "remote_normal": normal,
        "anonymous": anonymous,
        "dialled": shorten(facts.dialled, 80) if incoming else "",
        "dialled_normal": dialled.normal if incoming and dialled else "",
        "prefix": prefix,
        "postfix": postfix,
        "customer_id": call.customer_id if normal == call.remote_normal else _customer_of(call, remote),
    }


def _customer_of(call: Call, number: Telephone | None) -> int | None:
    """The only customer whose number it is; of several the agent chooses. What somebody has chosen stays."""
    if call.customer_id or call.ticket_id:
        return call.customer_id
    customers = by_number(call.tenant_id, number.normal) if number else []
    return customers[0].pk if len(customers) == 1 else None


def _bring_up_to_date(call: Call, facts: Facts, owner: Owner, parties: Parties) -> None:
    if call.state == CallState.ENDED and call.failure_kind and facts.ended_at is None:
        return  # what was given up is not placed later; the events of its dying legs change nothing
    ends = _both_ends(call, facts, owner)
    values = ends | _values(call, facts, owner, parties, number=ends.get("remote_normal", call.remote_normal))
    if call.pk is None:
        for name, value in values.items():
            setattr(call, name, value)
        call.save(force_insert=True)
        return
    new = {name: value for name, value in values.items() if getattr(call, name) != value}
    if new:
        for name, value in new.items():
            setattr(call, name, value)
        call.version += 1
        call.save(update_fields=[*(name.removesuffix("_id") for name in new), "version"])


def _values(call: Call, facts: Facts, owner: Owner, parties: Parties, *, number: str) -> dict[str, Any]:
    url, until = _recording(call, facts)
    extension = facts.extension or call.extension
    given: dict[str, Any] = {
        "state": facts.state,
        "outcome": _outcome(call, facts, number),
        "answered_at": facts.answered_at,
        "ended_at": facts.ended_at,
        "ring_seconds": facts.ring_seconds,
        "talk_seconds": facts.talk_seconds,
        "cause": facts.cause,
        "trunk": facts.trunk[:80] or call.trunk,
        "queue": facts.queue[:80],
        "extension": extension[:40],
        "agent_id": _owner_of_phone(call, extension, parties) or call.agent_id,
        "shown_number": facts.shown[:40] or call.shown_number or _expected(facts, owner),
        "recording_url": url,
        "recording_until": until,
    }
    return {name: given[name] for name in FROM_EVENTS}


def _recording(call: Call, facts: Facts) -> tuple[str, datetime | None]:
    """The link that is told is kept as the tenant says."""
    told = link_kept(facts.recording, facts.started_at, days=days_kept(call.tenant)) if facts.recording else ("", None)
    return told if told[0] else (call.recording_url, call.recording_until)


def _expected(facts: Facts, owner: Owner) -> str:
    """What the called person sees, until the telephone system says so itself."""
    return owner.shown[:40] if facts.direction == Direction.OUT else ""


def _owner_of_phone(call: Call, extension: str, parties: Parties) -> int | None:
    """Whose phone it was when it came into the call, else whose it is."""
    if party := parties.get(extension[:40]):
        return party.user_id
    return _users(call.system, [extension]).get(extension) if extension else None


def _outcome(call: Call, facts: Facts, number: str) -> str:
    if facts.outcome in (Outcome.MISSED, Outcome.REJECTED) and _is_blocked(call.tenant_id, facts.direction, number):
        return Outcome.BLOCKED
    return facts.outcome or ""


def _is_blocked(tenant_id: int, direction: str, number: str) -> bool:
    """The tenant takes no calls from this number."""
    return direction == Direction.IN and number != "" and bool(_blocked(tenant_id, number))


def _write_parties(call: Call, facts: Facts, present: Parties) -> bool:
    """Whose phone it is counts from when it first took part. Says whether somebody has begun to speak or stopped."""
    new = [each for each in facts.parties if each.extension[:40] not in present]
    users = _users(call.system, [each.extension for each in new])
    made = CallParty.objects.bulk_create(
        CallParty(
            tenant_id=call.tenant_id,
            lent_to_id=call.lent_to_id,
            call=call,
            extension=each.extension[:40],
            user_id=users.get(each.extension),
            **_told_of(each),
        )
        for each in new
    )
    speaks = any(each.answered_at for each in new)
    for each in facts.parties:
        row, told_of = present.get(each.extension[:40]), _told_of(each)
        if row and (new_of_row := {name: value for name, value in told_of.items() if getattr(row, name) != value}):
            speaks = speaks or bool(row.answered_at or each.answered_at)
            for name, value in new_of_row.items():
                setattr(row, name, value)
            row.save(update_fields=list(new_of_row))
    present.update({party.extension: party for party in made})
    return speaks


def _told_of(party: PartyFacts) -> dict[str, Any]:
    return {
        "state": party.state,
        "rang_at": party.rang_at,
        "answered_at": party.answered_at,
        "left_at": party.left_at,
    }


def _users(system: PhoneSystem, extensions: list[str]) -> dict[str, int]:
    if not extensions:
        return {}
    return {phone.extension: phone.user_id for phone in _phones(system.pk, BETWEEN.join(extensions))}


def _tell(call: Call, parties: Iterable[CallParty]) -> None:
    """The pages of the call's tenants, and the windows of everybody whose phone takes part in it."""
    for tenant_id in filter(None, (call.tenant_id, call.lent_to_id)):
        changed(tenant_id, "call", call.pk)
    people = {party.user_id for party in parties} | {call.agent_id, call.placed_by_id}
    for user_id in sorted(each for each in people if each):
        told(user_id, "call", call.pk)


_known: Kept[Call] = Kept(
    lambda system_id, key: (
        Call.objects.filter(system=system_id, key=key).order_by().select_for_update(of=("self",), no_key=True)
    ),
    str,
)
_blocked: Kept[BlockedNumber] = Kept(
    lambda tenant_id, number: BlockedNumber.objects.filter(tenant_id=tenant_id, normalized=number), str
)
_phones: Kept[PhoneDevice] = Kept(
    lambda system_id, extensions: PhoneDevice.objects.filter(
        system=system_id, extension__in=RawSQL(f"SELECT unnest(string_to_array(%s, '{BETWEEN}'))", [extensions])
    ),
    str,
)
