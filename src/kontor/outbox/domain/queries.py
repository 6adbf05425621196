"""Reads of outgoing mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from kontor.org.domain.access import Access
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.outbox.models.outgoing_mail import FAILED
from kontor.tickets.models import Message, Ticket


def failed_mails(access: Access) -> QuerySet[OutgoingMail]:
    """What could not be delivered (Zustellfehler): one's own, and everybody's where one may see them.

    Only of tickets that the person may read. ``answers.domain.queries.desk_counts`` counts the same tickets.
    """
    mine = Q(message__author_id=access.user_id)
    all_of = Q(tenant_id__in=access.tenants_with("deliveries.read"))
    categories = list(access.category_ids("tickets.read"))
    readable = (
        Q(message__ticket__owner_id=access.user_id)
        | Q(message__ticket__category_id__in=categories)
        | Q(message__ticket__lent_category_id__in=categories)
    )
    rows = OutgoingMail.objects.filter(FAILED).filter(mine | all_of).filter(readable)
    return rows.select_related("message__ticket__tenant", "message__author", "account").order_by("-created_at")


def with_delivery(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Messages with ``latest_delivery`` (for ``delivery_of``): of several deliveries one that needs a person, else the
    latest; None for a message that was not sent."""
    arrived = Case(When(FAILED, then=False), default=True)
    latest = OutgoingMail.objects.filter(message=OuterRef("pk")).order_by(arrived, "-id")
    shown = latest.values(json=JSONObject(**{name: name for name in _SHOWN}))
    return messages.annotate(latest_delivery=Subquery(shown[:1]))


_SHOWN = (
    "id",
    "state",
    "recipients",
    "refused",
    "delayed",
    "corrected",
    "answer",
    "sent_at",
    "next_attempt_at",
    "attempts",
    "in_flight",
    "last_error",
)


@dataclass(frozen=True)
class Delivery:
    """A delivery as people see it. ``failed`` are the addresses it did not reach, with what was said about them."""

    id: int
    state: DeliveryState
    recipients: list[str]
    refused: dict[str, str]
    delayed: dict[str, str]
    corrected: dict[str, str]
    answer: str
    sent_at: datetime | None
    next_attempt_at: datetime | None
    attempts: int
    in_flight: list[str]
    last_error: str

    @property
    def failed(self) -> dict[str, str]:
        left = self.recipients if self.state in (DeliveryState.FAILED, DeliveryState.BOUNCED) else []
        return {**dict.fromkeys(left, self.last_error), **self.refused}

    @property
    def kind(self) -> str:
        """The state in the words of the desk: a mail that waits after a failure, or of which a delay was reported, is
        delayed; one that some did not get counts as not delivered."""
        if self.state == DeliveryState.QUEUED and (self.attempts or self.last_error):
            return "delayed"
        if self.state == DeliveryState.SENT:
            return "failed" if self.refused else "delayed" if self.delayed else "sent"
        return self.state.value

    @property
    def stamp(self) -> str:
        """Changes when anything of it changes that is shown."""
        return f"{self.id}-{self.state}-{self.attempts}-{len(self.refused)}-{len(self.delayed)}"

    @property
    def needs_a_person(self) -> bool:
        return self.kind in ("failed", "bounced", "unclear")


def delivery_of(message: Message) -> Delivery | None:
    """What ``with_delivery`` has read."""
    found: dict[str, Any] | None = getattr(message, "latest_delivery", None)
    if not found:
        return None
    times = {name: parse_datetime(found[name]) if found[name] else None for name in ("sent_at", "next_attempt_at")}
    return Delivery(**{**found, **times, "state": DeliveryState(found["state"])})


def delivery_for(ticket: Ticket, outgoing_id: int) -> OutgoingMail | None:
    """The delivery with this id, if it belongs to the ticket."""
    rows = OutgoingMail.objects.filter(pk=outgoing_id, message__ticket=ticket)
    return rows.select_related("message__ticket", "message__author").first()
