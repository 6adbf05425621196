"""Phone tickets by a tenant's settings: every combination."""

from __future__ import annotations

from itertools import product

import pytest

from kontor.calls.domain.deciding import Decision, Facts, Settings, decide
from kontor.calls.enums import Creation, Direction, Moment

NEVER, ASK, ALWAYS = Creation.NEVER, Creation.ASK, Creation.ALWAYS
NOTHING = Decision.NOTHING

STAGES = {
    "rings": {},
    "talks": {"answered": True},
    "ended": {"answered": True, "ended": True},
    "unanswered": {"ended": True},
}
REACHED = {
    Moment.RINGING: {"rings", "talks", "ended", "unanswered"},
    Moment.ANSWER: {"talks", "ended"},
    Moment.END: {"ended", "unanswered"},
}
"""In which stage the moment has come, for a call whose own setting it is."""


def settings_for(direction: Direction, creation: Creation, moment: Moment, **more: object) -> Settings:
    """What concerns the other direction and missed calls would be the opposite, so that it shows if it counted."""
    other = NEVER if creation != NEVER else ALWAYS
    if direction == Direction.IN:
        return Settings(incoming=creation, outgoing=other, missed=other, moment_in=moment, **more)  # type: ignore[arg-type]
    return Settings(incoming=other, outgoing=creation, missed=other, moment_out=moment, **more)  # type: ignore[arg-type]


OPEN = {0: Decision.CREATE, 1: Decision.ATTACH, 2: Decision.ASK, 5: Decision.ASK}


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("creation", Creation)
@pytest.mark.parametrize(
    ("direction", "stage"), [each for each in product(Direction, STAGES) if each != (Direction.IN, "unanswered")]
)
def test_incoming_and_outgoing(direction: Direction, creation: Creation, moment: Moment, stage: str) -> None:
    for attach, (count, found) in product((True, False), OPEN.items()):
        wanted = {NEVER: NOTHING, ASK: Decision.ASK, ALWAYS: found if attach else Decision.CREATE}[creation]
        facts = Facts(direction=direction, open_tickets=count, **STAGES[stage])

        decision = decide(settings_for(direction, creation, moment, attach=attach), facts)

        assert decision == (wanted if stage in REACHED[moment] else NOTHING), (attach, count)


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("incoming", Creation)
@pytest.mark.parametrize(
    ("missed", "open_tickets", "waits", "attach", "wanted"),
    [
        (NEVER, 0, False, True, NOTHING),
        (NEVER, 1, False, True, NOTHING),
        (NEVER, 2, False, True, NOTHING),
        (NEVER, 1, True, True, NOTHING),
        (ASK, 0, False, True, Decision.ASK),
        (ASK, 1, False, True, Decision.ASK),
        (ASK, 2, False, True, Decision.ASK),
        (ASK, 1, True, True, Decision.ATTACH),
        (ASK, 2, True, False, Decision.ATTACH),
        (ALWAYS, 0, False, True, Decision.CREATE),
        (ALWAYS, 1, False, True, Decision.ATTACH),
        (ALWAYS, 1, False, False, Decision.CREATE),
        (ALWAYS, 2, False, True, Decision.CREATE),
        (ALWAYS, 2, False, False, Decision.CREATE),
        (ALWAYS, 1, True, True, Decision.ATTACH),
        (ALWAYS, 3, True, True, Decision.ATTACH),
        (ALWAYS, 1, True, False, Decision.ATTACH),
        (ALWAYS, 3, True, False, Decision.ATTACH),
    ],
)
def test_missed_calls(
    missed: Creation,
    open_tickets: int,
    waits: bool,
    attach: bool,
    wanted: Decision,
    incoming: Creation,
    moment: Moment,
) -> None:
    settings = Settings(incoming=incoming, missed=missed, moment_in=moment, attach=attach)
    facts = Facts(direction=Direction.IN, ended=True, open_tickets=open_tickets, call_back_waits=waits)

    assert decide(settings, facts) == wanted


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("creation", Creation)
@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("why", ["has_ticket", "unwanted"])
def test_what_has_a_ticket_is_blocked_or_is_a_test_makes_none(
    why: str, direction: Direction, creation: Creation, moment: Moment, stage: str
) -> None:
    settings = Settings(creation, creation, creation, moment, moment)
    for count in (0, 1, 2):
        facts = Facts(direction=direction, open_tickets=count, **STAGES[stage], **{why: True})

        assert decide(settings, facts) == NOTHING


@pytest.mark.parametrize("moment", Moment)
def test_what_was_never_put_through_makes_no_ticket(moment: Moment) -> None:
    facts = Facts(direction=Direction.OUT, ended=True, not_through=True)

    assert decide(Settings(outgoing=ALWAYS, moment_out=moment), facts) == NOTHING


@pytest.mark.parametrize("attach", [True, False])
@pytest.mark.parametrize("open_tickets", [1, 3])
@pytest.mark.parametrize(("outgoing", "wanted"), [(NEVER, NOTHING), (ASK, Decision.ATTACH), (ALWAYS, Decision.ATTACH)])
def test_who_calls_back_is_not_asked_which_ticket_is_meant(
    outgoing: Creation, wanted: Decision, open_tickets: int, attach: bool
) -> None:
    settings = Settings(incoming=NEVER, outgoing=outgoing, missed=NEVER, attach=attach)
    facts = Facts(direction=Direction.OUT, answered=True, open_tickets=open_tickets, call_back_waits=True)

    assert decide(settings, facts) == wanted


def test_who_waits_for_a_call_back_and_calls_again_is_asked_about() -> None:
    facts = Facts(direction=Direction.IN, answered=True, open_tickets=3, call_back_waits=True)

    assert decide(Settings(incoming=ASK), facts) == Decision.ASK
