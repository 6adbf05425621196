"""Mails that could not be delivered, in the hands of a person: try again, or correct the address and resend."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import can_be_written_to, normalize_email
from kontor.outbox.domain.bounces import recipients_of
from kontor.outbox.domain.queueing import enqueue
from kontor.outbox.domain.results import locked
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.outbox.models.outgoing_mail import LOST, WAITING
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.inquiries import correct_recipient
from kontor.tickets.domain.states import tell


@transaction.atomic(savepoint=False)
def try_again(mail: OutgoingMail, *, by: User) -> OutgoingMail:
    """Queue a failed mail once more, to everybody it did not reach: those it was not tried for, and those refused.

    Refused while it is still on its way to somebody.
    """
    row = locked(mail.pk)
    ticket = row.message.ticket
    if row.state not in (DeliveryState.FAILED, DeliveryState.BOUNCED) and not row.refused:
        raise Refused(_("This mail has not failed."))
    if row.state in (*WAITING, DeliveryState.UNCLEAR):
        raise Refused(_("This mail is still on its way. It can be tried again when that has ended."))
    row.recipients = list(dict.fromkeys([*row.recipients, *row.refused]))
    if not row.recipients:
        raise Refused(_("The report names none of the recipients, so there is nobody to try again."))
    row.refused, row.attempts, row.state = {}, 0, DeliveryState.QUEUED
    row.next_attempt_at = clock.now()
    row.save(update_fields=["recipients", "refused", "attempts", "state", "next_attempt_at"])
    enqueue(row)
    ticket.delivery_failed = False
    ticket.save(update_fields=["delivery_failed"])
    record(ticket, "tried_again", by=by)
    tell(ticket)
    return row


@transaction.atomic(savepoint=False)
def correct_and_resend(mail: OutgoingMail, *, old: str, new: str, by: User) -> OutgoingMail:
    """The same answer goes out again, to the corrected address alone; nobody else gets it twice.

    Refused when it did not fail for the old address, or the new one is no address, the same, or a recipient anyway.
    """
    row = locked(mail.pk)
    ticket = row.message.ticket
    _require_correctable(row, old, new)
    written = new.strip()
    corrected = next((first for first, second in row.corrected.items() if second == old), old)
    again = OutgoingMail.objects.create(
        tenant_id=row.tenant_id,
        lent_to_id=row.lent_to_id,
        message_id=row.message_id,
        account_id=row.account_id,
        account_owner=row.account_owner,
        no_reply_id=row.no_reply_id,
        reply_account_id=row.reply_account_id,
        reply_account_owner=row.reply_account_owner,
        recipients=[written],
        corrected={corrected: written},
        final=row.final,
        automatic=row.automatic,
        next_attempt_at=clock.now(),
    )
    enqueue(again)
    correct_recipient(row.message_id, old=corrected, new=written)
    _settle(row, old)
    ticket.delivery_failed = bool(row.refused) or row.state in LOST
    ticket.save(update_fields=["delivery_failed"])
    record(ticket, "resent", by=by, old=old, new=written)
    tell(ticket)
    return again


def not_reached(mail: OutgoingMail) -> list[str]:
    """Whom a mail that is not on its way any more did not reach."""
    waiting = [] if mail.state in (*WAITING, DeliveryState.UNCLEAR) else mail.recipients
    return list(dict.fromkeys([*mail.refused, *waiting]))


def _require_correctable(row: OutgoingMail, old: str, new: str) -> None:
    if old not in not_reached(row):
        raise Refused(_("This mail has not failed for %(address)s.") % {"address": old})
    if row.state in WAITING:
        raise Refused(_("This mail is still on its way. It can be tried again when that has ended."))
    if not can_be_written_to(new):
        raise Refused(_("“%(address)s” is not an e-mail address.") % {"address": new.strip()})
    if normalize_email(new) in {normalize_email(address) for address in recipients_of(row)}:
        raise Refused(_("%(address)s is a recipient of this mail already.") % {"address": new.strip()})


def _settle(row: OutgoingMail, old: str) -> None:
    """The failed delivery is done with as far as the old address goes."""
    row.refused = {address: why for address, why in row.refused.items() if address != old}
    row.recipients = [address for address in row.recipients if address != old]
    if not row.refused and not row.recipients:
        row.state = DeliveryState.SENT if row.sent_at and _others(row, old) else DeliveryState.CANCELLED
    row.save(update_fields=["refused", "recipients", "state"])


def _others(row: OutgoingMail, old: str) -> bool:
    return any(address != old for address in recipients_of(row))
