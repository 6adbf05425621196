"""A mail of ours and what became of it."""

from __future__ import annotations

from kontor.outbox.domain.delivery import deliver
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.tickets.models import Ticket
from tests.support.scoping import everywhere


def delivered(mail: OutgoingMail) -> DeliveryState | None:
    return deliver(mail.tenant_id, mail.pk)


def as_it_is(mail: OutgoingMail) -> OutgoingMail:
    with everywhere():
        return OutgoingMail.objects.select_related("message__ticket").get(pk=mail.pk)


def ticket_of(mail: OutgoingMail) -> Ticket:
    return as_it_is(mail).message.ticket
