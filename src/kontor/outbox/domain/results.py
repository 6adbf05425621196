"""What became of a mail is written down, and what follows from it for its ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from kontor.channels.errors import DeliveryFailed
from kontor.channels.models import MailAccount
from kontor.channels.smtp import SendResult
from kontor.customers.domain.reachability import mark_undeliverable
from kontor.kernel import clock
from kontor.kernel.fields import EncryptedTextField
from kontor.outbox.domain.bounce_kinds import is_wrong_address
from kontor.outbox.domain.copies import keep_copy_of, look_for_copy_of
from kontor.outbox.domain.queueing import enqueue
from kontor.outbox.enums import DeliveryState, Phase
from kontor.outbox.models import OutgoingMail
from kontor.tenants.scope import scope
from kontor.tickets.domain.closing import close_after_sending, reopen_after_failure, tell_of_failure
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import lock, tell
from kontor.tickets.models import Ticket

WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720)]
"""How long the next attempt waits after the first, second … temporary failure. After the last one it is given up."""


def apply_result(mail: OutgoingMail, result: SendResult, dialogue: list[dict[str, Any]]) -> None:
    """Who was served is done with; who was put off is tried again; who was refused for good is reported.

    The mail and its ticket are locked, in the scope of the tenant.
    """
    ticket = mail.message.ticket
    last = mail.attempts > len(WAITS)
    put_off = [] if last else [address for address, (code, _text) in result.refused.items() if code < 500]
    refused = {address: f"{code} {text}" for address, (code, text) in result.refused.items() if address not in put_off}
    if result.accepted:
        record(ticket, "sent", by=None, recipients=", ".join(result.accepted))
        mail.sent_at, mail.answer = clock.now(), result.answer
    mail.refused = {**mail.refused, **refused}
    mail.delayed = {address: f"{code} {text}" for address, (code, text) in result.refused.items() if address in put_off}
    mail.recipients, mail.last_error, mail.in_flight = put_off, "", []
    mail.phase, mail.claim, mail.dialogue = Phase.NONE, None, dialogue
    if put_off:
        try_later(mail)
    else:
        mail.state = DeliveryState.SENT if mail.sent_at else DeliveryState.FAILED
    mail.save()
    if refused:
        _report(mail, ", ".join(refused), "; ".join(refused.values()))
        _mark(mail.tenant_id, refused)
    if mail.state == DeliveryState.SENT and not mail.refused and mail.final:
        close_after_sending(ticket)
    if result.accepted:
        keep_copy_of(mail)
    tell(ticket)


def apply_failure(mail: OutgoingMail, failure: DeliveryFailed, dialogue: list[dict[str, Any]]) -> None:
    """Nobody was served: tried again later, or given up for good and reported. Locks as ``apply_result``."""
    reason = str(failure)
    mail.last_error, mail.dialogue = reason, dialogue
    mail.phase, mail.claim, mail.in_flight = Phase.NONE, None, []
    if failure.permanent or mail.attempts > len(WAITS):
        mail.state = DeliveryState.FAILED
        _report(mail, ", ".join(mail.recipients), reason)
    else:
        try_later(mail)
    mail.save()
    tell(mail.message.ticket)


def apply_doubt(mail: OutgoingMail, reason: str, dialogue: list[dict[str, Any]]) -> None:
    """The server may have the mail and may not: nothing is sent again by itself. Its author is asked, or
    who else would learn of a failure.

    The ticket stays as it is: as a rule the mail has arrived, and evidence of that may come. Locks as ``apply_result``.
    """
    mail.state, mail.last_error, mail.dialogue = DeliveryState.UNCLEAR, reason, dialogue
    mail.save(update_fields=["state", "last_error", "dialogue"])
    ticket = mail.message.ticket
    recipients = ", ".join(mail.in_flight)
    ticket.delivery_failed = True
    ticket.save(update_fields=["delivery_failed"])
    record(ticket, "delivery_unclear", by=None, recipients=recipients, reason=reason)
    tell_of_failure(ticket, mail.message.author, recipients, sentence="delivery_unclear")
    look_for_copy_of(mail)
    tell(ticket)


def try_later(mail: OutgoingMail) -> None:
    """The mail waits, longer after each attempt, and has a job for when the wait is over. The caller saves it."""
    mail.state = DeliveryState.QUEUED
    mail.next_attempt_at = clock.now() + WAITS[min(max(mail.attempts, 1), len(WAITS)) - 1]
    enqueue(mail)


def put_back(mails: Sequence[OutgoingMail], reason: str = "", *, wait: timedelta | None = None) -> None:
    """What was claimed and the server surely does not have waits again, without having lost an attempt; due as before,
    or after the wait. Also where it was on its way already: the caller knows that it was not taken."""
    if not mails:
        return
    with scope(mails[0].tenant_id):
        rows = OutgoingMail.objects.filter(
            pk__in=[mail.pk for mail in mails],
            claim=mails[0].claim,
            state=DeliveryState.SENDING,
            phase__in=[Phase.TALKING, Phase.HANDING_OVER],
        )
        for mail in rows.select_for_update(of=("self",)).select_related("message__ticket").order_by("id"):
            mail.state, mail.phase, mail.claim, mail.in_flight = DeliveryState.QUEUED, Phase.NONE, None, []
            mail.attempts, mail.last_error = max(mail.attempts - 1, 0), reason
            mail.next_attempt_at = clock.now() + wait if wait else mail.next_attempt_at
            mail.save(
                update_fields=["state", "phase", "claim", "in_flight", "attempts", "next_attempt_at", "last_error"]
            )
            tell(mail.message.ticket)


def locked(outgoing_id: int) -> OutgoingMail:
    """The mail's row, locked, and its ticket before it: in this order everywhere, or two would wait for each other.

    The ticket is the one at which the message lies when both are locked: a person may have moved it meanwhile. Raises
    ``OutgoingMail.DoesNotExist`` for one that was taken back.
    """
    rows = OutgoingMail.objects.filter(pk=outgoing_id)
    while True:
        ticket = lock(Ticket(pk=rows.values_list("message__ticket_id", flat=True).get()))
        found = rows.select_related("message__author", "account").defer(*_SECRETS)
        mail = found.select_for_update(of=("self",)).get()
        if mail.message.ticket_id == ticket.pk:
            mail.message.ticket = ticket
            return mail


_SECRETS = [f"account__{field.name}" for field in MailAccount._meta.fields if isinstance(field, EncryptedTextField)]
"""What became of a mail is written down also where these cannot be read any more."""


def _mark(tenant_id: int, refused: dict[str, str]) -> None:
    for address, answer in refused.items():
        if is_wrong_address("", answer):
            mark_undeliverable(tenant_id, address, reason=answer)


def _report(mail: OutgoingMail, recipients: str, reason: str) -> None:
    reopen_after_failure(
        mail.message.ticket, author=mail.message.author, recipients=recipients, reason=reason or _("no reason given")
    )
