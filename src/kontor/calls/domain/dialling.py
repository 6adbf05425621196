"""The jobs that talk to a telephone system about calls: a short connection of their own, outside every transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from kontor.calls.domain.events import receive
from kontor.calls.domain.placing import AT_ONCE, extension_of
from kontor.calls.domain.reaching import ami_server
from kontor.calls.enums import CallState
from kontor.calls.failures import OF_ORDERS, OF_OWN_PHONE, Failure
from kontor.calls.models import Call, CallParty, PhoneDevice, ReceivedEvent
from kontor.channels.errors import ConnectionFailed
from kontor.channels.telephony import orders
from kontor.channels.telephony.ami import ActionRefused, Ami, AmiServer, signed_in
from kontor.channels.telephony.asterisk import OUR_CALLS
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.channels.telephony.orders import Origin
from kontor.kernel import clock, telephone
from kontor.live.notify import changed, told
from kontor.people.models import User
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

PATIENCE = 5.0
"""Seconds for the telephone system to answer. The agent waits in front of the phone."""
RING_SECONDS = 30


def dial(tenant_id: int, call_id: int) -> None:
    """Place the call that ``placing.place`` has noted. One that comes too late, or fails, ends with a sentence."""
    with scope(INSTALLATION, tenant_id):
        call = Call.objects.select_related("system").get(pk=call_id)
        begun = ReceivedEvent.objects.filter(system=call.system_id, call_key=call.key).exists()
    if call.state != CallState.DIALLING or begun:
        return
    if clock.now() - call.started_at > AT_ONCE:
        _not_placed(call, Failure.TOO_LATE)
        return
    sent = False

    async def originate(ami: Ami) -> None:
        nonlocal sent
        sent = True
        await orders.originate(ami, _origin(call))

    try:
        asyncio.run(_with(ami_server(call.system, timeout=PATIENCE), originate))
    except ConnectionFailed as failed:
        if sent:  # it may ring nevertheless; the line tells, or finds that there is no such call
            _note(call, failed.kind, **failed.values)
        else:
            _not_placed(call, failed.kind, **failed.values)
    except ActionRefused as refused:
        _not_placed(call, Failure.REFUSED, detail=str(refused))


def give_order(tenant_id: int, call_id: int, user_id: int, to_id: int, order: str, asked_at: float) -> None:
    """Hold, resume, transfer or end a call that goes on. What cannot be done is told with a sentence, until the next
    order is carried out."""
    with scope(INSTALLATION, tenant_id):
        call = Call.objects.select_related("system").get(pk=call_id)
        extension = extension_of(call, User.objects.get(pk=user_id))
        to = PhoneDevice.objects.filter(pk=to_id, system=call.system_id).first()
    if not call.is_living or clock.now().timestamp() - asked_at > AT_ONCE.total_seconds():
        return
    give = _ORDERS[order]
    server = ami_server(call.system, timeout=PATIENCE)
    try:
        asyncio.run(_with(server, lambda ami: give(ami, call, extension, to.extension if to else "")))
    except (ConnectionFailed, ActionRefused) as failed:
        _note(call, Failure(order), detail=str(failed))
    else:
        if call.failure_kind in OF_ORDERS:
            _note(call, "")


async def _with(server: AmiServer, give: Callable[[Ami], Awaitable[None]]) -> None:
    async with signed_in(server, events=False) as ami:
        await give(ami)


def _origin(call: Call) -> Origin:
    system = call.system
    number = telephone.from_normal(call.remote_normal)
    digits = telephone.dial(number, system.dial_format, system.country, outside_line=system.outside_line)
    return Origin(
        call.key,
        system.technology,
        call.extension,
        system.context,
        f"{call.prefix}{digits}{call.postfix}",
        call.remote_normal,
        RING_SECONDS,
    )


def _not_placed(call: Call, kind: str, **values: object) -> None:
    """The call ends as others do, by an event: if the telephone system should tell of it nevertheless, that counts."""
    _note(call, kind, **values)
    ended = CallEvent(
        call=call.key, kind=EventKind.ENDED, at=clock.now(), direction=CallDirection.OUT, identity="not placed"
    )
    receive(call.system_id, [ended])


def _note(call: Call, kind: str, **values: object) -> None:
    plain = {key: value if isinstance(value, int) else str(value) for key, value in values.items()}
    with scope(INSTALLATION, call.tenant_id):
        Call.objects.filter(pk=call.pk).update(failure_kind=kind, failure_values=plain)
        changed(call.tenant_id, "call", call.pk)
        users = CallParty.objects.filter(call=call, user__isnull=False).values_list("user_id", flat=True)
        for user_id in {*users, *filter(None, [call.agent_id, call.placed_by_id])}:
            told(user_id, "call", call.pk)


def explain_ends(system_id: int, events: Sequence[CallEvent]) -> None:
    """Calls of ours among those that have ended, which never got beyond the phone of whoever placed them: why not."""
    keys = {event.call: event.cause for event in events if _may_be_explained(event)}
    if not keys:
        return
    with scope(INSTALLATION, *every_tenant()):
        calls = list(Call.objects.filter(system_id=system_id, key__in=keys, failure_kind=""))
        went_out = ReceivedEvent.objects.filter(system_id=system_id, call_key__in=keys, kind=EventKind.SHOWN)
        shown = set(went_out.values_list("call_key", flat=True))
    for call in calls:
        if call.key not in shown:
            kind = OF_OWN_PHONE[keys[call.key] or 0]
            _note(call, kind, extension=call.extension, prefix=call.prefix)


def _may_be_explained(event: CallEvent) -> bool:
    ours = event.kind == EventKind.ENDED and event.call.startswith(OUR_CALLS)
    return ours and event.cause in OF_OWN_PHONE


async def _hang_up(ami: Ami, call: Call, extension: str, _to: str) -> None:
    await orders.hang_up(ami, call.key, extension=extension if _only_rings_here(call) else "")


async def _hold(ami: Ami, call: Call, extension: str, _to: str) -> None:
    await orders.hold(ami, call.key, extension, call.system.context)


async def _resume(ami: Ami, call: Call, extension: str, _to: str) -> None:
    await orders.resume(ami, call.key, extension)


async def _transfer(ami: Ami, call: Call, extension: str, to: str) -> None:
    await orders.transfer(ami, call.key, extension, call.system.context, to=to)


_ORDERS = {"hang_up": _hang_up, "hold": _hold, "resume": _resume, "transfer": _transfer}


def _only_rings_here(call: Call) -> bool:
    return call.direction == CallDirection.IN and call.state == CallState.RINGING
