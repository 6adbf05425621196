"""The jobs that tell an Asterisk what to do with calls, and what is written down when it does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.calls.domain import dialling, placing
from kontor.calls.enums import CallState, Direction
from kontor.calls.failures import Failure
from kontor.calls.models import Call, PhoneSystem, ReceivedEvent
from kontor.channels.errors import Kind
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.call_records import connect_calls, make_record, tell
from tests.factories.telephony import make_asterisk, make_phone, make_telephony
from tests.servers.lines import scripted_lines
from tests.servers.telephony.asterisk import LISTENER, NORTH, USER, Asterisk
from tests.support.processes import until
from tests.support.refusal import rolled_back
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db

GREETING = "Asterisk Call Manager/10.0.0\r\n"
DIALLED = "00491701234567"


@pytest.fixture
def place(nordlicht: Tenant, anna: User) -> Callable[..., Call]:
    """Anna, at 1001 of this telephone system, calls a customer with the prefix 71."""

    def place(system: PhoneSystem) -> Call:
        connect_calls()
        make_telephony(nordlicht, system, prefix="71")
        make_phone(anna, system, "1001")
        with in_scope(nordlicht):
            return placing.place(anna, "0170 1234567", tenant=nordlicht)

    return place


def of(asterisk: Asterisk, **values: object) -> PhoneSystem:
    values = {"username": USER, "secret": asterisk.secret} | values
    return make_asterisk(host=asterisk.host, port=asterisk.port, **values)


def failure(call: Call) -> tuple[str, dict[str, object]]:
    with everywhere():
        call.refresh_from_db()
    return call.failure_kind, call.failure_values


def told(call: Call) -> list[tuple[str, str]]:
    with everywhere():
        rows = ReceivedEvent.objects.filter(call_key=call.key).order_by("id")
        return [(row.kind, row.content.get("identity", "")) for row in rows]


def test_the_far_end_sees_the_number_of_the_tenant(asterisk: Asterisk, place: Callable[..., Call]) -> None:
    call = place(of(asterisk))

    dialling.dial(call.tenant_id, call.pk)

    until(lambda: bool(asterisk.phones.invites("north")), "the far end rings")
    assert [(seen.dialled, seen.shown) for seen in asterisk.phones.invites("north")] == [(DIALLED, NORTH)]
    assert [seen.shown for seen in asterisk.phones.invites("phone1")] == ["+491701234567"]
    assert failure(call) == ("", {})


def test_a_job_that_runs_again_places_nothing(place: Callable[..., Call]) -> None:
    with scripted_lines(GREETING, {}) as script:
        call = place(make_asterisk(port=script.port))
        tell(call, EventKind.BEGUN)

        dialling.dial(call.tenant_id, call.pk)

    assert (script.heard, failure(call)) == ([], ("", {}))


def test_a_call_that_comes_too_late_is_not_placed(place: Callable[..., Call], frozen: Frozen) -> None:
    with scripted_lines(GREETING, {}) as script:
        call = place(make_asterisk(port=script.port))
        frozen.move(seconds=11)

        dialling.dial(call.tenant_id, call.pk)

    assert (script.heard, failure(call)) == ([], (Failure.TOO_LATE, {}))
    assert told(call) == [("ended", "not placed")]


def test_whether_it_rings_is_not_known_when_the_line_breaks_after_the_order(place: Callable[..., Call]) -> None:
    """The call goes on in the record until the telephone system says that there is none."""
    quiet = dict.fromkeys(("ActionID:", "AuthType:", "Username:", "Key:", "Events:", ""), "")
    yes = "Response: Success\r\nActionID: kontor-{}\r\n\r\n"
    signed_in = {"Action: Challenge": yes.format(1), "Action: Login": yes.format(2)}
    with scripted_lines(GREETING, quiet | signed_in | {"Action: Originate": "{hang up}"}) as script:
        call = place(make_asterisk(port=script.port))

        dialling.dial(call.tenant_id, call.pk)

    assert (failure(call)[0], told(call)) == (Kind.LOST, [])


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"port": 1}, Kind.REFUSED),
        ({"secret": "wrong"}, Kind.SIGN_IN),
        ({"username": LISTENER}, Failure.REFUSED),
    ],
    ids=["nobody answers", "wrong password", "no right to place calls"],
)
def test_what_cannot_be_placed_ends_with_a_reason(
    asterisk: Asterisk, place: Callable[..., Call], values: dict[str, object], kind: str
) -> None:
    system = of(asterisk, **{key: value for key, value in values.items() if key != "port"})
    PhoneSystem.objects.filter(pk=system.pk).update(port=values.get("port", asterisk.port))
    call = place(system)

    dialling.dial(call.tenant_id, call.pk)

    assert failure(call)[0] == kind
    assert told(call) == [("ended", "not placed")]


def test_a_call_that_has_ended_meanwhile_is_not_placed(asterisk: Asterisk, place: Callable[..., Call]) -> None:
    call = place(of(asterisk))
    with everywhere():
        Call.objects.filter(pk=call.pk).update(state=CallState.ENDED)

    dialling.dial(call.tenant_id, call.pk)

    assert (failure(call), told(call)) == (("", {}), [])


def test_an_order_that_cannot_be_carried_out_is_told(asterisk: Asterisk, nordlicht: Tenant, anna: User) -> None:
    call = make_record(nordlicht, system=of(asterisk), key="kontor-none", state=CallState.TALKING)

    dialling.give_order(call.tenant_id, call.pk, anna.pk, 0, "hold", clock.now().timestamp())

    assert failure(call) == (Failure.HOLD, {"detail": "no such call"})


@pytest.mark.parametrize(
    ("before", "after"), [(Failure.HOLD, ""), (Failure.OWN_PHONE_BUSY, Failure.OWN_PHONE_BUSY)], ids=["order", "call"]
)
def test_an_order_that_is_carried_out_ends_the_complaint_about_the_one_before(
    before: Failure, after: str, nordlicht: Tenant, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def obey(*_asked: object) -> None:
        return

    monkeypatch.setattr(dialling, "_with", obey)
    values = {"failure_kind": before, "failure_values": {"detail": "busy"}}
    call = make_record(nordlicht, system=make_asterisk(), key="kontor-1", state=CallState.TALKING, **values)

    dialling.give_order(call.tenant_id, call.pk, anna.pk, 0, "hold", clock.now().timestamp())

    assert failure(call)[0] == after


def test_an_order_that_comes_too_late_is_not_given(nordlicht: Tenant, anna: User) -> None:
    call = make_record(nordlicht, system=make_asterisk(), key="kontor-none", state=CallState.TALKING)

    dialling.give_order(call.tenant_id, call.pk, anna.pk, 0, "hold", clock.now().timestamp() - 11)

    assert failure(call) == ("", {})


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (17, Failure.OWN_PHONE_BUSY),
        (19, Failure.OWN_PHONE_NOT_PICKED_UP),
        (20, Failure.OWN_PHONE_OFF),
        (28, Failure.PREFIX),
    ],
)
def test_why_a_call_never_got_beyond_the_own_phone(nordlicht: Tenant, cause: int, kind: Failure) -> None:
    values = {
        "system": make_asterisk(),
        "direction": Direction.OUT,
        "extension": "1001",
        "prefix": "73",
        "outcome": "failed",
    }
    stayed, went_out = (make_record(nordlicht, key=key, **values) for key in ("kontor-1", "kontor-2"))
    tell(went_out, EventKind.SHOWN)
    ended = [
        CallEvent(call=call.key, kind=EventKind.ENDED, at=clock.now(), direction=CallDirection.OUT, cause=cause)
        for call in (stayed, went_out)
    ]

    dialling.explain_ends(stayed.system_id, ended)

    assert failure(stayed) == (kind, {"extension": "1001", "prefix": "73"})
    assert failure(went_out) == ("", {})


def test_a_call_that_ended_normally_needs_no_reason(nordlicht: Tenant) -> None:
    call = make_record(nordlicht, system=make_asterisk(), key="kontor-1", direction=Direction.OUT)
    ended = CallEvent(call=call.key, kind=EventKind.ENDED, at=clock.now(), cause=16)

    dialling.explain_ends(call.system_id, [ended])

    assert failure(call) == ("", {})


def test_a_job_of_another_tenant_finds_no_call(nordlicht: Tenant, alpina: Tenant, anna: User) -> None:
    call = make_record(nordlicht, state=CallState.TALKING)

    with rolled_back(Call.DoesNotExist):
        dialling.dial(alpina.pk, call.pk)
    with rolled_back(Call.DoesNotExist):
        dialling.give_order(alpina.pk, call.pk, anna.pk, 0, "hang_up", clock.now().timestamp())
