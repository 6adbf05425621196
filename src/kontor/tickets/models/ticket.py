"""The ticket: one request of a customer, from the first message to its closing."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.channels.enums import Channel
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category, ClosingCode
from kontor.tenants.isolation import OwnOrShared, SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.enums import OPEN_STATES, WAITING_STATES, TicketKind, TicketState


class TicketQuerySet(models.QuerySet["Ticket"]):
    def open(self) -> TicketQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def queued(self) -> TicketQuerySet:
        return self.filter(state=TicketState.QUEUED)

    def in_categories(self, category_ids: list[int]) -> TicketQuerySet:
        return self.filter(category_id__in=category_ids)


class Ticket(TenantLendable):
    """A request. Its identity (customer, account, category) is tied to its tenant by the database.

    ``waits_for`` is whose desk a resubmitted or internally forwarded ticket goes to; without one it goes to the queue.
    """

    number = models.BigIntegerField(unique=True)
    process = TenantKey("self", null=True, blank=True, related_name="requests")
    merged_into = TenantKey("self", null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=TicketKind.choices, default=TicketKind.MAIL)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.MAIL)
    state = models.CharField(max_length=20, choices=TicketState.choices, default=TicketState.CREATED)
    subject = models.CharField(_("subject"), max_length=400, blank=True)
    language = models.CharField(max_length=8, blank=True)
    category = TenantKey(Category, related_name="+")
    customer = TenantKey(Customer, null=True, related_name="tickets")
    account = TenantKey(MailAccount, null=True, related_name="+")
    account_owner = models.BigIntegerField(null=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    last_owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closing_code = TenantKey(ClosingCode, null=True, related_name="+")
    received_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    waits_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    wait_reason = models.CharField(max_length=200, blank=True, db_default="")
    closed_at = models.DateTimeField(null=True)
    unread = models.BooleanField(default=True)
    has_attachments = models.BooleanField(default=False)
    delivery_failed = models.BooleanField(default=False)

    objects = TicketQuerySet.as_manager()

    class Meta(TenantLendable.Meta):
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("process"),
            SameTenant("merged_into"),
            SameTenant("category"),
            SameTenant("customer"),
            SameTenant("closing_code"),
            OwnOrShared("account"),
            models.CheckConstraint(
                name="tickets_ticket_assigned_has_owner",
                condition=~models.Q(state=TicketState.ASSIGNED) | models.Q(owner__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "state", "received_at"], name="tickets_ticket_state"),
            models.Index(fields=["category", "state", "received_at"], name="tickets_ticket_category"),
            models.Index(
                fields=["received_at", "id"],
                include=["category", "tenant", "lent_to"],
                condition=models.Q(state=TicketState.QUEUED),
                name="tickets_ticket_queue",
            ),
            models.Index(
                fields=["category", "received_at", "id"],
                include=["tenant", "lent_to"],
                condition=models.Q(state=TicketState.QUEUED),
                name="tickets_ticket_waiting",
            ),
            models.Index(
                fields=["owner", "received_at"],
                condition=models.Q(closed_at=None, owner__isnull=False),
                name="tickets_ticket_owner",
            ),
            models.Index(fields=["customer", "-received_at"], name="tickets_ticket_customer"),
            models.Index(
                fields=["tenant", "held_until"],
                condition=models.Q(state__in=WAITING_STATES),
                name="tickets_ticket_held",
            ),
            models.Index(
                fields=["waits_for"],
                condition=models.Q(state__in=WAITING_STATES),
                name="tickets_ticket_waits_for",
            ),
            models.Index(
                fields=["last_owner"], condition=models.Q(state__in=WAITING_STATES), name="tickets_ticket_put_away"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES
