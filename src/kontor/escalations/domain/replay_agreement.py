"""An agreement tried on the last days: what would have been lent, when, and which promises would have been kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Min, Q, QuerySet

from kontor.escalations.domain.replay_promises import DECIDED, change_of, terms_now
from kontor.escalations.domain.replay_result import Otherwise, Result
from kontor.escalations.domain.simulating import Overflow, Request
from kontor.escalations.domain.spans import Outcome, Past, Span, clock_under, outcome_of, pasts_of, spans_of
from kontor.escalations.enums import BacklogMeasure
from kontor.escalations.models import Agreement, Replay
from kontor.org.models import Category
from kontor.sla.domain.compiling import compiled
from kontor.sla.domain.terms import Terms, terms_of
from kontor.sla.domain.worktime import Calendar, Due, due_at, worked_between
from kontor.sla.enums import PromiseKind
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket

TOGETHER = 1000
"""Tickets a step."""
LEAVES = ("taken", "taken_next", "distributed", "assigned", "passed_on", "passed_on_waits", "resubmitted_queue")
"""Steps of the history with which a request leaves the queue."""
FEWEST, MOST = 5, 2000
"""From fewer requests of the borrower nothing is said about its speed; more are not looked at."""
SHIFTED = (PromiseKind.FIRST_RESPONSE, PromiseKind.RESOLUTION)


class AgreementReplay:
    """``content``: the fields of an agreement, see ``agreement_content``. Of the lender only its own requests count."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.agreement = agreement_of(replay)
        self.begin = replay.at - timedelta(days=replay.days)
        self.result = Result()
        self._terms: dict[int, Terms] = {}
        self._requests: list[Request] = []

    @property
    def tenants(self) -> tuple[int, ...]:
        assert self.agreement.lent_to_id is not None
        return self.agreement.tenant_id, self.agreement.lent_to_id

    def total(self) -> int:
        return self._tickets().count()

    def steps(self) -> Iterator[int]:
        self._terms = terms_now(self.agreement.tenant_id)
        yield from self._load()
        overflow = self._overflow()
        for _day in overflow.days():
            yield 0
        self._count(overflow)
        for begin in range(0, len(overflow.lent), TOGETHER):
            self._judge({each.id: each for each in overflow.lent[begin : begin + TOGETHER]})
            yield 0

    def finish(self) -> Result:
        return self.result

    def _tickets(self) -> QuerySet[Ticket]:
        """What was open at some time within the days."""
        rows = Ticket.objects.filter(tenant_id=self.agreement.tenant_id, received_at__lte=self.replay.at)
        rows = rows.filter(Q(closed_at=None) | Q(closed_at__gt=self.begin)).exclude(state=TicketState.SPAM)
        chosen = self.agreement.source_categories
        return rows.filter(category_id__in=chosen) if chosen else rows

    def _load(self) -> Iterator[int]:
        movable = set(Category.objects.filter(recategorization_source=True).values_list("pk", flat=True))
        last = 0
        while pasts := pasts_of(self._tickets().filter(pk__gt=last).order_by("pk")[:TOGETHER]):
            left = left_queue_at([past.id for past in pasts])
            for past in pasts:
                self._requests.append(
                    Request(
                        past.id,
                        past.received_at,
                        _left_at(past, left.get(past.id)),
                        past.closed_at,
                        past.rank_at,
                        past.category_id in movable,
                        self._dues(past),
                    )
                )
            last = pasts[-1].id
            yield len(pasts)

    def _dues(self, past: Past) -> tuple[tuple[datetime, datetime | None], ...]:
        """Only where the backlog is measured by them."""
        if self.agreement.measure != BacklogMeasure.LATE_SHARE:
            return ()
        terms = self._terms[past.category_id]
        clocks = ((span, clock_under(span, terms, past.pauses, self.replay.at)) for span in spans_of(past))
        return tuple((its.foreseen, span.done_at) for span, its in clocks if its and its.foreseen)

    def _overflow(self) -> Overflow:
        agreement = self.agreement
        lender = Tenant.objects.get(pk=agreement.tenant_id)
        category = Category.objects.select_related("tenant").get(pk=agreement.category_id)
        calendar = terms_of(category.tenant, category).calendar
        pace = pace_of(category, calendar, self.begin)
        self.result.sums["pace"] = -1 if pace is None else pace // timedelta(minutes=1)
        return Overflow(
            agreement=agreement,
            calendar=terms_of(lender).calendar,
            accepts=compiled(agreement.accepts_id) if agreement.accepts_id else None,
            pace=_taken_after(pace, calendar),
            requests=self._requests,
            begin=self.begin.replace(second=0, microsecond=0),
            end=self.replay.at,
        )

    def _count(self, overflow: Overflow) -> None:
        """Waiting at each full hour, as it was and as it would have been."""
        before = _waiting([(each.received_at, each.was[0] if each.was else each.left_at) for each in self._requests])
        most = [0, 0]
        for hour, after in overflow.waiting:
            self.result.count_in_hour(hour, before(hour), after)
            most = [max(most[0], before(hour)), max(most[1], after)]
        for request in overflow.lent:
            assert request.lent_at is not None
            self.result.count_in_hour(request.lent_at, did=1)
        self.result.sums["most_before"], self.result.sums["most_after"] = most
        self.result.sums["lent"] = len(overflow.lent)
        self.result.sums["back"] = sum(each.back_at is not None for each in overflow.lent)

    def _judge(self, lent: dict[int, Request]) -> None:
        """What was lent, with its promises: as they were, and when it had been taken when the borrower takes things."""
        pasts = {past.id: past for past in pasts_of(Ticket.objects.filter(pk__in=list(lent)))}
        for request in lent.values():
            assert request.lent_at is not None
            changes = self._promises(pasts[request.id], request.shift) if request.id in pasts else []
            worst = "worse" if "worse" in changes else "better" if "better" in changes else "lent"
            self.result.note(Otherwise(request.id, worst, request.lent_at, request.back_at))

    def _promises(self, past: Past, shift: timedelta | None) -> list[str]:
        changes, terms = [], self._terms[past.category_id]
        for span in spans_of(past):
            if span.kind not in SHIFTED or span.done_at is None or shift is None:
                continue
            moved = Span(span.kind, span.started_at, max(span.done_at + shift, span.started_at))
            was, would = (
                outcome_of(
                    each, clock_under(each, terms, past.pauses, max(self.replay.at, moved.done_at or span.done_at))
                )
                for each in (span, moved)
            )
            began = max(span.started_at, self.begin)
            self.result.count_in_hour(began, before_of=was == Outcome.BROKEN, after_of=would == Outcome.BROKEN)
            for outcome, side in ((was, "before"), (would, "after")):
                self.result.count(f"kept_{side}", outcome == Outcome.KEPT)
                self.result.count(f"of_{side}", outcome in DECIDED)
            changes.append(change_of(was, would))
        return changes


def agreement_of(replay: Replay) -> Agreement:
    """As if both sides had confirmed it and it were switched on; it is never saved."""
    return Agreement(
        **replay.content,
        pk=replay.subject,
        tenant_id=replay.tenant_id,
        active=True,
        lender_confirmed=1,
        borrower_confirmed=1,
    )


def left_queue_at(ticket_ids: list[int]) -> dict[int, datetime]:
    """When somebody took each of them for the first time, by the history."""
    rows = HistoryEntry.objects.filter(ticket__in=ticket_ids, action__in=LEAVES).order_by()
    return dict(rows.values("ticket_id").annotate(first=Min("at")).values_list("ticket_id", "first"))


def pace_of(category: Category, calendar: Calendar, since: datetime) -> timedelta | None:
    """The median working time for which the borrower's own requests of the category wait until somebody takes them."""
    rows = Ticket.objects.filter(tenant_id=category.tenant_id, category_id=category.pk, received_at__gt=since)
    received = dict(rows.order_by("-received_at").values_list("pk", "received_at")[:MOST])
    left = left_queue_at(list(received))
    if len(left) < FEWEST:
        return None
    waits = [worked_between(received[pk], max(at, received[pk]), calendar) for pk, at in left.items()]
    return timedelta(seconds=median(each.total_seconds() for each in waits))


def _left_at(past: Past, taken_at: datetime | None) -> datetime | None:
    """What nobody took was answered or closed out of the queue, waits still, or never waited."""
    found = [each for each in (taken_at, past.answered_at, past.closed_at) if each]
    if found:
        return max(min(found), past.received_at)
    return None if past.state == TicketState.QUEUED else past.received_at


def _taken_after(pace: timedelta | None, calendar: Calendar) -> Callable[[datetime], datetime | None]:
    def taken_at(lent_at: datetime) -> datetime | None:
        due = due_at(lent_at, pace, calendar) if pace is not None else None
        return due.at if isinstance(due, Due) else None

    return taken_at


def _waiting(times: list[tuple[datetime, datetime | None]]) -> Callable[[datetime], int]:
    """How many of these waits, from then until then, go on at a moment."""
    begun = sorted(begin for begin, _end in times)
    ended = sorted(end for _begin, end in times if end)
    return lambda at: bisect_right(begun, at) - bisect_right(ended, at)
