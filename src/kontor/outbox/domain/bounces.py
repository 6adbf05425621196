"""A delivery report came back: which mail of ours it means, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.tenants.scope import current
from kontor.tickets.domain.closing import reopen_after_failure
from kontor.tickets.domain.states import lock
from kontor.tickets.models import Message


def sent_message(message_ids: Iterable[str]) -> Message | None:
    """Our outgoing message with one of these Message-IDs, within the scope."""
    wanted = [message_id for message_id in message_ids if message_id]
    if not wanted:
        return None
    rows = Message.objects.filter(tenant_id__in=current(), message_id__in=wanted, direction="out")
    return rows.select_related("ticket", "author").first()


def record_bounce(message: Message, *, recipients: Sequence[str], reason: str) -> None:
    """The mail did not arrive: its row says so, its author gets a notice, an open ticket comes back.

    A report that names no recipient counts for all of them. A mail that is still on its way to others stays so.
    """
    lock(message.ticket)  # before the mail's row, as whoever delivers does
    failed = list(recipients) or [address for _name, address in (*message.to, *message.cc, *message.bcc)]
    rows = OutgoingMail.objects.select_for_update(of=("self",))
    mail = rows.filter(message=message).order_by("-id").first()
    if mail:
        if mail.state == DeliveryState.SENT:
            mail.state = DeliveryState.FAILED
        mail.refused = {**mail.refused, **dict.fromkeys(failed, reason)}
        mail.save(update_fields=["state", "refused"])
    reopen_after_failure(message.ticket, author=message.author, recipients=", ".join(failed), reason=reason)
