"""A call in words: its sides, how it ended, its sums, and its course step by step."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.calls.domain.recorded import Totals
from kontor.calls.enums import CallState, Direction, Outcome
from kontor.calls.models import Call, CallParty, ReceivedEvent
from kontor.channels.telephony.events import EventKind
from kontor.kernel import clock
from kontor.people.models import User
from kontor.supervisor.calls.course import STEPS, course_of
from kontor.supervisor.calls.words import ended_how, number_of, own_number_of, totals_in_words
from kontor.tenants.models import Tenant

GERMAN = Tenant(country="DE")
ALEX = CallParty(extension="12", user=User(name="Alex Amt"))


def call(direction: Direction = Direction.IN, **values: Any) -> Call:
    return Call(tenant=GERMAN, direction=direction, **values)


def told(kind: EventKind, *parties: CallParty, **content: Any) -> tuple[str, str]:
    """Title and text of this event."""
    (step,) = course_of([ReceivedEvent(kind=kind, at=clock.now(), content=content)], parties, "DE")
    return step.title, step.text


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ({"anonymous": True, "remote_normal": "+49401234567"}, "anonymous"),
        ({"remote_normal": "+49401234567", "remote": "0049401234567"}, "040 1234567"),
        ({"remote_normal": "+43512123456"}, "+43 512 123456"),
        ({"remote": "Zentrale 7"}, "Zentrale 7"),
        ({}, "not known"),
    ],
)
def test_the_other_side_is_a_number_as_one_writes_it_here(values: dict[str, Any], number: str) -> None:
    assert number_of(call(**values)) == number


def test_our_number_is_the_one_that_was_called_or_the_one_that_was_shown() -> None:
    both = {"dialled_normal": "+49405550177", "dialled": "5550177", "shown_number": "040 999888"}

    assert own_number_of(call(**both)) == "040 5550177"
    assert own_number_of(call(Direction.OUT, **both)) == "040 999888"
    assert own_number_of(call(dialled="4711")) == "4711"


def test_a_call_says_where_it_stands_and_later_how_it_ended() -> None:
    living = call(state=CallState.TALKING, outcome="")
    ended = call(state=CallState.ENDED, outcome=Outcome.MISSED)

    assert [ended_how(each) for each in (living, ended)] == ["in conversation", "Missed"]


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        (Totals(0), "0 calls, 0 missed, 0:00 talked"),
        (Totals(1, 1, 7), "1 call, 1 missed, 0:07 talked"),
        (Totals(12, 3, 3725), "12 calls, 3 missed, 1:02:05 talked"),
        (Totals(None), "More than 500 calls: choose a shorter time to see their sums."),
    ],
)
def test_the_sums_of_a_list(totals: Totals, words: str) -> None:
    assert totals_in_words(totals, 500) == words


@pytest.mark.parametrize(
    ("kind", "content", "step"),
    [
        (EventKind.BEGUN, {"caller": "040 1", "dialled": "040 2"}, ("The call begins", "from 040 1 to 040 2")),
        (EventKind.BEGUN, {"caller": "+49401234567"}, ("The call begins", "from 040 1234567 to –")),
        (EventKind.BEGUN, {}, ("The call begins", "from anonymous to –")),
        (EventKind.RINGING, {"extension": "12"}, ("It rings", "Alex Amt (extension 12)")),
        (EventKind.RINGING, {"extension": "13"}, ("It rings", "extension 13")),
        (EventKind.RINGING, {}, ("It rings at the other end", "")),
        (EventKind.ANSWERED, {"extension": "12"}, ("Picked up", "Alex Amt (extension 12)")),
        (EventKind.ANSWERED, {}, ("The other side has picked up", "")),
        (EventKind.ANSWERED, {"far": True, "extension": "12"}, ("The other side has picked up", "")),
        (EventKind.ANSWERED, {"far": True, "direction": "in"}, ("Picked up outside", "")),
        (EventKind.HELD, {"extension": "12"}, ("On hold", "Alex Amt (extension 12)")),
        (EventKind.RESUMED, {}, ("The conversation goes on", "")),
        (EventKind.TRANSFERRED, {"extension": "12"}, ("Transferred", "to Alex Amt (extension 12)")),
        (EventKind.TRANSFERRED, {"dialled": "040 3"}, ("Transferred", "to 040 3")),
        (EventKind.TRANSFERRED, {}, ("Transferred", "to –")),
        (EventKind.LEFT, {"extension": "13"}, ("A phone has left the call", "extension 13")),
        (
            EventKind.SHOWN,
            {"shown": "040 9", "trunk": "west"},
            ("The called person sees 040 9", "over the trunk west"),
        ),
        (EventKind.SHOWN, {}, ("The called person sees –", "")),
        (EventKind.ENDED, {"user": "Sven Sommer"}, ("The call is over", "Sven Sommer has said so.")),
        (EventKind.ENDED, {"cause": 999}, ("The call has ended", "Cause 999 of the telephone network.")),
        (EventKind.ENDED, {}, ("The call has ended", "")),
        (
            EventKind.RECORDED,
            {"recording": "https://pbx.example/1.wav"},
            ("The telephone system has kept a recording", ""),
        ),
    ],
)
def test_each_step_of_a_call_says_what_happened(
    kind: EventKind, content: dict[str, Any], step: tuple[str, str]
) -> None:
    assert told(kind, ALEX, **content) == step


def test_a_phone_of_nobody_is_its_extension() -> None:
    assert told(EventKind.RINGING, CallParty(extension="12", user=None), extension="12") == ("It rings", "extension 12")


def test_every_kind_of_event_has_its_step() -> None:
    assert set(STEPS) == set(EventKind)
