"""Business hours or a service level tried on the requests of the last days: which promises would have been kept.

Both sides are computed from the same facts, with what holds today and with what is tried: only the change shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import QuerySet

from kontor.escalations.domain.replay_result import Otherwise, Result
from kontor.escalations.domain.spans import Outcome, Past, Span, clock_under, outcome_of, pasts_of, spans_of
from kontor.escalations.models import Replay
from kontor.org.models import Category
from kontor.sla.domain.pasts import compile_content
from kontor.sla.domain.service_levels import FIELDS
from kontor.sla.domain.terms import Terms, terms_for
from kontor.sla.models import ServiceLevel
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

TOGETHER = 1000
"""Tickets a step."""
DECIDED = (Outcome.KEPT, Outcome.BROKEN)


class PromiseReplay:
    """Tickets received in the time, in the categories for which it would change something.

    What is chosen nowhere yet is tried on all requests of the tenant.
    """

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.result = Result()
        before = terms_now(replay.tenant_id)
        change = self.change()
        concerned = {key: terms for key, terms in before.items() if self.is_of(terms)}
        self.result.sums["everywhere"] = int(not concerned)
        self.before = concerned or before
        self.after = {key: change(terms) for key, terms in self.before.items()}

    def change(self) -> Any:
        """What makes the terms that hold now those that are tried."""
        raise NotImplementedError

    def is_of(self, terms: Terms) -> bool:
        """These terms are of what is tried."""
        raise NotImplementedError

    @property
    def tenants(self) -> tuple[int, ...]:
        return (self.replay.tenant_id,)

    def total(self) -> int:
        return self._tickets().count()

    def steps(self) -> Iterator[int]:
        last = 0
        while rows := pasts_of(self._tickets().filter(pk__gt=last).order_by("pk")[:TOGETHER]):
            for past in rows:
                self._look_at(past)
            last = rows[-1].id
            yield len(rows)

    def finish(self) -> Result:
        return self.result

    def _tickets(self) -> QuerySet[Ticket]:
        at = self.replay.at
        rows = Ticket.objects.filter(tenant_id=self.replay.tenant_id, category_id__in=self.before)
        rows = rows.filter(received_at__gt=at - timedelta(days=self.replay.days), received_at__lte=at)
        return rows.exclude(state=TicketState.SPAM)

    def _look_at(self, past: Past) -> None:
        before, after = self.before[past.category_id], self.after[past.category_id]
        for span in spans_of(past):
            was, would = (clock_under(span, terms, past.pauses, self.replay.at) for terms in (before, after))
            due_at = would.foreseen if would else None
            self._count(past, span, outcome_of(span, was), outcome_of(span, would), due_at)

    def _count(self, past: Past, span: Span, was: Outcome, would: Outcome, due_at: Any) -> None:
        self.result.count_in_hour(
            span.started_at,
            was == Outcome.KEPT,
            would == Outcome.KEPT,
            before_of=was in DECIDED,
            after_of=would in DECIDED,
        )
        for outcome, side in ((was, "before"), (would, "after")):
            self.result.count(f"kept_{side}", outcome == Outcome.KEPT)
            self.result.count(f"of_{side}", outcome in DECIDED)
        if change := change_of(was, would):
            self.result.count(change)
            if change != "gone":
                self.result.note(Otherwise(past.id, f"{span.kind}:{change}", due_at or span.started_at))


class ServiceLevelReplay(PromiseReplay):
    """``content``: the fields of a service level."""

    def change(self) -> Any:
        values = {name: self.replay.content[name] for name in FIELDS if name in self.replay.content}
        return partial(replace, level=ServiceLevel(tenant_id=self.replay.tenant_id, **values))

    def is_of(self, terms: Terms) -> bool:
        return terms.level is not None and terms.level.pk == self.replay.subject


class CalendarReplay(PromiseReplay):
    """``content``: time zone, weeks and exceptions of business hours, see ``replay_content.py``."""

    def change(self) -> Any:
        return partial(replace, calendar=compile_content(self.replay.content))

    def is_of(self, terms: Terms) -> bool:
        return terms.calendar_id is not None and terms.calendar_id == self.replay.subject


def terms_now(tenant_id: int) -> dict[int, Terms]:
    """By category."""
    categories = list(Category.objects.filter(tenant_id=tenant_id).select_related("tenant"))
    found = terms_for([(category.tenant, category) for category in categories])
    return {category.pk: terms for category, terms in zip(categories, found, strict=True)}


def change_of(was: Outcome, would: Outcome) -> str:
    if was == would:
        return ""
    if would == Outcome.NONE:
        return "gone"
    if was == Outcome.NONE:
        return "new_broken" if would == Outcome.BROKEN else ""
    if would == Outcome.BROKEN:
        return "worse"
    return "better" if was == Outcome.BROKEN else ""
