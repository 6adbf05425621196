"""How long closed tickets are kept, and which of them are due: per tenant and category, for the dry run and the job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.privacy.domain.asking import go_on
from kontor.privacy.domain.due_mail import MAIL, is_mail_due, months_of_mail
from kontor.privacy.domain.months import months_ago
from kontor.privacy.domain.their_tickets import erasable
from kontor.privacy.domain.without_ticket import KINDS, is_due
from kontor.privacy.domain.without_ticket import months_of as months_without_ticket
from kontor.privacy.enums import ErasureKind
from kontor.privacy.models import Erasure
from kontor.privacy.preferences import KEEP_MONTHS
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

EXAMPLES = 5
FINISHED = (TicketState.CLOSED, TicketState.SPAM)


@dataclass(frozen=True)
class Due:
    """What of a category would go now. ``examples`` are the numbers of the oldest."""

    category: Category
    months: int
    before: datetime
    tickets: int
    oldest: datetime | None
    held: int
    examples: list[int]


def months_of(tenant: Tenant) -> dict[Category, int]:
    """How many months each category of the tenant keeps its closed tickets; 0 is for ever. Deleted categories too."""
    system = cast(Holder, system_values())
    rows = Category.objects.filter(tenant=tenant).order_by("sort_key", "pk")
    return {category: KEEP_MONTHS.get(system, cast(Holder, tenant), cast(Holder, category)) for category in rows}


def lengths_of(tenant: Tenant | None) -> list[dict[str, Any]]:
    """What is kept for how many months, as a certificate says it: categories by name, and what hangs on no ticket. What
    is kept for ever is left out. Without a tenant: of mail that came to none."""
    mail = {"table": MAIL, "months": months_of_mail(tenant)}
    if tenant is None:
        return [mail] if mail["months"] else []
    tickets = [
        {"table": "tickets.Ticket", "category": category.name, "months": months}
        for category, months in months_of(tenant).items()
        if months
    ]
    others = [{"table": kind.label, "months": months_without_ticket(kind, tenant)} for kind in KINDS]
    return [*tickets, *(each for each in (*others, mail) if each["months"])]


def due_tickets(tenant: Tenant, months: Mapping[Category, int] | None = None) -> QuerySet[Ticket]:
    """Closed tickets and spam whose time is over, held ones too."""
    rows = Ticket.objects.filter(tenant=tenant, erased_at=None, state__in=FINISHED)
    over = Q(pk__in=[])
    for length, categories in _by_length(months_of(tenant) if months is None else months).items():
        over |= Q(category_id__in=categories, ended__lt=months_ago(clock.now(), length))
    return rows.annotate(ended=Coalesce("closed_at", "changed_at")).filter(over)


def dry_run(tenant: Tenant, months: Mapping[Category, int] | None = None) -> list[Due]:
    """What would go if the retention ran now, by category; ``months`` tries other lengths. Changes nothing."""
    lengths = months_of(tenant) if months is None else months
    rows = due_tickets(tenant, lengths)
    going = {
        row["category_id"]: row
        for row in erasable(rows).values("category_id").annotate(count=Count("pk"), oldest=Min("ended")).order_by()
    }
    all_due = {
        row["category_id"]: row["count"] for row in rows.values("category_id").annotate(count=Count("pk")).order_by()
    }
    return [
        Due(
            category,
            months,
            months_ago(clock.now(), months),
            going[category.pk]["count"] if category.pk in going else 0,
            going[category.pk]["oldest"] if category.pk in going else None,
            all_due.get(category.pk, 0) - (going[category.pk]["count"] if category.pk in going else 0),
            _examples(rows, category) if category.pk in going else [],
        )
        for category, months in lengths.items()
        if months
    ]


def begin_retention(tenant_id: int) -> Erasure | None:
    """Once a night: if something is due that may go, begin to erase it. One goes on at a time. With 0 it is mail that
    came to no tenant; what is held is found in the scope of all."""
    tenant = Tenant.objects.get(pk=tenant_id) if tenant_id != INSTALLATION else None
    if Erasure.objects.unfinished().filter(tenant=tenant, kind=ErasureKind.RETENTION).exists():
        return None
    if not (tenant and (erasable(due_tickets(tenant)).exists() or is_due(tenant))) and not is_mail_due(tenant):
        return None
    erasure = Erasure.objects.create(tenant=tenant, kind=ErasureKind.RETENTION, asked_at=clock.now())
    go_on(erasure)
    return erasure


def _by_length(months: Mapping[Category, int]) -> dict[int, list[int]]:
    lengths: dict[int, list[int]] = {}
    for category, length in months.items():
        if length:
            lengths.setdefault(length, []).append(category.pk)
    return lengths


def _examples(rows: QuerySet[Ticket], category: Category) -> list[int]:
    oldest = erasable(rows.filter(category=category)).order_by(Coalesce("closed_at", "changed_at"), "pk")
    return list(oldest.values_list("number", flat=True)[:EXAMPLES])
