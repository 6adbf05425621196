"""What hangs on no ticket and is kept for a time, per tenant: contacts that nothing names any more, calls, and what was
taken out of the address book. For the dry run and the job. Mail that became no ticket is in ``due_mail.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet

from kontor.answers.models import Draft
from kontor.calls.enums import CallState
from kontor.calls.models import Call
from kontor.customers.models import Customer, Expert
from kontor.kernel import clock
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder, Preference
from kontor.privacy.domain.audit_rows import erase_audit_of
from kontor.privacy.domain.contact import erase_calls, erase_contact
from kontor.privacy.domain.months import months_ago
from kontor.privacy.domain.person import person_of
from kontor.privacy.domain.rows import erase_found, says_something
from kontor.privacy.domain.tally import Tally
from kontor.privacy.models import Hold
from kontor.privacy.preferences import KEEP_CALLS_MONTHS, KEEP_CONTACTS_MONTHS
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket

AT_ONCE = 100
"""Rows of one step; contacts go one by one."""


@dataclass(frozen=True)
class Kind:
    """``rows`` are those whose time is over, held ones too, with ``since``: from when it counts. ``held`` says which
    of them are held."""

    label: str
    months: Preference[int]
    rows: Callable[[Tenant], QuerySet[Any]]
    held: Callable[[], Q]
    erase: Callable[[list[int], Tally], None]
    at_once: int = AT_ONCE


@dataclass(frozen=True)
class DueKind:
    """What of a kind would go now; with 0 months it is kept for ever. ``unread`` are counted as going, although nobody
    has looked into them for who wrote them."""

    label: str
    months: int
    before: datetime | None
    count: int
    held: int
    oldest: datetime | None
    unread: int = 0


def months_of(kind: Kind, tenant: Tenant) -> int:
    return kind.months.get(cast(Holder, system_values()), cast(Holder, tenant))


def due_rows(kind: Kind, tenant: Tenant) -> QuerySet[Any]:
    """The rows of one kind whose time is over, held ones too."""
    months = months_of(kind, tenant)
    rows = kind.rows(tenant)
    return rows.filter(since__lt=months_ago(clock.now(), months)) if months else rows.none()


def dry_run_without_ticket(tenant: Tenant) -> list[DueKind]:
    """What would go if the retention ran now. Changes nothing."""
    return [_due(kind, tenant) for kind in KINDS]


def is_due(tenant: Tenant) -> bool:
    return any(_going(kind, tenant).exists() for kind in KINDS)


def erase_next(tenant: Tenant, tally: Tally) -> bool:
    """Some of what is due, locked; what somebody else has locked is left for the next time. False when none is left."""
    return any(_erase_some(kind, tenant, tally) for kind in KINDS)


def _due(kind: Kind, tenant: Tenant) -> DueKind:
    months = months_of(kind, tenant)
    if not months:
        return DueKind(kind.label, 0, None, 0, 0, None)
    going = _going(kind, tenant)
    count = going.count()
    return DueKind(
        kind.label,
        months,
        months_ago(clock.now(), months),
        count,
        due_rows(kind, tenant).count() - count,
        going.aggregate(oldest=Min("since"))["oldest"],
    )


def _erase_some(kind: Kind, tenant: Tenant, tally: Tally) -> bool:
    """Looked at again once they are locked: somebody may have named or held them since."""
    going = _going(kind, tenant)
    locked = going.select_for_update(of=("self",), skip_locked=True).order_by("pk")[: kind.at_once]
    ids = [row.pk for row in locked]
    still = list(going.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)) if ids else []
    if still:
        kind.erase(still, tally)
    return bool(still)


def _going(kind: Kind, tenant: Tenant) -> QuerySet[Any]:
    """What is due and not held."""
    return due_rows(kind, tenant).exclude(kind.held())


def _contacts(tenant: Tenant) -> QuerySet[Customer]:
    """Those that neither a ticket, nor a call, nor a draft names."""
    rows = Customer.objects.filter(tenant=tenant, erased_at=None).annotate(since=F("created_at"))
    for model in (Ticket, Call, Draft):
        rows = rows.exclude(Exists(model._base_manager.filter(customer=OuterRef("pk"))))
    return rows


def _calls(tenant: Tenant) -> QuerySet[Call]:
    rows = Call.objects.filter(says_something("calls.Call"), tenant=tenant, ticket=None, state=CallState.ENDED)
    return rows.annotate(since=F("started_at"))


def _experts(tenant: Tenant) -> QuerySet[Expert]:
    return Expert.objects.filter(tenant=tenant, deleted_at__isnull=False).annotate(since=F("deleted_at"))


def _erase_contacts(ids: list[int], tally: Tally) -> None:
    for customer in Customer.objects.filter(pk__in=ids).order_by("pk"):
        erase_contact(customer, person_of(customer), tally, lists=False)


def _erase_experts(ids: list[int], tally: Tally) -> None:
    erase_audit_of("customers.expert", ids, tally)
    erase_found("customers.Expert", Q(pk__in=ids), tally)


def _held_by(contact: str) -> Callable[[], Q]:
    return lambda: Q(Exists(Hold.objects.in_force().filter(customer=OuterRef(contact))))


def _never_held() -> Q:
    return Q(pk__in=[])


KINDS = (
    Kind("calls.Call", KEEP_CALLS_MONTHS, _calls, _held_by("customer"), erase_calls),
    Kind("customers.Customer", KEEP_CONTACTS_MONTHS, _contacts, _held_by("pk"), _erase_contacts, at_once=1),
    Kind("customers.Expert", KEEP_CONTACTS_MONTHS, _experts, _never_held, _erase_experts),
)
"""In the order in which they go: what names a contact before the contact."""
