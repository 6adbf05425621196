"""Facts of a call from its events: the usual courses, what telephone systems leave out, and laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.calls.domain.folding import Facts, fold
from kontor.calls.enums import CallState, Direction, Outcome, PartyState
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
IN, OUT = CallDirection.IN, CallDirection.OUT


def at(second: float, kind: EventKind, **values: Any) -> CallEvent:
    given = {"call": "c1", "kind": kind, "at": NOON + timedelta(seconds=second), "direction": IN}
    return CallEvent(**{**given, **values})


def folded(*events: CallEvent) -> Facts:
    facts = fold(events)
    assert facts is not None
    return facts


BEGUN = at(0, EventKind.BEGUN, caller="0170 1", dialled="040 111", trunk="north")
RINGS = at(1, EventKind.RINGING, extension="11")
RINGS_TOO = at(1, EventKind.RINGING, extension="12")
ANSWERED = at(5, EventKind.ANSWERED, extension="11")
ENDED = at(65, EventKind.ENDED, cause=16)


def states(facts: Facts) -> dict[str, PartyState]:
    return {party.extension: party.state for party in facts.parties}


def test_it_rings():
    facts = folded(BEGUN, RINGS, RINGS_TOO)

    assert (facts.direction, facts.state, facts.outcome) == (Direction.IN, CallState.RINGING, None)
    assert (facts.caller, facts.dialled, facts.trunk) == ("0170 1", "040 111", "north")
    assert states(facts) == {"11": PartyState.RINGING, "12": PartyState.RINGING}
    assert (facts.started_at, facts.ring_seconds, facts.talk_seconds) == (NOON, 0, 0)


def test_who_picks_up_talks_and_the_others_are_out_of_it():
    facts = folded(BEGUN, RINGS, RINGS_TOO, ANSWERED)

    assert facts.state == CallState.TALKING
    assert states(facts) == {"11": PartyState.TALKING, "12": PartyState.LEFT}
    assert facts.extension == "11"


def test_it_ends():
    facts = folded(BEGUN, RINGS, ANSWERED, ENDED)

    assert (facts.state, facts.outcome, facts.cause) == (CallState.ENDED, Outcome.ANSWERED, 16)
    assert (facts.ring_seconds, facts.talk_seconds) == (5, 60)
    assert states(facts) == {"11": PartyState.LEFT}


def test_nobody_picks_up():
    facts = folded(BEGUN, RINGS, at(20, EventKind.ENDED, cause=19))

    assert (facts.outcome, facts.ring_seconds, facts.talk_seconds) == (Outcome.MISSED, 20, 0)


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        (17, Outcome.BUSY),
        (19, Outcome.NO_ANSWER),
        (16, Outcome.NO_ANSWER),
        (21, Outcome.REJECTED),
        (28, Outcome.FAILED),
        (20, Outcome.FAILED),
        (None, Outcome.UNKNOWN),
    ],
)
def test_how_an_outgoing_call_came_to_nothing(cause: int | None, outcome: Outcome):
    begun = at(0, EventKind.BEGUN, direction=OUT, extension="11", dialled="71040222")

    facts = folded(begun, at(9, EventKind.ENDED, direction=OUT, cause=cause))

    assert (facts.outcome, facts.extension, facts.dialled) == (outcome, "11", "71040222")


def test_outgoing_the_far_end_decides_when_it_is_answered():
    begun = at(0, EventKind.BEGUN, direction=OUT, dialled="71040222", extension="11")
    own = at(2, EventKind.ANSWERED, direction=OUT, extension="11")
    shown = at(3, EventKind.SHOWN, direction=OUT, trunk="north", shown="+4940111", dialled="040222")
    rings = at(4, EventKind.RINGING, direction=OUT, trunk="north", far=True)
    far = at(8, EventKind.ANSWERED, direction=OUT, trunk="north", far=True)

    assert folded(begun, own).state == CallState.DIALLING
    assert folded(begun, own, shown, rings).state == CallState.RINGING
    facts = folded(begun, own, shown, rings, far)
    assert (facts.state, facts.answered_at) == (CallState.TALKING, NOON + timedelta(seconds=8))
    assert (facts.shown, facts.trunk, facts.dialled) == ("+4940111", "north", "71040222")


def test_outgoing_the_phone_that_called_talks_when_the_far_end_picks_up():
    begun = at(0, EventKind.BEGUN, direction=OUT, dialled="040222", extension="11")

    facts = folded(begun, at(8, EventKind.ANSWERED, direction=OUT, far=True))

    assert states(facts) == {"11": PartyState.TALKING}


def test_where_it_is_not_told_who_picked_up_the_only_phone_that_rings_did():
    answered = at(5, EventKind.ANSWERED)

    assert states(folded(BEGUN, RINGS, answered)) == {"11": PartyState.TALKING}
    unclear = folded(BEGUN, RINGS, RINGS_TOO, answered)
    assert unclear.state == CallState.TALKING
    assert PartyState.TALKING not in states(unclear).values()


def test_of_two_devices_with_one_extension_one_goes_on_when_the_other_stops_ringing():
    rings = [at(1, EventKind.RINGING, extension="11", identity=each) for each in "ab"]
    answered = at(5, EventKind.ANSWERED, extension="11", identity="a")
    stops = at(6, EventKind.LEFT, extension="11", identity="b")

    assert states(folded(BEGUN, *rings, answered, stops)) == {"11": PartyState.TALKING}
    assert states(folded(BEGUN, *rings, answered, stops, at(9, EventKind.LEFT, extension="11", identity="a"))) == {
        "11": PartyState.LEFT
    }


def test_hold_and_back():
    held = at(10, EventKind.HELD, identity="a")
    resumed = at(20, EventKind.RESUMED, identity="b")

    assert folded(BEGUN, ANSWERED, held).state == CallState.HELD
    assert states(folded(BEGUN, ANSWERED, held)) == {"11": PartyState.HELD}
    assert folded(BEGUN, ANSWERED, held, resumed).state == CallState.TALKING


def test_a_transfer_rings_elsewhere_and_who_passed_it_on_has_left():
    passed_on = at(30, EventKind.TRANSFERRED, extension="12")
    left = at(31, EventKind.LEFT, extension="11")
    taken = at(35, EventKind.ANSWERED, extension="12")

    facts = folded(BEGUN, RINGS, ANSWERED, passed_on, left, taken)

    assert states(facts) == {"11": PartyState.LEFT, "12": PartyState.TALKING}
    assert facts.extension == "12"
    assert facts.answered_at == NOON + timedelta(seconds=5)


OUTSIDE = at(12, EventKind.TRANSFERRED, dialled="0043123", trunk="north")
FORWARDED = at(20, EventKind.ENDED, cause=16, goes_on=True)


@pytest.mark.parametrize(
    ("told", "outcome", "talked"),
    [
        ([RINGS, OUTSIDE, at(15, EventKind.ANSWERED, far=True), ENDED], Outcome.ANSWERED, 50),
        ([RINGS, OUTSIDE, ENDED], Outcome.MISSED, 0),
        ([RINGS, ANSWERED, OUTSIDE, at(15, EventKind.ANSWERED, far=True), ENDED], Outcome.ANSWERED, 60),
        ([RINGS, FORWARDED], Outcome.FORWARDED, 0),
        ([RINGS, ANSWERED, FORWARDED], Outcome.ANSWERED, 15),
        ([RINGS, at(20, EventKind.ENDED, cause=16)], Outcome.MISSED, 0),
    ],
)
def test_a_call_that_was_forwarded_is_missed_only_when_nobody_answered_it(
    told: list[CallEvent], outcome: Outcome, talked: int
):
    """Outside of the house, the same call goes on; with other telephone systems another one does."""
    facts = folded(BEGUN, *told)

    assert (facts.outcome, facts.talk_seconds) == (outcome, talked)
    assert all(party.extension == "11" for party in facts.parties)


def test_an_outgoing_call_that_was_forwarded_was_not_answered():
    begun = at(0, EventKind.BEGUN, direction=OUT, extension="11", dialled="71040222")

    assert folded(begun, at(9, EventKind.ENDED, direction=OUT, cause=16, goes_on=True)).outcome == Outcome.NO_ANSWER


def test_the_end_comes_before_the_answer():
    facts = folded(BEGUN, ENDED, at(70, EventKind.ANSWERED, extension="11"))

    assert (facts.outcome, facts.talk_seconds) == (Outcome.ANSWERED, 0)
    assert all(party.answered_at and facts.ended_at and party.answered_at <= facts.ended_at for party in facts.parties)


def test_an_end_with_a_cause_goes_before_one_that_was_concluded():
    lost = at(40, EventKind.ENDED, identity="lost")

    assert folded(BEGUN, ANSWERED, lost).ended_at == NOON + timedelta(seconds=40)
    assert folded(BEGUN, ANSWERED, lost, ENDED).ended_at == NOON + timedelta(seconds=65)


def test_without_a_direction_nothing_is_known_yet():
    assert fold([at(0, EventKind.ENDED, direction=None, cause=16)]) is None
    assert fold([]) is None


def test_what_is_told_twice_by_two_nodes_counts_once_and_with_the_earlier_time():
    again = at(3, EventKind.BEGUN, caller="0170 1", dialled="040 111", trunk="north", node="b")

    assert folded(again, BEGUN, RINGS) == folded(BEGUN, RINGS)


EVENTS = st.lists(
    st.builds(
        at,
        st.integers(0, 40),
        st.sampled_from(list(EventKind)),
        direction=st.sampled_from([IN, OUT, None]),
        extension=st.sampled_from(["", "11", "12", "13"]),
        far=st.booleans(),
        caller=st.sampled_from(["", "0170 1"]),
        dialled=st.sampled_from(["", "040 111", "71040222"]),
        cause=st.sampled_from([None, 16, 17, 19]),
        goes_on=st.booleans(),
        identity=st.sampled_from(["", "x", "y"]),
    ),
    max_size=12,
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_changes_anything(events: list[CallEvent], chance: Any):
    others = [*events, *(event for event in events if chance.random() < 0.5)]
    chance.shuffle(others)

    assert fold(others) == fold(events)


@given(EVENTS)
def test_nothing_happens_before_the_beginning_or_after_the_end(events: list[CallEvent]):
    facts = fold(events)
    if facts is None:
        return
    moments = [
        moment
        for party in facts.parties
        for moment in (party.rang_at, party.answered_at, party.left_at)
        if moment is not None
    ]
    moments += [moment for moment in (facts.answered_at, facts.ended_at) if moment]
    assert all(facts.started_at <= moment for moment in moments)
    if facts.ended_at:
        assert all(moment <= facts.ended_at for moment in moments)
        assert facts.state == CallState.ENDED
        assert all(party.state == PartyState.LEFT for party in facts.parties)
    assert facts.ring_seconds >= 0
    assert facts.talk_seconds >= 0
    assert (facts.outcome is None) == (facts.ended_at is None)


@given(EVENTS, EVENTS)
def test_more_events_never_make_an_ended_call_live_again(events: list[CallEvent], more: list[CallEvent]):
    before, after = fold(events), fold([*events, *more])

    if before is not None and before.state == CallState.ENDED:
        assert after is not None
        assert after.state == CallState.ENDED
