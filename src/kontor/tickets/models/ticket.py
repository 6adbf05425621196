"""The ticket: one request of a customer, from the first message to its closing."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce, Now
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

    Times of promises: ``due_at`` and ``warn_at`` are the earliest of its open promises; ``rank_at`` is its place in
    every queue, the earliest first: when it is due, weighted by its priority. ``domain/deadlines.py`` writes them.

    ``erased_at``: its content is gone for good (privacy); the row stays for the figures.

    A lent ticket (overflow) stands in ``lent_category`` of the tenant it is lent to; ``queue_category_id`` is where it
    stands in either case.
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
    lent_category = TenantKey(Category, null=True, related_name="+")
    queue_category_id = models.GeneratedField(
        expression=Coalesce("lent_category_id", "category_id"), output_field=models.BigIntegerField(), db_persist=True
    )
    customer = TenantKey(Customer, null=True, related_name="tickets")
    account = TenantKey(MailAccount, null=True, related_name="+")
    account_owner = models.BigIntegerField(null=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    last_owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closing_code = TenantKey(ClosingCode, null=True, related_name="+")
    received_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    rank_at = models.DateTimeField(db_default=Now())
    priority = models.SmallIntegerField(default=0, db_default=0)
    tags = ArrayField(models.CharField(max_length=40), default=list, db_default=[], blank=True)
    waits_for_customer = models.BooleanField(default=False, db_default=False)
    held_until = models.DateTimeField(null=True)
    waits_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    wait_reason = models.CharField(max_length=200, blank=True, db_default="")
    closed_at = models.DateTimeField(null=True)
    unread = models.BooleanField(default=True)
    has_attachments = models.BooleanField(default=False)
    delivery_failed = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = TicketQuerySet.as_manager()

    class Meta(TenantLendable.Meta):
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("process"),
            SameTenant("merged_into"),
            SameTenant("category"),
            SameTenant("lent_category", tenant="lent_to"),
            SameTenant("customer"),
            SameTenant("closing_code"),
            OwnOrShared("account"),
            models.CheckConstraint(
                name="tickets_ticket_assigned_has_owner",
                condition=~models.Q(state=TicketState.ASSIGNED) | models.Q(owner__isnull=False),
            ),
            models.CheckConstraint(
                name="tickets_ticket_lent_somewhere",
                condition=models.Q(lent_to=None, lent_category=None)
                | models.Q(lent_to__isnull=False, lent_category__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant", "state", "received_at"], include=["category", "lent_to"], name="tickets_ticket_state"
            ),
            models.Index(
                fields=["tenant"],
                include=[
                    "lent_to",
                    "queue_category_id",
                    "channel",
                    "state",
                    "owner",
                    "received_at",
                    "due_at",
                    "warn_at",
                ],
                condition=models.Q(state__in=OPEN_STATES),
                name="tickets_ticket_open",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state__in=OPEN_STATES),
                name="tickets_ticket_open_by_due",
            ),
            models.Index(
                fields=["received_at", "id"],
                condition=models.Q(state__in=OPEN_STATES),
                name="tickets_ticket_open_by_age",
            ),
            models.Index(fields=["queue_category_id", "state", "received_at"], name="tickets_ticket_place"),
            models.Index(
                fields=["rank_at", "id"],
                include=["queue_category_id", "tenant", "lent_to"],
                condition=models.Q(state=TicketState.QUEUED),
                name="tickets_ticket_rank",
            ),
            models.Index(
                fields=["queue_category_id", "rank_at", "id"],
                include=["tenant", "lent_to"],
                condition=models.Q(state=TicketState.QUEUED),
                name="tickets_ticket_next",
            ),
            models.Index(
                fields=["tenant", "due_at"],
                condition=models.Q(closed_at=None, due_at__isnull=False),
                name="tickets_ticket_due",
            ),
            models.Index(
                fields=["tenant", "warn_at"],
                condition=models.Q(closed_at=None, warn_at__isnull=False),
                name="tickets_ticket_warn",
            ),
            models.Index(
                fields=["tenant", "closed_at"],
                include=["category", "last_owner", "lent_to"],
                condition=models.Q(closed_at__isnull=False),
                name="tickets_ticket_closed",
            ),
            models.Index(
                fields=["last_owner", "closed_at"],
                condition=models.Q(closed_at__isnull=False, last_owner__isnull=False),
                name="tickets_ticket_closed_by",
            ),
            models.Index(
                fields=["assigned_at"],
                condition=models.Q(state=TicketState.ASSIGNED, touched_at=None),
                name="tickets_ticket_untouched",
            ),
            models.Index(
                fields=["lent_to", "rank_at"],
                condition=models.Q(lent_to__isnull=False),
                name="tickets_ticket_lent",
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

    @property
    def place_tenant_id(self) -> int:
        """Whose people work it: the borrower's while it is lent."""
        return int(self.lent_to_id or self.tenant_id)

    @property
    def place_category_id(self) -> int:
        """``queue_category_id``, known before the row is written or read again."""
        return int(self.lent_category_id or self.category_id)
