"""A call is what all of its events say together: the same facts in whatever order they came, and however often.

Pure. What telephone systems leave out is inferred in one place, here, and for all of them alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kontor.calls.domain.outcomes import outcome_of
from kontor.calls.enums import CallState, Direction, Outcome, PartyState
from kontor.channels.telephony.events import CallEvent, EventKind

ORDER = list(EventKind)


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A phone of the house in the call. ``left_at`` is None while it is in it."""

    extension: str
    rang_at: datetime | None = None
    answered_at: datetime | None = None
    left_at: datetime | None = None
    held: bool = False

    @property
    def state(self) -> PartyState:
        if self.left_at:
            return PartyState.LEFT
        if not self.answered_at:
            return PartyState.RINGING
        return PartyState.HELD if self.held else PartyState.TALKING


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a call. Numbers are as the telephone system wrote them."""

    direction: Direction
    state: CallState
    outcome: Outcome | None
    caller: str
    dialled: str
    shown: str
    trunk: str
    queue: str
    recording: str
    cause: int | None
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    parties: tuple[PartyFacts, ...]
    begun: bool
    """Its beginning was told, which says more than all else; until then more may come to be known of both sides."""
    extension: str
    """The phone that spoke last; with an outgoing call the one that called until somebody has spoken."""

    @property
    def ring_seconds(self) -> int:
        """From its beginning until it was answered or ended; so far 0 while it rings."""
        return _seconds(self.started_at, self.answered_at or self.ended_at)

    @property
    def talk_seconds(self) -> int:
        """Until it ended; 0 while it lives."""
        return _seconds(self.answered_at, self.ended_at)


def fold(events: Iterable[CallEvent]) -> Facts | None:
    """None while it is not known in which direction the call goes."""
    told = _once(events)
    direction = next((Direction(event.direction.value) for event in told if event.direction), None)
    if direction is None:
        return None
    end = _end(told)
    ended_at, cause = (end.at, end.cause) if end else (None, None)
    answered_at = _answered(told, direction, ended_at)
    held = _is_held(told) and ended_at is None
    parties = _parties(told, direction, answered_at, ended_at, held=held)
    is_answered = answered_at is not None
    return Facts(
        direction=direction,
        state=_state(told, direction, answered=is_answered, ended=ended_at is not None, held=held),
        outcome=outcome_of(direction, cause, answered=is_answered, goes_on=end.goes_on) if end else None,
        caller=_first(told, "caller", EventKind.BEGUN),
        dialled=_first(told, "dialled", EventKind.BEGUN, EventKind.SHOWN),
        shown=_last(told, "shown"),
        trunk=_first(told, "trunk", EventKind.BEGUN, EventKind.SHOWN),
        queue=_first(told, "queue"),
        recording=_last(told, "recording"),
        cause=cause,
        started_at=told[0].at,
        answered_at=answered_at,
        ended_at=ended_at,
        parties=parties,
        begun=any(event.kind == EventKind.BEGUN for event in told),
        extension=_extension(parties, told, direction),
    )


def _once(events: Iterable[CallEvent]) -> list[CallEvent]:
    """Each event once, the earliest of those that are the same, in the order in which they happened."""
    ordered = sorted(events, key=lambda event: (event.at, ORDER.index(event.kind), event.fingerprint, repr(event)))
    first: dict[str, CallEvent] = {}
    for event in ordered:
        first.setdefault(event.fingerprint, event)
    return list(first.values())


def _end(told: Sequence[CallEvent]) -> CallEvent | None:
    """What the telephone system says itself, with a cause, goes before what was only concluded."""
    ends = [event for event in told if event.kind == EventKind.ENDED]
    return next((event for event in ends if event.cause is not None), ends[0] if ends else None)


def _answered(told: Sequence[CallEvent], direction: Direction, ended_at: datetime | None) -> datetime | None:
    """When the two sides could speak. Outgoing the far end has picked up; incoming a phone of ours, or one outside of
    the house to which the call was forwarded."""
    answers = [event for event in told if event.kind == EventKind.ANSWERED]
    moments = [event.at for event in answers if event.far or direction == Direction.IN]
    return _not_after(moments[0], ended_at) if moments else None


def _is_held(told: Sequence[CallEvent]) -> bool:
    kinds = [event.kind for event in told if event.kind in (EventKind.HELD, EventKind.RESUMED)]
    return bool(kinds) and kinds[-1] == EventKind.HELD


def _state(told: Sequence[CallEvent], direction: Direction, *, answered: bool, ended: bool, held: bool) -> CallState:
    if ended:
        return CallState.ENDED
    if answered:
        return CallState.HELD if held else CallState.TALKING
    if direction == Direction.IN:
        return CallState.RINGING
    far_rings = any(event.kind == EventKind.RINGING and event.far for event in told)
    return CallState.RINGING if far_rings else CallState.DIALLING


def _parties(
    told: Sequence[CallEvent],
    direction: Direction,
    answered_at: datetime | None,
    ended_at: datetime | None,
    *,
    held: bool,
) -> tuple[PartyFacts, ...]:
    found: dict[str, PartyFacts] = {}
    legs: dict[str, set[str]] = {}
    for event in told:
        if not event.far and not _leg_goes_on(legs, event):
            _take_part(found, event, direction)
    if direction == Direction.OUT and answered_at:
        for key, party in found.items():
            if not party.answered_at and not party.left_at and party.rang_at and party.rang_at <= answered_at:
                found[key] = replace(party, answered_at=answered_at)
    return tuple(_closed(party, ended_at, held=held) for party in found.values())


def _leg_goes_on(legs: dict[str, set[str]], event: CallEvent) -> bool:
    """Whether a phone that several lines ring at (two devices of one extension) is in the call with another of them."""
    present = legs.setdefault(event.extension, set())
    if event.kind in (EventKind.RINGING, EventKind.ANSWERED):
        present.add(event.identity)
    if event.kind != EventKind.LEFT:
        return False
    present.discard(event.identity)
    return bool(present)


def _take_part(found: dict[str, PartyFacts], event: CallEvent, direction: Direction) -> None:
    """What the event means for phones of the house, in the order in which things happened."""
    extension = event.extension
    present = found.get(extension, PartyFacts(extension)) if extension else None
    match event.kind:
        case EventKind.BEGUN if present and direction == Direction.OUT:
            found[extension] = replace(present, rang_at=present.rang_at or event.at)
        case EventKind.RINGING | EventKind.TRANSFERRED if present:
            found[extension] = replace(present, rang_at=present.rang_at or event.at, left_at=None)
        case EventKind.ANSWERED:
            _pick_up(found, event, direction)
        case EventKind.LEFT if present:
            found[extension] = replace(present, left_at=event.at)


def _pick_up(found: dict[str, PartyFacts], event: CallEvent, direction: Direction) -> None:
    """One phone picks up, the others stop ringing. Where it is not told which, the only one that rings it is."""
    ringing = [key for key, party in found.items() if party.state == PartyState.RINGING]
    extension = event.extension or (ringing[0] if len(ringing) == 1 else "")
    if direction == Direction.IN:
        for key in ringing:
            if key != extension:
                found[key] = replace(found[key], left_at=event.at)
    if extension:
        party = found.get(extension, PartyFacts(extension))
        found[extension] = replace(
            party, rang_at=party.rang_at or event.at, answered_at=party.answered_at or event.at, left_at=None
        )


def _closed(party: PartyFacts, ended_at: datetime | None, *, held: bool) -> PartyFacts:
    """With the end of the call everybody has left it; nothing of it happened later."""
    if ended_at is None:
        return replace(party, held=held)
    return replace(
        party,
        rang_at=_not_after(party.rang_at, ended_at),
        answered_at=_not_after(party.answered_at, ended_at),
        left_at=_not_after(party.left_at or ended_at, ended_at),
    )


def _extension(parties: Sequence[PartyFacts], told: Sequence[CallEvent], direction: Direction) -> str:
    spoke = [party for party in parties if party.answered_at]
    if spoke:
        return max(spoke, key=lambda party: (party.answered_at, party.extension)).extension
    if direction == Direction.OUT:
        return next((event.extension for event in told if event.extension and not event.far), "")
    return ""


def _first(told: Sequence[CallEvent], field: str, *kinds: EventKind) -> str:
    """What events of these kinds say, else the earliest that says it."""
    ordered = sorted(told, key=lambda event: ORDER.index(event.kind) if event.kind in kinds else len(ORDER))
    return next((str(value) for event in ordered if (value := getattr(event, field))), "")


def _last(told: Sequence[CallEvent], field: str) -> str:
    return next((str(value) for event in reversed(told) if (value := getattr(event, field))), "")


def _not_after(moment: datetime | None, end: datetime | None) -> datetime | None:
    return min(moment, end) if moment and end else moment


def _seconds(begin: datetime | None, end: datetime | None) -> int:
    return max(0, round((end - begin).total_seconds())) if begin and end else 0
