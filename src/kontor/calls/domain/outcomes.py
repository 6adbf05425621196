"""How a call ended, from its cause (ITU-T Q.850) and whether it was answered. Pure."""

from __future__ import annotations

from kontor.calls.enums import Direction, Outcome

BUSY = frozenset({17})
NOT_ANSWERED = frozenset({16, 18, 19, 31, 127})
"""Ended normally before anybody picked up: the caller gave up, or it rang too long."""
REJECTED = frozenset({21})


def outcome_of(direction: Direction, cause: int | None, *, answered: bool, goes_on: bool = False) -> Outcome:
    """A customer who was not answered was missed, for whatever reason, unless the call was turned away, or goes on as
    another call, which then says how it ended."""
    if answered:
        return Outcome.ANSWERED
    if goes_on and direction == Direction.IN:
        return Outcome.FORWARDED
    if cause in REJECTED:
        return Outcome.REJECTED
    if direction == Direction.IN:
        return Outcome.MISSED
    if cause is None:
        return Outcome.UNKNOWN
    if cause in BUSY:
        return Outcome.BUSY
    return Outcome.NO_ANSWER if cause in NOT_ANSWERED else Outcome.FAILED
