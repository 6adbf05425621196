"""What the history tells of tickets: when each stood where, in which state, and what was promised meanwhile.

It follows what the verbs write: steps of the history, pauses and promises. Language and tags are those of today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kontor.escalations.domain.spells import Spell, Spells, joined, without
from kontor.escalations.models import Firing
from kontor.sla.enums import PauseKind
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Pause, Promise, Ticket

_STEPS: dict[TicketState, tuple[str, ...]] = {
    TicketState.QUEUED: (
        "released",
        "taken_back",
        "returned_untouched",
        "returned_sign_out",
        "returned_idle",
        "returned_rights",
        "returned_recategorized",
        "returned_absent",
        "returned_away",
        "returned_gone",
        "returned_message",
        "resubmission_queued",
        "passed_on_category",
        "reopened",
        "taken_back_from_spam",
    ),
    TicketState.ASSIGNED: (
        "taken",
        "taken_next",
        "distributed",
        "assigned",
        "resubmission_due",
        "resubmission_message",
        "passed_on",
        "passed_on_arrived",
        "fetched",
        "substituted",
        "clearance_returned",
        "clearance_withdrawn",
        "answer_taken_back",
        "delivery_failed",
    ),
    TicketState.INTERNAL_FORWARDED: ("passed_on_waits", "substitute_waits"),
    TicketState.CLEARANCE: ("clearance_asked",),
    TicketState.SENDING: ("answered", "clearance_released"),
}
"""The state after a step. States in which a ticket waits for somebody outside are told by its pauses."""

_AFTER = {step: state for state, steps in _STEPS.items() for step in steps}
_WAITS = ("resubmitted", "resubmitted_to", "resubmitted_queue")
_TOLD = (*_AFTER, *_WAITS, "recategorized")
_PAUSED = {
    PauseKind.RESUBMISSION: TicketState.RESUBMITTED,
    PauseKind.CUSTOMER: TicketState.RESUBMITTED,
    PauseKind.INQUIRY: TicketState.EXTERNAL_INQUIRED,
    PauseKind.FORWARD: TicketState.EXTERNAL_FORWARDED,
}


@dataclass
class Life:
    """A ticket while it was open, from ``begin`` to ``end``. What it was at the end is known, whatever else is told.

    ``held`` are the resubmissions: when it was put away, and until when. ``fired``: when the rule has acted on it.
    """

    id: int
    begin: datetime
    end: datetime
    channel: str
    language: str
    tags: list[str]
    category: int
    state: str | None
    """The one it is in now; None if it is closed."""
    pauses: list[Pause] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    steps: list[tuple[datetime, TicketState]] = field(default_factory=list)
    moves: list[tuple[datetime, int, int]] = field(default_factory=list)
    held: list[tuple[datetime, datetime]] = field(default_factory=list)
    fired: list[datetime] = field(default_factory=list)

    @property
    def open(self) -> Spells:
        return joined([(self.begin, self.end)])

    def in_states(self, states: Collection[str]) -> Spells:
        """When it was in one of them."""
        waits = [(self._spell(pause), _PAUSED[PauseKind(pause.kind)]) for pause in self.pauses]
        waiting = joined(spell for spell, _state in waits)
        there = joined(spell for spell, state in waits if state in states)
        return joined([*there, *without(joined(self._at_home(states)), waiting)])

    def in_categories(self) -> list[tuple[Spell, int]]:
        """Where it stood, in the order of time."""
        starts = [self.begin, *(at for at, _old, _new in self.moves)]
        places = [self.moves[0][1], *(new for _at, _old, new in self.moves)] if self.moves else [self.category]
        return [(spell, place) for spell, place in zip(_between(starts, self.end), places, strict=True)]

    def _at_home(self, states: Collection[str]) -> Iterator[Spell]:
        """By the steps of the history alone; the last of them gives way to what is known of today."""
        starts = [self.begin, *(at for at, _state in self.steps)]
        found: list[str] = [TicketState.QUEUED, *(state for _at, state in self.steps)]
        if self.state is not None and self.state not in _PAUSED.values():
            found[-1] = self.state
        for spell, state in zip(_between(starts, self.end), found, strict=True):
            if state in states:
                yield spell

    def _spell(self, pause: Pause) -> Spell:
        return max(pause.since, self.begin), min(pause.until or self.end, self.end)


def lives_of(tickets: QuerySet[Ticket], at: datetime, rule_id: int | None) -> list[Life]:
    """In their order, up to that moment. Five statements, whatever the number."""
    found = {row[0]: _begun(at, row) for row in tickets.values_list(*_COLUMNS)}
    for pause in Pause.objects.filter(ticket__in=list(found)).order_by("since", "pk"):
        found[pause.ticket_id].pauses.append(pause)
    for promise in Promise.objects.filter(ticket__in=list(found)).select_related("service_level"):
        found[promise.ticket_id].promises.append(promise)
    steps = HistoryEntry.objects.filter(ticket__in=list(found), action__in=_TOLD).order_by("at", "pk")
    for ticket_id, moment, action, details in steps.values_list("ticket_id", "at", "action", "details"):
        _tell(found[ticket_id], moment, action, details)
    for ticket_id, moments in _fired(list(found), rule_id).items():
        found[ticket_id].fired = moments
    return list(found.values())


_COLUMNS = ("id", "received_at", "closed_at", "channel", "language", "tags", "category_id", "state")


def _begun(at: datetime, row: Sequence[Any]) -> Life:
    ticket_id, received_at, closed_at, channel, language, tags, category, state = row
    return Life(
        ticket_id,
        received_at,
        min(closed_at or at, at),
        channel,
        language,
        tags,
        category,
        None if closed_at else state,
    )


def _tell(life: Life, at: datetime, action: str, details: dict[str, Any]) -> None:
    if action in _AFTER:
        life.steps.append((at, _AFTER[action]))
    elif action in _WAITS:
        life.held.append((at, datetime.fromisoformat(str(details["until"]))))
    elif "new_id" in details:
        life.moves.append((at, details["old_id"], details["new_id"]))


def _fired(ticket_ids: list[int], rule_id: int | None) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = defaultdict(list)
    if rule_id:
        rows = Firing.objects.filter(version__rule_id=rule_id, ticket__in=ticket_ids).order_by("at", "pk")
        for ticket_id, at in rows.values_list("ticket_id", "at"):
            found[ticket_id].append(at)
    return found


def _between(starts: list[datetime], end: datetime) -> list[Spell]:
    """From each to the next, the last to the end."""
    return list(zip(starts, [*starts[1:], end], strict=True))
