"""Reads of agreements for the screens. Each side is shown what it agreed to, by the names stored on the agreement."""

from __future__ import annotations

from typing import Any, Protocol

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kontor.escalations.models import Agreement
from kontor.routing.models import Loan
from kontor.sla.models import BusinessCalendar


class Reader(Protocol):
    """What the reads need to know of a person (``Access``)."""

    def tenants_with(self, permission: str) -> tuple[int, ...]: ...


def agreements_for(access: Reader, permission: str = "overflow.read", *, deleted: bool = False) -> QuerySet[Any]:
    """Those in which the person has the right on one side, with ``lent_now``: how many are lent under each."""
    tenants = access.tenants_with(permission)
    rows = agreements_in_scope(deleted=deleted).filter(Q(tenant_id__in=tenants) | Q(lent_to_id__in=tenants))
    running = Loan.objects.filter(agreement_id=OuterRef("pk"), until=None).order_by().values("agreement_id")
    counted = Subquery(running.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    return rows.annotate(lent_now=Coalesce(counted, 0))


def agreements_in_scope(*, deleted: bool = False) -> QuerySet[Agreement]:
    return Agreement.objects.exclude(deleted_at=None) if deleted else Agreement.objects.living()


def with_people(agreement: Agreement) -> Agreement:
    """As it is now, with those who have confirmed it."""
    return Agreement.objects.select_related("lender_confirmed_by", "borrower_confirmed_by").get(pk=agreement.pk)


def hours_to_choose(tenant_id: int) -> QuerySet[BusinessCalendar]:
    """The business hours in which the borrower can accept."""
    return BusinessCalendar.objects.living().filter(tenant_id=tenant_id)


def running_loans(agreement: Agreement) -> QuerySet[Loan]:
    """What is lent under it now, with its tickets, the longest first."""
    rows = Loan.objects.filter(agreement_id=agreement.pk, until=None)
    return rows.select_related("ticket", "ticket__owner").order_by("since", "id")
