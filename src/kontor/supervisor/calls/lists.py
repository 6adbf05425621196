"""The list of call records, as one person may see it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from kontor.calls.domain.recorded import with_number, within
from kontor.calls.enums import LIVING_STATES, CallState, Direction, Outcome
from kontor.calls.models import Call
from kontor.kernel import clock
from kontor.org.domain.category_queries import tenant_choices, tenant_choices_with
from kontor.org.middleware import DeskRequest
from kontor.people.models import User
from kontor.reports.domain.hours import day_of
from kontor.supervisor import cells as common
from kontor.supervisor.calls import cells
from kontor.supervisor.calls.access import READ, readable
from kontor.supervisor.calls.words import ended_how, number_of, own_number_of
from kontor.tenants.models import Tenant
from kontor.ui.listing import Choice, Column, Listing, Text
from kontor.ui.periods import EARLIEST, LATEST

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SPANS = (
    ("1", _("today")),
    ("yesterday", _("yesterday")),
    ("7", _("last 7 days")),
    ("30", _("last 30 days")),
    ("90", _("last 90 days")),
)
WITH, WITHOUT = "with", "without"
LIVING, RINGING, TALKING = "living", "ringing", "talking"
GOING_ON = {
    LIVING: LIVING_STATES,
    RINGING: (CallState.DIALLING, CallState.RINGING),
    TALKING: (CallState.TALKING, CallState.HELD),
}
HAS_TICKET = ((WITH, _("with a ticket")), (WITHOUT, _("without a ticket")))
OUTCOMES: tuple[tuple[str, StrOrPromise], ...] = (
    (LIVING, _("goes on")),
    (RINGING, CallState.RINGING.label),
    (TALKING, CallState.TALKING.label),
    *Outcome.choices,
)


@dataclass(frozen=True, slots=True)
class InAnyNotation(Text):
    """A phone number or a part of it, however it is written."""

    def apply(self, rows: QuerySet[Any], key: str, entered: str) -> QuerySet[Any]:
        return with_number(rows, entered)


@dataclass(frozen=True, slots=True)
class NamedCustomer(Text):
    """Calls of customers whose name contains what was entered, of the tenants in which the person may see them."""

    tenants: frozenset[int] = frozenset()

    def apply(self, rows: QuerySet[Any], key: str, entered: str) -> QuerySet[Any]:
        return Text.apply(self, rows.filter(tenant_id__in=self.tenants), key, entered)


def records(request: DeskRequest) -> Listing:
    """Customers and requests are named only to those who may see them, neither by a filter nor by an order."""
    named = frozenset(request.access.tenants_with("contacts.read"))
    all_are_named = named.issuperset(request.access.tenants_with(READ))

    def customer(call: Call) -> str:
        return call.customer.name if call.customer and call.tenant_id in named else ""

    def ticket(call: Call) -> dict[str, Any] | None:
        return ticket_link(request, call)

    return Listing(
        "calls",
        _("Calls"),
        columns=(
            Column(
                "when",
                _("When"),
                "started_at",
                sort=("started_at", "id"),
                filter=Choice(choices=SPANS, apply_with=_by_span),
                fixed=True,
                cell=common.figures,
            ),
            Column(
                "direction",
                _("Direction"),
                lambda call: Direction(call.direction).label,
                sort="direction",
                filter=Choice(choices=Direction.choices),
                cell=cells.direction,
            ),
            Column("number", _("Number"), number_of, sort="remote_normal", filter=InAnyNotation(), cell=cells.number),
            Column(
                "customer",
                _("Customer"),
                customer,
                sort="customer__sort_key" if all_are_named else (),
                filter=NamedCustomer("customer__name", tenants=named) if named else None,
            ),
            Column(
                "tenant",
                _("Tenant"),
                "tenant",
                sort="tenant__sort_key",
                filter=Choice("tenant_id", choices=tenant_choices, choices_for=_tenants_here),
                cell=common.tenant,
            ),
            Column("own", _("Own number"), own_number_of, cell=common.line, labelled=True),
            Column(
                "agent",
                _("Agent"),
                "agent.name",
                sort="agent__sort_key",
                filter=Choice("agent_id", choices=_people, choices_for=_people_here),
            ),
            Column(
                "ring", _("Rang"), "ring_seconds", sort="ring_seconds", figure=True, cell=cells.seconds, visible=False
            ),
            Column("talk", _("Talked"), "talk_seconds", sort="talk_seconds", figure=True, cell=cells.seconds),
            Column(
                "wrap-up",
                _("Wrap-up"),
                "wrap_up_seconds",
                sort="wrap_up_seconds",
                figure=True,
                cell=cells.seconds,
                visible=False,
            ),
            Column(
                "outcome",
                _("Outcome"),
                ended_how,
                sort=("state", "outcome"),
                filter=Choice(choices=OUTCOMES, apply_with=_with_outcome),
                cell=cells.outcome,
            ),
            Column(
                "ticket",
                _("Ticket"),
                ticket,
                filter=Choice(choices=HAS_TICKET, apply_with=_with_ticket),
                cell=cells.ticket,
            ),
            Column("trunk", _("Trunk"), sort="trunk", filter=Text(), visible=False),
            Column("queue", _("Queue of the telephone system"), sort="queue", filter=Text(), visible=False),
        ),
        default_sort=("-when",),
        link="supervisor:calls:show",
        colour=lambda call: call.tenant.colour,
    )


def ticket_link(request: DeskRequest, call: Call) -> dict[str, Any] | None:
    """The request's number, with its address where the person works for its tenant at the moment."""
    ticket = readable(request, call.ticket)
    if ticket is None:
        return None
    here = ticket.tenant_id in {tenant.id for tenant in request.tenants}
    return {
        "number": ticket.number,
        "url": reverse("desk:ticket:show", args=[str(ticket.number)]) if here else "",
    }


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day, as they were entered; what is no day narrows nothing."""

    first: date | None
    last: date | None

    @property
    def since(self) -> datetime | None:
        return _midnight(self.first) if self.first else None

    @property
    def until(self) -> datetime | None:
        return _midnight(self.last + timedelta(days=1)) if self.last else None

    def narrow(self, rows: QuerySet[Call]) -> QuerySet[Call]:
        return within(rows, self.since, self.until)


def days_of(request: HttpRequest) -> Days:
    return Days(_day(request.GET.get("filter-first", "")), _day(request.GET.get("filter-last", "")))


def _day(entered: str) -> date | None:
    try:
        found = parse_date(entered)
    except ValueError:
        return None
    return found if found and EARLIEST <= found <= LATEST else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _by_span(rows: QuerySet[Any], entered: str) -> QuerySet[Any]:
    """By the clock of each call's tenant, as the board counts: midnight is not everywhere at once."""
    by_zone: dict[str, list[Tenant]] = defaultdict(list)
    for tenant in Tenant.objects.only("pk", "time_zone"):
        by_zone[tenant.time_zone].append(tenant)
    spans = (_span(entered, day_of(tenants[0], clock.now())) & Q(tenant__in=tenants) for tenants in by_zone.values())
    return rows.filter(reduce(or_, spans, Q(pk__in=())))


def _span(entered: str, today: datetime) -> Q:
    if entered == "yesterday":
        return Q(started_at__gte=today - timedelta(days=1), started_at__lt=today)
    return Q(started_at__gte=today - timedelta(days=int(entered) - 1))


def _with_outcome(rows: QuerySet[Any], entered: str) -> QuerySet[Any]:
    return rows.filter(state__in=GOING_ON[entered]) if entered in GOING_ON else rows.filter(outcome=entered)


def _with_ticket(rows: QuerySet[Any], entered: str) -> QuerySet[Any]:
    return rows.filter(ticket__isnull=entered == WITHOUT)


def _tenants_here(request: DeskRequest) -> list[tuple[int, str]]:
    return tenant_choices_with(request.access, READ)


def _people() -> list[tuple[int, str]]:
    return list(User.objects.within_scope().living().order_by("sort_key").values_list("pk", "name"))


def _people_here(request: DeskRequest) -> list[tuple[int, str]]:
    people = User.objects.within_scope(request.access.tenants_with(READ)).living()
    return list(people.order_by("sort_key").values_list("pk", "name"))
