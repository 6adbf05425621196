"""Loans: a ticket is worked by another tenant for a time (overflow). It stays the lender's."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.org.models import Category
from kontor.routing.enums import LoanEnd, Signs
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.models import Ticket


class Loan(TenantLendable):
    """``tenant`` is the lender and ``lent_to`` the borrower, who both go on seeing the loan when it has ended.

    A ticket is lent once under an agreement. Each sees only itself, so name and code of the other are kept here as they
    were. ``sees_notes`` and ``sees_history``: what was there before the loan is shown to the borrower too.
    ``closed_by``: from whose desk at the borrower it was closed, which the ticket tells the lender alone.
    """

    ticket = TenantKey(Ticket, models.PROTECT, related_name="loans")
    agreement_id = models.BigIntegerField()
    category = TenantKey(Category, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    ended_by = models.CharField(max_length=12, choices=LoanEnd.choices, blank=True)
    signs = models.CharField(max_length=8, choices=Signs.choices, default=Signs.LENDER)
    sees_notes = models.BooleanField(default=True)
    sees_history = models.BooleanField(default=True)
    lender_name = models.CharField(max_length=120)
    lender_code = models.CharField(max_length=8)
    lender_colour = models.PositiveSmallIntegerField(default=1)
    borrower_name = models.CharField(max_length=120, db_default="")
    borrower_code = models.CharField(max_length=8, db_default="")

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("ticket"),
            SameTenant("category", tenant="lent_to"),
            models.UniqueConstraint(fields=["ticket", "agreement_id"], name="routing_loan_once_an_agreement"),
            models.UniqueConstraint(fields=["ticket"], condition=models.Q(until=None), name="routing_loan_one_runs"),
            models.CheckConstraint(
                condition=models.Q(lent_to__isnull=False) & ~models.Q(lent_to=models.F("tenant")),
                name="routing_loan_between_two",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agreement_id", "since"], name="routing_loan_agreement"),
            models.Index(fields=["ticket"], name="routing_loan_ticket"),
            models.Index(  # what the borrower's agents have closed today
                fields=["lent_to", "until"],
                condition=models.Q(closed_by__isnull=False),
                name="routing_loan_closed",
            ),
        ]
