"""Delivery of outgoing mail: claim, talk to the server, record. The network is never inside a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from email.errors import MessageError

from django.db.models import F
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.channels.errors import DeliveryFailed
from kontor.channels.servers import SmtpServer
from kontor.channels.smtp import SendResult, send
from kontor.kernel import clock
from kontor.kernel.errors import Failed
from kontor.outbox.domain.composing import compose, envelope_from
from kontor.outbox.domain.queueing import DELIVER
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.tenants.scope import scope
from kontor.tickets.domain.closing import close_after_sending, reopen_after_failure
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import lock, tell

WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720)]
"""How long the next attempt waits after the first, second … temporary failure. After the last one it is given up."""

STALLED_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Ready:
    """Everything the network needs, read while the scope was open."""

    server: SmtpServer
    envelope_from: str
    recipients: list[str]
    content: bytes


def deliver(tenant_id: int, outgoing_id: int) -> DeliveryState | None:
    """Deliver one mail. May be called twice: the second one finds nothing to claim. Returns the new state."""
    if not _claim(tenant_id, outgoing_id):
        return None
    try:
        ready = _prepare(tenant_id, outgoing_id)
        result = send(
            ready.server, envelope_from=ready.envelope_from, recipients=ready.recipients, message=ready.content
        )
    except DeliveryFailed as failure:
        return _record_failure(tenant_id, outgoing_id, str(failure), permanent=failure.permanent)
    except Failed as failure:  # the account's password cannot be read: nobody must wait for this mail for ever
        return _record_failure(tenant_id, outgoing_id, str(failure), permanent=False)
    return _record_result(tenant_id, outgoing_id, result)


def requeue_stalled(tenant_id: int) -> int:
    """Mails whose worker died while sending are queued again, with the same Message-ID. In the tenant's scope."""
    stalled = OutgoingMail.objects.filter(
        tenant_id=tenant_id, state=DeliveryState.SENDING, claimed_at__lt=clock.now() - STALLED_AFTER
    )
    due = OutgoingMail.objects.filter(
        tenant_id=tenant_id,
        state=DeliveryState.QUEUED,
        next_attempt_at__lt=clock.now() - STALLED_AFTER,
    )
    ids = [*stalled.values_list("id", flat=True), *due.values_list("id", flat=True)]
    stalled.update(state=DeliveryState.QUEUED, next_attempt_at=clock.now())
    for outgoing_id in ids:
        app.configure_task(DELIVER, queue="mail").defer(tenant_id=tenant_id, outgoing_id=outgoing_id)
    return len(ids)


def _claim(tenant_id: int, outgoing_id: int) -> bool:
    """The mail is ours to send: committed before anything can go wrong with it."""
    now = clock.now()
    with scope(tenant_id):
        due = OutgoingMail.objects.filter(pk=outgoing_id, state=DeliveryState.QUEUED, next_attempt_at__lte=now)
        return bool(due.update(state=DeliveryState.SENDING, claimed_at=now, attempts=F("attempts") + 1))


def _prepare(tenant_id: int, outgoing_id: int) -> Ready:
    """What is handed over. A mail that cannot be written down as a mail has failed for good."""
    with scope(tenant_id):
        rows = OutgoingMail.objects.select_related("message", "account", "no_reply", "tenant")
        mail = rows.get(pk=outgoing_id)
        try:
            content = compose(mail)
        except (ValueError, TypeError, LookupError, AttributeError, MessageError) as error:
            raise DeliveryFailed(_("The mail could not be written."), permanent=True) from error
        return Ready(mail.account.smtp_server(), envelope_from(mail), list(mail.recipients), content)


def _record_result(tenant_id: int, outgoing_id: int, result: SendResult) -> DeliveryState:
    """Who was served is done with; who was put off is tried again; who was refused for good is reported."""
    with scope(tenant_id):
        mail = _locked(outgoing_id)
        ticket = mail.message.ticket
        last = mail.attempts > len(WAITS)
        put_off = [] if last else [address for address, (code, _text) in result.refused.items() if code < 500]
        refused = {
            address: f"{code} {text}" for address, (code, text) in result.refused.items() if address not in put_off
        }
        if result.accepted:
            record(ticket, "sent", by=None, recipients=", ".join(result.accepted))
            mail.sent_at = clock.now()
        mail.refused = {**mail.refused, **refused}
        mail.recipients, mail.last_error = put_off, ""
        if put_off:
            _try_later(mail)
        else:
            mail.state = DeliveryState.SENT if mail.sent_at else DeliveryState.FAILED
        mail.save(update_fields=["refused", "recipients", "state", "sent_at", "last_error", "next_attempt_at"])
        if refused:
            _report(mail, ", ".join(refused), "; ".join(refused.values()))
        if mail.state == DeliveryState.SENT and not mail.refused and mail.final:
            close_after_sending(ticket)
        tell(ticket)
        return DeliveryState(mail.state)


def _try_later(mail: OutgoingMail) -> None:
    mail.state = DeliveryState.QUEUED
    mail.next_attempt_at = clock.now() + WAITS[min(mail.attempts, len(WAITS)) - 1]
    app.configure_task(DELIVER, queue="mail", schedule_at=mail.next_attempt_at).defer(
        tenant_id=mail.tenant_id, outgoing_id=mail.pk
    )


def _record_failure(tenant_id: int, outgoing_id: int, reason: str, *, permanent: bool) -> DeliveryState:
    with scope(tenant_id):
        mail = _locked(outgoing_id)
        mail.last_error = reason
        given_up = permanent or mail.attempts > len(WAITS)
        if given_up:
            mail.state = DeliveryState.FAILED
            _report(mail, ", ".join(mail.recipients), reason)
        else:
            _try_later(mail)
        mail.save(update_fields=["last_error", "state", "next_attempt_at"])
        tell(mail.message.ticket)
        return DeliveryState(mail.state)


def _report(mail: OutgoingMail, recipients: str, reason: str) -> None:
    reopen_after_failure(
        mail.message.ticket, author=mail.message.author, recipients=recipients, reason=reason or _("no reason given")
    )


def _locked(outgoing_id: int) -> OutgoingMail:
    """The mail's row, locked, and its ticket before it: in this order everywhere, or two would wait for each other."""
    rows = OutgoingMail.objects.select_related("message__ticket", "message__author")
    lock(rows.get(pk=outgoing_id).message.ticket)
    return rows.select_for_update(of=("self",)).get(pk=outgoing_id)
