"""Reads of outgoing mail."""

from __future__ import annotations

from django.db.models import OuterRef, Q, QuerySet, Subquery

from kontor.org.domain.access import Access
from kontor.outbox.models import OutgoingMail
from kontor.outbox.models.outgoing_mail import FAILED
from kontor.tickets.models import Message


def failed_mails(access: Access) -> QuerySet[OutgoingMail]:
    """What could not be delivered (Zustellfehler): one's own, and everybody's where one may see them.

    Only of tickets that the person may read. ``answers.domain.queries.desk_counts`` counts the same tickets.
    """
    mine = Q(message__author_id=access.user_id)
    all_of = Q(tenant_id__in=access.tenants_with("deliveries.read"))
    readable = Q(message__ticket__owner_id=access.user_id) | Q(
        message__ticket__category_id__in=list(access.category_ids("tickets.read"))
    )
    rows = OutgoingMail.objects.filter(FAILED).filter(mine | all_of).filter(readable)
    return rows.select_related("message__ticket__tenant", "message__author", "account").order_by("-created_at")


def deliveries_of(message_ids: list[int]) -> dict[int, OutgoingMail]:
    """The latest delivery of each message."""
    rows = OutgoingMail.objects.filter(message_id__in=message_ids).order_by("id")
    return {mail.message_id: mail for mail in rows}


def with_delivery(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Messages with ``delivery`` (state), ``delivery_error`` and ``delivery_id`` of their latest outgoing mail."""
    latest = OutgoingMail.objects.filter(message=OuterRef("pk")).order_by("-id")
    return messages.annotate(
        delivery=Subquery(latest.values("state")[:1]),
        delivery_error=Subquery(latest.values("last_error")[:1]),
        delivery_id=Subquery(latest.values("id")[:1]),
    )
