"""What open pages hear of, and what jobs are given: ids, and nothing of what they stand for."""

from __future__ import annotations

import json
from typing import Any

import psycopg
from django.db import connection

from kontor.calls.domain.events import receive
from kontor.calls.models import Call, DialledNumber, PhoneDevice
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.live.notify import CHANNEL
from kontor.live.streams import Stream
from kontor.people.models import User
from kontor.routing.domain.assign import assign_ticket, release_ticket
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.notes import write_note
from tests.factories.call_records import make_system
from tests.factories.tickets import new_message
from tests.flows.house import MARKER, House
from tests.support.scoping import in_scope


def test_live_messages_and_jobs_carry_ids_only(committed_db: str, ours: House, theirs: House) -> None:
    ticket = theirs.tickets[0]
    with psycopg.connect(committed_db, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        with in_scope(theirs.tenant):
            ticket = release_ticket(ticket, by=theirs.agent)
            assign_ticket(ticket, to=theirs.agent, by=theirs.supervisor)
            append_message(ticket, new_message(ticket.customer, text=theirs.mark("text")))
            write_note(ticket, text=theirs.mark("note"), by=theirs.agent)
        payloads = [said.payload for said in listener.notifies(timeout=2, stop_after=1)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        jobs = [row[0] for row in cursor.fetchall()]

    assert payloads
    assert jobs
    assert MARKER.findall(" ".join([*payloads, *jobs]).encode()) == []
    items = [item for payload in payloads for item in json.loads(payload)]
    assert _heard(ours.agent, ours.tenant.pk, items) == []
    assert _heard(theirs.agent, theirs.tenant.pk, items) != []


def test_live_messages_of_a_call_carry_ids_only(committed_db: str, ours: House, theirs: House) -> None:
    """A call for them rings at their agent's phone: our people's pages hear nothing, theirs hear its id."""
    system = make_system()
    PhoneDevice.objects.create(user=theirs.agent, system=system, extension="12")
    with in_scope(theirs.tenant):
        DialledNumber.objects.create(tenant=theirs.tenant, system=system, number="040 5550", normalized="+49405550")
    values: dict[str, Any] = {"call": theirs.mark("key"), "at": clock.now(), "direction": CallDirection.IN}
    begun = CallEvent(kind=EventKind.BEGUN, caller=theirs.mark("caller"), dialled="+49405550", **values)
    rings = CallEvent(kind=EventKind.RINGING, extension="12", queue=theirs.mark("queue"), **values)

    with psycopg.connect(committed_db, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        receive(system.pk, [begun, rings])
        payloads = [said.payload for said in listener.notifies(timeout=2, stop_after=1)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        jobs = [row[0] for row in cursor.fetchall()]

    with in_scope(theirs.tenant):
        call = Call.objects.get(key=theirs.mark("key"))
    items = [item for payload in payloads for item in json.loads(payload)]
    assert MARKER.findall(" ".join([*payloads, *jobs]).encode()) == []
    assert ["u", theirs.agent.pk, "call", call.pk] in items
    assert _heard(ours.agent, ours.tenant.pk, items) == []
    assert _heard(theirs.agent, theirs.tenant.pk, items) != []


def _heard(user: User, tenant_id: int, items: list[Any]) -> list[bytes]:
    stream = Stream(user.pk, frozenset({tenant_id}))
    for item in items:
        stream.hear(item)
    return list(stream._waiting)
