"""Mails that could not be delivered, in the hands of a person: try again, or put aside."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.outbox.domain.queueing import enqueue
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.outbox.models.outgoing_mail import WAITING
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import lock, tell


@transaction.atomic(savepoint=False)
def try_again(mail: OutgoingMail, *, by: User) -> OutgoingMail:
    """Queue a failed mail once more, to everybody it did not reach: those it was not tried for, and those refused.

    Refused while it is still on its way to somebody.
    """
    ticket = lock(mail.message.ticket)
    row = OutgoingMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if row.state not in (DeliveryState.FAILED, DeliveryState.BOUNCED) and not row.refused:
        raise Refused(_("This mail has not failed."))
    if row.state in (*WAITING, DeliveryState.UNCLEAR):
        raise Refused(_("This mail is still on its way. It can be tried again when that has ended."))
    row.recipients = list(dict.fromkeys([*row.recipients, *row.refused]))
    row.refused, row.attempts, row.state = {}, 0, DeliveryState.QUEUED
    row.next_attempt_at = clock.now()
    row.save(update_fields=["recipients", "refused", "attempts", "state", "next_attempt_at"])
    enqueue(row)
    ticket.delivery_failed = False
    ticket.save(update_fields=["delivery_failed"])
    record(ticket, "tried_again", by=by)
    tell(ticket)
    return row
