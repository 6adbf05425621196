"""Reading call records: which ones, their sums, and all of them a batch at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from kontor.calls.enums import Outcome
from kontor.calls.models import Call, CallParty, ReceivedEvent

MOST_COUNTED = 10_000
"""Sums are made of so many calls at most: a list never waits for all there are."""

BATCH = 1000
OLDEST_FIRST = ("started_at", "id")
Enter = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Totals:
    """``calls`` is None when there are more than ``MOST_COUNTED``; then there are no sums."""

    calls: int | None
    missed: int = 0
    talk_seconds: int = 0


def records_of(tenants: Sequence[int]) -> QuerySet[Call]:
    """The calls of these tenants. One for a ticket that is lent stays with the tenant whose number was called."""
    return Call.objects.filter(tenant_id__in=tenants)


def with_details(rows: QuerySet[Call]) -> QuerySet[Call]:
    """With what a list shows of each."""
    return rows.select_related("tenant", "agent", "customer", "ticket")


def totals_of(rows: QuerySet[Call]) -> Totals:
    """How many they are, how many of them were missed, and for how long was talked. One statement."""
    some = rows.order_by().values("pk", "outcome", "talk_seconds")[: MOST_COUNTED + 1]
    found = some.aggregate(
        calls=Count("pk"), missed=Count("pk", filter=Q(outcome=Outcome.MISSED)), talked=Sum("talk_seconds")
    )
    if found["calls"] > MOST_COUNTED:
        return Totals(None)
    return Totals(found["calls"], found["missed"], found["talked"] or 0)


def with_number(rows: QuerySet[Call], written: str) -> QuerySet[Call]:
    """Calls from or to a number, or a part of it, in whatever notation it is written; none when it has no digits."""
    digits = _digits(written)
    if not digits:
        return rows.none()
    parts = Q()
    for field in ("remote_normal", "remote", "dialled_normal", "dialled", "shown_number"):
        parts |= Q(**{f"{field}__contains": digits})
    return rows.filter(parts)


def within(rows: QuerySet[Call], since: datetime | None, until: datetime | None) -> QuerySet[Call]:
    """Those that began from ``since`` on and before ``until``; None does not narrow."""
    if since is not None:
        rows = rows.filter(started_at__gte=since)
    return rows if until is None else rows.filter(started_at__lt=until)


def in_batches(
    rows: QuerySet[Call], fields: Iterable[str], *, size: int = 0, enter: Enter = nullcontext
) -> Iterator[list[dict[str, Any]]]:
    """The values of all the rows, oldest first, in the same order every time, in batches of ``size`` (0: ``BATCH``).

    Each batch is read inside of what ``enter`` makes: a scope, for whoever stands in none.
    """
    size = size or BATCH
    wanted = tuple(dict.fromkeys((*OLDEST_FIRST, *fields)))
    rest = rows.order_by(*OLDEST_FIRST)
    with enter():
        batch = list(rest.values(*wanted)[:size])
    while batch:
        yield batch
        if len(batch) < size:
            return
        last = batch[-1]
        further = rest.filter(started_at__gte=last["started_at"])
        further = further.exclude(started_at=last["started_at"], id__lte=last["id"])
        with enter():
            batch = list(further.values(*wanted)[:size])


def parties_of(call: Call) -> list[CallParty]:
    return list(call.parties.select_related("user").order_by("rang_at", "answered_at", "id"))


def events_of(call: Call) -> list[ReceivedEvent]:
    """What the telephone system told of it, as far as it is still kept, in the order it happened."""
    rows = ReceivedEvent.objects.filter(tenant_id=call.tenant_id, system_id=call.system_id, call_key=call.key)
    return list(rows.order_by("at", "id"))


def _digits(written: str) -> str:
    """The digits that stand in the number however it is written: no trunk zero, no zeros before the country."""
    digits = re.sub(r"\D", "", written.replace("(0)", ""))
    return digits.lstrip("0") or digits
