"""Mails of which nobody knows whether the server took them: evidence settles that, or a person."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.outbox.domain.queueing import enqueue
from kontor.outbox.domain.results import apply_result, locked
from kontor.outbox.domain.talks import result_of
from kontor.outbox.enums import DeliveryState, Phase
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.scope import scope
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import save_changes, tell
from kontor.tickets.enums import Direction
from kontor.tickets.models import Message

MOST = 200
"""Doubts that are looked at in one go."""


@transaction.atomic(savepoint=False)
def confirm_arrival(mail: OutgoingMail, *, by: User) -> OutgoingMail:
    """A person knows that the mail arrived: all goes on as if the server had said so. Refused when it is clear."""
    return _confirm(_in_doubt(mail), by=by, reason=_("%(name)s has confirmed it.") % {"name": by.name})


@transaction.atomic(savepoint=False)
def send_again(mail: OutgoingMail, *, by: User) -> OutgoingMail:
    """A person decides to send it once more, at the risk that it arrives twice. Refused when it is clear."""
    row = _in_doubt(mail)
    row.state, row.phase, row.claim = DeliveryState.QUEUED, Phase.NONE, None
    row.attempts, row.in_flight, row.next_attempt_at = 0, [], clock.now()
    row.save(update_fields=["state", "phase", "claim", "attempts", "in_flight", "next_attempt_at"])
    enqueue(row)
    ticket = row.message.ticket
    ticket.delivery_failed = False
    ticket.save(update_fields=["delivery_failed"])
    record(ticket, "tried_again", by=by)
    tell(ticket)
    return row


def settle_by_report(mail: OutgoingMail, reason: str) -> None:
    """A mail server has reported on the mail, so it was taken. The mail and its ticket are locked."""
    if mail.state == DeliveryState.UNCLEAR:
        _confirm(mail, by=None, reason=reason)


def settle_by_copy(tenant_id: int, outgoing_id: int) -> None:
    """The server itself has put a copy into the folder for sent mail, so it was taken."""
    with scope(tenant_id):
        mail = locked(outgoing_id)
        settle_by_report(mail, _("The server keeps a copy in the folder for sent mail."))


def settle_by_what_came(tenant_id: int) -> int:
    """Doubts that something has settled since: a late answer of the server, or mail that refers to ours."""
    with scope(tenant_id):
        doubtful = OutgoingMail.objects.filter(tenant_id=tenant_id, state=DeliveryState.UNCLEAR)
        rows = doubtful.select_related("message").order_by("id")[:MOST]
        ids = [mail.pk for mail in rows if mail.phase == Phase.ACCEPTED or _is_answered(mail.message)]
    for outgoing_id in ids:
        with scope(tenant_id):
            settle_by_report(locked(outgoing_id), _("A mail that answers it has come in."))
    return len(ids)


def _is_answered(message: Message) -> bool:
    """Mail on its ticket refers to it."""
    came = Message.objects.filter(ticket_id=message.ticket_id, direction=Direction.IN)
    names = came.values_list("in_reply_to", "references")
    return any(message.message_id in (in_reply_to, *references) for in_reply_to, references in names)


def _confirm(mail: OutgoingMail, *, by: User | None, reason: str) -> OutgoingMail:
    ticket, served = mail.message.ticket, ", ".join(mail.in_flight)
    record(ticket, "delivery_known", by=by, recipients=served, reason=reason)
    save_changes(ticket, delivery_failed=False)
    apply_result(mail, result_of(mail), mail.dialogue)
    return mail


def _in_doubt(mail: OutgoingMail) -> OutgoingMail:
    row = locked(mail.pk)
    if row.state != DeliveryState.UNCLEAR:
        raise Refused(_("It is clear by now what became of this mail."))
    return row
