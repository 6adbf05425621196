"""Call records: each is what the fold of its events says, written again whenever something new was told.

What a record means for agents and tickets is done by ``agent_states`` and ``phone_tickets``, which may be called for it
any number of times.
"""

from __future__ import annotations

from typing import Any

from kontor.calls.domain import agent_states, phone_tickets
from kontor.calls.domain.folding import Facts
from kontor.calls.domain.recordings import days_kept, link_kept
from kontor.calls.domain.whose import Owner, number_of
from kontor.calls.enums import CallState, Direction, Outcome
from kontor.calls.models import BlockedNumber, Call, CallParty, PhoneDevice, PhoneSystem
from kontor.customers.domain.callers import by_number
from kontor.kernel.telephone import Telephone, is_anonymous, without_affixes
from kontor.kernel.text import shorten
from kontor.live.notify import changed, told
from kontor.tenants.scope import scope

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


def write(system: PhoneSystem, key: str, facts: Facts, owner: Owner) -> Call:
    """The call of a tenant, made or brought up to date, with everything that follows from it. Its row is locked first.

    The caller makes sure that nobody else writes the same call.
    """
    assert owner.tenant is not None
    with scope(owner.tenant.pk):
        call = Call.objects.select_for_update(of=("self",), no_key=True).filter(system=system, key=key).first()
        call = call or _begun(system, key, facts, owner)
        _bring_up_to_date(call, facts)
        _write_parties(call, facts)
        _tell(call)
        agent_states.follow(call)
        phone_tickets.by_itself(call)
    return call


def _begun(system: PhoneSystem, key: str, facts: Facts, owner: Owner) -> Call:
    tenant = owner.tenant
    assert tenant is not None
    incoming = facts.direction == Direction.IN
    written = facts.caller if incoming else _without(facts.dialled, owner)
    remote, dialled = number_of(system, written), number_of(system, facts.dialled)
    anonymous = incoming and remote is None and is_anonymous(facts.caller)
    return Call(
        tenant=tenant,
        system=system,
        key=key,
        direction=facts.direction,
        started_at=facts.started_at,
        remote="" if anonymous else shorten(written, 80),
        remote_normal=remote.normal if remote else "",
        anonymous=anonymous,
        dialled=shorten(facts.dialled, 80) if incoming else "",
        dialled_normal=dialled.normal if incoming and dialled else "",
        shown_number="" if incoming else owner.shown[:40],
        prefix=owner.prefix,
        postfix=owner.postfix,
        customer_id=_customer_of(tenant.pk, remote),
    )


def _without(dialled: str, owner: Owner) -> str:
    return without_affixes(dialled, prefix=owner.prefix, postfix=owner.postfix)


def _customer_of(tenant_id: int, number: Telephone | None) -> int | None:
    """The only customer whose number it is; of several the agent chooses."""
    customers = by_number(tenant_id, number.normal) if number else []
    return customers[0].pk if len(customers) == 1 else None


def _bring_up_to_date(call: Call, facts: Facts) -> None:
    if call.state == CallState.ENDED and call.failure_kind and facts.ended_at is None:
        return  # what was given up is not placed later; the events of its dying legs change nothing
    values = _values(call, facts)
    if call.pk is None:
        for name, value in values.items():
            setattr(call, name, value)
        call.save(force_insert=True)
        return
    before = {name: getattr(call, name) for name in values}
    if before != values:
        for name, value in values.items():
            setattr(call, name, value)
        call.version += 1
        call.save(update_fields=[*(name.removesuffix("_id") for name in values), "version"])


def _values(call: Call, facts: Facts) -> dict[str, Any]:
    url, until = link_kept(facts.recording, facts.started_at, days=days_kept(call.tenant))
    extension = facts.extension or call.extension
    device = PhoneDevice.objects.filter(system=call.system, extension=extension).first() if extension else None
    given: dict[str, Any] = {
        "state": facts.state,
        "outcome": _outcome(call, facts),
        "answered_at": facts.answered_at,
        "ended_at": facts.ended_at,
        "ring_seconds": facts.ring_seconds,
        "talk_seconds": facts.talk_seconds,
        "cause": facts.cause,
        "trunk": facts.trunk[:80] or call.trunk,
        "queue": facts.queue[:80],
        "extension": extension[:40],
        "agent_id": device.user_id if device else call.agent_id,
        "shown_number": facts.shown[:40] or call.shown_number,
        "recording_url": url or call.recording_url,
        "recording_until": until or call.recording_until,
    }
    return {name: given[name] for name in FROM_EVENTS}


def _outcome(call: Call, facts: Facts) -> str:
    if facts.outcome in (Outcome.MISSED, Outcome.REJECTED) and call.direction == Direction.IN and call.remote_normal:
        blocked = BlockedNumber.objects.filter(tenant_id=call.tenant_id, normalized=call.remote_normal)
        if blocked.exists():
            return Outcome.BLOCKED
    return facts.outcome or ""


def _write_parties(call: Call, facts: Facts) -> None:
    """Whose phone it is counts from when it first took part."""
    present = {party.extension: party for party in CallParty.objects.filter(call=call)}
    new = [each for each in facts.parties if each.extension[:40] not in present]
    users = _users(call.system, [each.extension for each in new])
    CallParty.objects.bulk_create(
        CallParty(
            tenant_id=call.tenant_id,
            lent_to_id=call.lent_to_id,
            call=call,
            extension=each.extension[:40],
            user_id=users.get(each.extension),
            state=each.state,
            rang_at=each.rang_at,
            answered_at=each.answered_at,
            left_at=each.left_at,
        )
        for each in new
    )
    for each in facts.parties:
        row = present.get(each.extension[:40])
        if row and (row.state, row.rang_at, row.answered_at, row.left_at) != (
            each.state,
            each.rang_at,
            each.answered_at,
            each.left_at,
        ):
            row.state, row.rang_at, row.answered_at, row.left_at = (
                each.state,
                each.rang_at,
                each.answered_at,
                each.left_at,
            )
            row.save(update_fields=["state", "rang_at", "answered_at", "left_at"])


def _users(system: PhoneSystem, extensions: list[str]) -> dict[str, int]:
    if not extensions:
        return {}
    rows = PhoneDevice.objects.filter(system=system, extension__in=extensions)
    return dict(rows.values_list("extension", "user_id"))


def _tell(call: Call) -> None:
    """The pages of the call's tenants, and the windows of everybody whose phone takes part in it."""
    for tenant_id in filter(None, (call.tenant_id, call.lent_to_id)):
        changed(tenant_id, "call", call.pk)
    people = set(CallParty.objects.filter(call=call, user__isnull=False).values_list("user_id", flat=True))
    for user_id in sorted(people | {each for each in (call.agent_id, call.placed_by_id) if each}):
        told(user_id, "call", call.pk)
