"""Calls: from what a telephone system tells to the agent's screen, and the records of a million calls.

Yardstick of the same run: telling the same people something that changes nothing, until their desks have asked anew.
"""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection

from django.conf import settings
from django.db import connection, connections
from django.test import Client

from benchmarks.desks import PATIENCE, Desk
from benchmarks.figures import Row, milliseconds, percentile
from benchmarks.fill import House
from benchmarks.pages import _page, signed_in
from benchmarks.processes import start_process
from benchmarks.server import vacuum
from kontor.calls.domain.events import receive
from kontor.calls.enums import Connector
from kontor.calls.models import Call, DialledNumber, PhoneDevice, PhoneSystem, ReceivedEvent
from kontor.calls.preferences import INTEGRATION
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.host.postgres.cluster import free_port
from kontor.kernel import clock
from kontor.live.notify import told
from kontor.org.domain.first_administrator import default_roles
from kontor.org.domain.memberships import give_role, set_memberships
from kontor.org.models import AgentGroup
from kontor.people.domain.users import create_user
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

PEOPLE, CALLS, A_SECOND = 20, 100, 30.0
ANSWERED_AFTER, ENDED_AFTER = 1.0, 3.0
GATHERED = 0.005
"""Seconds for which the line to a telephone system gathers events before it hands them over."""

RECORDS = 1_000_000
COME_UP = 30.0
SHOWN_AS = {EventKind.RINGING: "ringing", EventKind.ANSWERED: "talking", EventKind.ENDED: "wrap_up"}


def measure(house: House, url: str) -> list[Row]:
    people = _people(house)
    system = _system(house, people)
    with _line(system) as line, web_server() as port:
        desks = [Desk(port, user, _cookie(user, house)) for user in people]
        for desk in desks:
            desk.start()
            desk.ready.wait(COME_UP)
        floor = _floor(desks)
        delays, missing, took = _through(system, line, desks)
        for desk in desks:
            desk.stop()
    with scope(INSTALLATION, *every_tenant()):
        stored = ReceivedEvent.objects.filter(system_id=system).count()
    sent = CALLS * len(_course("", 0, ""))
    p95 = percentile(delays, 0.95)
    return [
        Row("floor (told, stream, desk asks anew)", _spread(floor)),
        Row(
            f"{CALLS} calls, {A_SECOND:.0f} a second: event to screen",
            _spread(delays),
            f"p95 {p95 / percentile(floor, 0.95):.1f} of the floor; aim: p95 under 500 ms; {missing} never shown",
        ),
        Row("  events stored", f"{stored} of {sent}", f"{sent / took:.0f} a second taken in"),
        *_records(house, url),
    ]


def _spread(values: Sequence[float]) -> str:
    return f"p50 {milliseconds(percentile(list(values), 0.5))}, p95 {milliseconds(percentile(list(values), 0.95))}"


def _floor(desks: Sequence[Desk]) -> list[float]:
    """As often and as fast as calls come, one desk after the other."""
    delays = []
    for number in range(CALLS):
        desk, began = desks[number % len(desks)], time.monotonic()
        before = len(desk.asked)
        with scope():
            told(desk.user.pk, "call")
        _wait(lambda desk=desk, before=before: len(desk.asked) > before)
        delays.append(desk.asked[before] - began)
        time.sleep(max(0.0, 1 / A_SECOND - (time.monotonic() - began)))
    return delays


def _through(system: int, line: Connection, desks: Sequence[Desk]) -> tuple[list[float], int, float]:
    """Every delay from an event to the screen it changes, counted from when it happens, not from when it is taken in;
    what was never shown; seconds in which all were taken in."""
    began = time.monotonic()
    line.send(began)
    took = line.recv() - began
    with scope(INSTALLATION, *every_tenant()):
        ids = dict(Call.objects.filter(system_id=system).values_list("key", "id"))
    wanted = {
        (ids.get(event.call, 0), SHOWN_AS[event.kind]): began + at for at, event in _all() if event.kind in SHOWN_AS
    }
    _wait(lambda: all(any(one in desk.seen for desk in desks) for one in wanted), quietly=True)
    seen = {one: at for desk in desks for one, at in desk.seen.items()}
    return [seen[one] - at for one, at in wanted.items() if one in seen], len(wanted.keys() - seen.keys()), took


@contextmanager
def _line(system: int) -> Iterator[Connection]:
    """A process of its own, as a worker is. It is told when to begin, and tells when it has taken everything in."""
    ours, theirs = Pipe()
    connections.close_all()
    connection.close_pool()  # type: ignore[attr-defined]  # nothing is shared with it
    process = get_context("fork").Process(target=_take_in, args=(system, theirs), daemon=True)
    process.start()
    theirs.close()  # its end is then heard of
    try:
        yield ours
    finally:
        process.terminate()
        process.join()


def _take_in(system: int, line: Connection) -> None:
    began, due = line.recv(), _all()
    while due:
        now = time.monotonic() - began
        ripe = [event for at, event in due if at <= now]
        del due[: len(ripe)]
        if ripe:
            receive(system, ripe)
        time.sleep(GATHERED)
    line.send(time.monotonic())


def _all() -> list[tuple[float, CallEvent]]:
    """Everything that is told, in its order: seconds after the beginning, and what."""
    told_of = [
        (number / A_SECOND + after, event)
        for number in range(CALLS)
        for after, event in _course(f"measured-{number}", number, str(100 + number % PEOPLE))
    ]
    return sorted(told_of, key=lambda one: one[0])


def _course(key: str, number: int, extension: str) -> list[tuple[float, CallEvent]]:
    """A call that comes in, rings at one phone, is answered and ends: seconds after its beginning, and what is told."""
    now = clock.now()

    def event(kind: EventKind, after: float, **more: object) -> tuple[float, CallEvent]:
        values = {"call": key, "kind": kind, "at": now + timedelta(seconds=number / A_SECOND + after), **more}
        return after, CallEvent(**values)  # type: ignore[arg-type]

    caller = f"0171{2_000_000 + number}"
    begun = {"direction": CallDirection.IN, "caller": caller, "dialled": "0405550"}
    return [
        event(EventKind.BEGUN, 0.0, **begun),
        event(EventKind.RINGING, 0.05, extension=extension),
        event(EventKind.ANSWERED, ANSWERED_AFTER, extension=extension),
        event(EventKind.LEFT, ENDED_AFTER, extension=extension),
        event(EventKind.ENDED, ENDED_AFTER, cause=16),
    ]


def _wait(done: object, *, quietly: bool = False) -> None:
    assert callable(done)
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            assert quietly, "Nothing was shown."
            return
        time.sleep(0.001)


def _people(house: House) -> list[User]:
    with scope(INSTALLATION, *every_tenant()):
        values = SystemValues.get()
        values.preferences = {**values.preferences, INTEGRATION.key: True}
        values.save()
        group = AgentGroup.objects.filter(tenant=house.tenants[0]).first()
        assert group
        role, found = default_roles()["agent"], []
        for number in range(PEOPLE):
            name = f"phone{number}"
            user = create_user(username=name, email=f"{name}@bench.example", name=name, password="", by=None)
            set_memberships(user, [group], by=None)
            give_role(user, role, group, by=None)
            found.append(user)
    return found


def _system(house: House, people: Sequence[User]) -> int:
    system = PhoneSystem.objects.create(name="Measured", sort_key="measured", connector=Connector.PUSH, area_code="40")
    with scope(house.tenants[0].pk):
        DialledNumber.objects.create(tenant=house.tenants[0], system=system, number="040 5550", normalized="+49405550")
    for number, user in enumerate(people):
        PhoneDevice.objects.create(user=user, system=system, extension=str(100 + number))
    return system.pk


def _cookie(user: User, house: House) -> str:
    client = signed_in(user, house.tenants[:1])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextmanager
def web_server() -> Iterator[int]:
    port = free_port()
    process = start_process("web", "--host", "127.0.0.1", "--port", str(port), "--exact-port")
    try:
        end = time.monotonic() + COME_UP
        while not _answers(port):
            assert process.poll() is None and time.monotonic() < end, "The web server does not start."
            time.sleep(0.1)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _answers(port: int) -> bool:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        asking.request("GET", "/health/")
        return asking.getresponse().status == 200
    except OSError:
        return False
    finally:
        asking.close()


# Records


def _records(house: House, url: str) -> list[Row]:
    """The newest of a million calls, of one tenant and of twenty; compared with one bare SELECT of 50 rows."""
    system = PhoneSystem.objects.get(name="Measured")
    for index, tenant in enumerate(house.tenants):
        values = {"tenant": tenant.pk, "system": system.pk, "each": RECORDS // len(house.tenants), "key": f"r{index}-"}
        with scope(tenant.pk), connection.cursor() as cursor:
            cursor.execute(_FILL, values)
    vacuum(url)
    with scope(INSTALLATION, *every_tenant()):
        supervisor = default_roles()["supervisor"]
        for group in AgentGroup.objects.select_related("tenant"):
            give_role(house.ten, supervisor, group, by=None)
    rows = []
    for tenants in (house.tenants[:1], house.tenants):
        client = signed_in(house.ten, tenants)
        with scope(*(tenant.pk for tenant in tenants)):
            began = time.perf_counter()
            list(Call.objects.filter(tenant_id=tenants[0].pk).order_by("-started_at", "-id").values()[:50])
            bare = time.perf_counter() - began
        rows.append(_list(f"records of {RECORDS:,} calls, scope of {len(tenants)}", client, bare))
    return rows


def _list(what: str, client: Client, bare: float) -> Row:
    return _page(what, client, ["/supervisor/calls/"], bare)


_FILL = """
INSERT INTO calls_call (tenant_id, system_id, key, direction, state, outcome, remote, remote_normal, anonymous, dialled,
    dialled_normal, shown_number, prefix, postfix, trunk, queue, extension, started_at, answered_at, ended_at,
    ring_seconds, talk_seconds, wrap_up_seconds, cause, failure_kind, failure_values, question, ticket_settled, note,
    recording_url, is_test, made_ticket, ticket_knows, version, created_at)
SELECT %(tenant)s, %(system)s, %(key)s || n, CASE WHEN n %% 3 = 0 THEN 'out' ELSE 'in' END, 'ended',
    CASE WHEN n %% 7 = 0 THEN 'missed' ELSE 'answered' END, '0171' || n, '+49171' || (2000000 + n), false, '040 5550',
    '+49405550', '', '', '', '', '', '', at, at + interval '5 s', at + interval '60 s', 5, 55, 20, 16, '', '{}', 'none',
    true, '', '', false, false, '', 1, at
FROM generate_series(1, %(each)s::int) n, LATERAL (SELECT now() - make_interval(mins => n * 7) AS at) moment
"""
