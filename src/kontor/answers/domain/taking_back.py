"""An answer, or a mail to people outside, that has not left yet is taken back: the draft is there again as it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.announcing import CLOSING_CODE
from kontor.answers.domain.by_letter import is_letter
from kontor.answers.models import Clearance, Draft, DraftFile, QualitySample, SentAnswer
from kontor.answers.preferences import UNDO_SECONDS
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.letters.domain.withdrawing import withdraw as withdraw_letter
from kontor.letters.models import OutgoingLetter
from kontor.outbox.domain.withdrawing import withdraw_unsent
from kontor.people.models import User
from kontor.preferences.types import Holder
from kontor.tickets.domain.deadlines import answer_taken_back
from kontor.tickets.domain.history import record
from kontor.tickets.domain.inquiries import WAITS, forget_inquiry, open_inquiries
from kontor.tickets.domain.messages import lock_where_it_lies
from kontor.tickets.domain.states import change_state, save_changes
from kontor.tickets.enums import MessageChannel, TicketState
from kontor.tickets.models import Attachment, Message, Ticket

COPIED = ("tenant_id", "lent_to_id", "kind", "rich", "template_id", "language", "baseline", "quoted_id")
KEPT = ("account_id", "account_owner", "html", "text", "confirmed", "options", "seen_message_id", "version")
SENT_OTHERWISE = ("channel", "postal_address_id", "to", "cc", "bcc", "subject")
"""What a letter does not say as its draft did."""
TAKEN_BACK = ("answer_taken_back", "outside_taken_back")
UNDISTURBED = (TicketState.SENDING, TicketState.ASSIGNED, *WAITS.values())
FILE = ("blob_id", "filename", "content_type", "content_id", "inline", "size")


def undo_until(chain: tuple[Holder, ...]) -> datetime | None:
    """Until when an answer that is sent now waits, or None where it leaves at once."""
    seconds = UNDO_SECONDS.get(*chain)
    return clock.now() + timedelta(seconds=seconds) if seconds else None


def as_kept(draft: Draft, ticket: Ticket) -> dict[str, Any]:
    """What the sent message does not tell of its draft and ticket."""
    files = [{name: getattr(file, name) for name in FILE} for file in draft.files.all()]
    of_ticket = {"delivery_failed": ticket.delivery_failed, "state": str(ticket.state)}
    names = (*KEPT, *SENT_OTHERWISE) if is_letter(draft) else KEPT
    return {name: getattr(draft, name) for name in names} | {"files": files} | of_ticket


@transaction.atomic(savepoint=False)
def take_back_answer(message: Message, *, by: User) -> Draft:
    """Take the author's own mail back: the mail and the message go, the draft and the ticket are as before; whom it
    asked was never asked.

    How long it may be done is how long the mail waits: no clock decides, only whether a worker has taken it. Refused
    when one has, when the mail was to leave at once or was released, when the ticket went on meanwhile, and when
    another draft of the kind has been begun.
    """
    ticket = lock_where_it_lies(message.pk)
    sent = SentAnswer.objects.select_for_update(of=("self",)).filter(message=message, message__author=by).first()
    if sent is None or sent.undo_until is None:
        raise Refused(_("This answer cannot be taken back."))
    _require_undisturbed(ticket, sent, by)
    closes = _withdraw(message)
    recipients = forget_inquiry(message.pk)
    draft = _draft_again(ticket, message, sent, by, closes=closes)
    _as_before(ticket, sent, final=closes)
    answer_taken_back(ticket, message)
    _forget(message, sent)
    if recipients:
        record(ticket, "outside_taken_back", by=by, recipients=recipients)
    else:
        record(ticket, "answer_taken_back", by=by)
    return draft


def answer_of(author: User, message_id: int) -> Message | None:
    """The author's message that may perhaps be taken back."""
    rows = SentAnswer.objects.filter(message_id=message_id, message__author=author, undo_until__isnull=False)
    sent = rows.select_related("message__ticket").first()
    return sent.message if sent else None


def has_taken_back(ticket: Ticket, author: User) -> bool:
    """The person has taken back what they had sent about this ticket: a button that offers it still comes too late."""
    return ticket.history.filter(action__in=TAKEN_BACK, actor=author).exists()


def seconds_left(message: Message) -> int:
    """How long the message that was just sent can be taken back, in seconds; 0 when it leaves at once."""
    until = SentAnswer.objects.filter(message=message).values_list("undo_until", flat=True).first()
    return max(0, round((until - clock.now()).total_seconds())) if until else 0


def _require_undisturbed(ticket: Ticket, sent: SentAnswer, by: User) -> None:
    if sent.message.ticket_id != ticket.pk or ticket.owner_id != by.pk or ticket.state not in UNDISTURBED:
        raise Refused(_("The ticket has gone on in the meantime. The answer cannot be taken back any more."))
    if Draft.objects.filter(ticket=ticket, author=by, kind=sent.kind).exists():
        raise Refused(_("You have begun another answer. Throw it away first, then take this one back."))


def _as_before(ticket: Ticket, sent: SentAnswer, *, final: bool) -> None:
    """On the author's desk; a ticket that had waited for others outside before still does."""
    before = sent.draft.get("state", TicketState.ASSIGNED)
    waits = before == ticket.state and ticket.state in WAITS.values() and open_inquiries(ticket).exists()
    if not waits and (final or ticket.state != TicketState.ASSIGNED):
        change_state(ticket, TicketState.ASSIGNED, closing_code=None, delivery_failed=_had_failed(sent))
    else:
        save_changes(ticket, delivery_failed=_had_failed(sent))


def _draft_again(ticket: Ticket, message: Message, sent: SentAnswer, by: User, *, closes: bool) -> Draft:
    """With the closing code that was chosen, which the ticket has until it is as before."""
    kept = dict(sent.draft)
    if closes and ticket.closing_code_id:
        kept["options"] = {**kept.get("options", {}), CLOSING_CODE: ticket.closing_code_id}
    said = {name: getattr(message, name) for name in ("to", "cc", "bcc", "subject")}
    draft = Draft.objects.create(
        ticket=ticket,
        author=by,
        changed_at=clock.now(),
        **{name: getattr(sent, name) for name in COPIED},
        **said | {name: kept[name] for name in (*KEPT, *SENT_OTHERWISE) if name in kept},
    )
    DraftFile.objects.bulk_create(
        DraftFile(tenant_id=draft.tenant_id, lent_to_id=draft.lent_to_id, draft=draft, **file)
        for file in kept.get("files", [])
    )
    return draft


def _withdraw(message: Message) -> bool:
    """Taken out of its queue; True where the ticket was to be closed once it is out."""
    if message.channel == MessageChannel.LETTER:
        closes = any(letter.final for letter in OutgoingLetter.objects.filter(message=message))
        withdraw_letter(message)
        return closes
    return any(mail.final for mail in withdraw_unsent(message))


def _had_failed(sent: SentAnswer) -> bool:
    return bool(sent.draft.get("delivery_failed", False))


def _forget(message: Message, sent: SentAnswer) -> None:
    """In this order the keys between them hold. A draft that quotes the message quotes nothing any more."""
    Draft.objects.filter(quoted=message).update(quoted=None)
    QualitySample.objects.filter(message=message).delete()
    Clearance.objects.filter(message=message).update(message=None)
    sent.delete()
    Attachment.objects.filter(message=message).delete()
    message.delete()
