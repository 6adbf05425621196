"""Sending an answer: message, history, state, outgoing row and job in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.attached import require_room
from kontor.answers.domain.by_letter import is_letter, letter_message, letter_template, require_letter
from kontor.answers.domain.guard import Case, Finding, findings_of, require_passed
from kontor.answers.domain.keeping import keep_how
from kontor.answers.domain.meanwhile import require_unchanged
from kontor.answers.domain.own_drafts import locked_draft
from kontor.answers.domain.release import ask_release, reasons_for_release
from kontor.answers.domain.sampling import draw_sample
from kontor.answers.domain.suggest import latest_from_customer, newest_id
from kontor.answers.domain.taking_back import as_kept, undo_until
from kontor.answers.domain.writing import outgoing_message, shows_pictures
from kontor.answers.models import Clearance, Draft
from kontor.answers.preferences import CHOOSE_SENDER
from kontor.channels.domain.choice import Sender, resolve_sender
from kontor.kernel.errors import Refused
from kontor.kernel.text import can_be_written_to
from kontor.letters.domain.queueing import queue_letter
from kontor.org.models import ClosingCode
from kontor.outbox.domain.queueing import queue_mail
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.models import SystemValues
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import require_closing_code
from kontor.tickets.domain.deadlines import answered
from kontor.tickets.domain.history import record
from kontor.tickets.domain.messages import write_message
from kontor.tickets.domain.returning import bring_back
from kontor.tickets.domain.states import change_state, lock, save_changes
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import MessageChannel, MessageKind, TicketKind, TicketState
from kontor.tickets.models import Message, Ticket
from kontor.tickets.preferences import ticket_chain


class NewerMessage(Refused):
    """Something new arrived since the editor was opened."""

    def __init__(self) -> None:
        super().__init__(_("A new message arrived while you were writing. Nothing was sent; read it first."))


def sender_for(ticket: Ticket, draft: Draft | None = None) -> Sender:
    """As whom an answer to this ticket would be sent, why, and what may be chosen instead, if the settings allow it.

    For a lent ticket nothing else may: it leaves as the lender's, and a borrower knows none of its accounts.
    """
    named = draft.template.sender if draft and draft.template else None
    chosen = draft.account if draft else None
    resolve = partial(resolve_sender, ticket.tenant_id, incoming_id=ticket.account_id, template=named)
    sender = resolve(chosen=chosen)
    if not sender.others or (may_choose_sender(ticket.tenant, draft) and not ticket.lent_to_id):
        return sender
    return replace(resolve(), others=[])


@transaction.atomic(savepoint=False)
def send_answer(
    draft: Draft, *, final: bool = True, closing_code: ClosingCode | None = None, by: User
) -> Message | Clearance:
    """Send the draft. ``final`` closes the ticket once the mail is out; otherwise it stays on the desk.

    Where a rule asks for four eyes nothing is sent: the answer waits for release, and that is what comes back.
    The mail waits for as long as it may be taken back; one that somebody has released leaves at once.

    Refused when the ticket is not on the author's desk, when its category may not be answered, when there is no
    valid recipient or no text, when its files are too large together, when a closing code is missing, when something
    new arrived (NewerMessage) or somebody else did something to the ticket (ChangedMeanwhile), and when the send guard
    stops it (GuardStopped).
    """
    ticket = lock(draft.ticket)
    draft = locked_draft(draft, by=by)
    _require_sendable(ticket, draft, by)
    findings = what_is_found(ticket, draft)
    require_passed(findings)
    if final:
        require_closing_code(ticket, closing_code)
    if reasons := reasons_for_release(ticket, draft, findings):
        return ask_release(ticket, draft, reasons, final=final, closing_code=closing_code, by=by)
    return dispatch(ticket, draft, final=final, closing_code=closing_code, findings=findings)


def dispatch(
    ticket: Ticket,
    draft: Draft,
    *,
    final: bool,
    closing_code: ClosingCode | None,
    released_by: User | None = None,
    findings: Sequence[Finding] | None = None,
) -> Message:
    """The one way out: the locked, complete draft of the locked ticket goes as its author's message.

    Message, outgoing mail or letter, its state and history, what is kept of how it came to be, a sample if one is
    drawn; the draft is gone. The message brings ``findings`` along: what the send guard said and did not stop.
    """
    by = draft.author
    findings = what_is_found(ticket, draft) if findings is None else findings
    until = None if released_by else undo_until(ticket_chain(ticket))
    put_on_its_way = _by_letter if is_letter(draft) else _by_mail
    message = put_on_its_way(ticket, draft, final=final, at=until, by=by)
    kept = as_kept(draft, ticket) if until else {}
    keep_how(draft, message, findings, released_by=released_by, until=until, kept=kept)
    draw_sample(ticket, message, draft=draft, findings=findings)
    if final:
        change_state(ticket, TicketState.SENDING, unread=False, closing_code=closing_code, delivery_failed=False)
    elif ticket.state == TicketState.CLEARANCE:
        bring_back(ticket, ticket.owner_id, unread=False, delivery_failed=False)
    else:
        save_changes(ticket, unread=False, delivery_failed=False)
    answered(ticket, message)
    record(ticket, "answered" if final else "intermediate", by=by, **_how(ticket, message, draft))
    draft.delete()
    message.findings = findings  # type: ignore[attr-defined]
    return message


def _how(ticket: Ticket, message: Message, draft: Draft) -> dict[str, object]:
    """What its line in the history says besides. The first message of a process answers nobody."""
    how: dict[str, object] = {"channel": MessageChannel.LETTER.value} if is_letter(draft) else {}
    if ticket.kind == TicketKind.PROCESS and not ticket.messages.exclude(pk=message.pk).exists():
        how["first"] = True
    return how


def what_is_found(ticket: Ticket, draft: Draft) -> list[Finding]:
    """What the send guard says of the draft as it is now."""
    account = None if is_letter(draft) else sender_for(ticket, draft).account
    return findings_of(Case(ticket, draft, account), ticket_chain(ticket))


def may_choose_sender(tenant: Tenant, draft: Draft | None) -> bool:
    """A draft read for the editor has brought the installation's values along."""
    read: dict[str, Any] | None = getattr(draft, "system_preferences", None)
    system = system_values() if read is None else SystemValues(preferences=read)
    return CHOOSE_SENDER.get(cast(Holder, system), cast(Holder, tenant))


def _require_sendable(ticket: Ticket, draft: Draft, by: User) -> None:
    if ticket.state != TicketState.ASSIGNED or ticket.owner_id != by.pk:
        raise Refused(_who_has_it(ticket, by))
    require_complete(ticket, draft)
    newest = newest_id(ticket)
    if newest and newest > (draft.seen_message_id or 0):
        raise NewerMessage
    require_unchanged(ticket, draft, by=by)


def _who_has_it(ticket: Ticket, by: User) -> str:
    if ticket.owner is None or ticket.owner == by:
        return _("This ticket is not on your desk any more. Your draft is kept.")
    name = ticket.owner.name
    return _("This ticket is not on your desk any more: %(name)s has it now. Your draft is kept.") % {"name": name}


def require_complete(ticket: Ticket, draft: Draft) -> None:
    """Refused when the category may not be answered, or text, recipient or room are missing."""
    if not ticket.category.answer_allowed:
        raise Refused(_("Tickets of the category “%(name)s” may not be answered.") % {"name": ticket.category.name})
    if not draft.text.strip() and not _says_it_in_pictures(ticket, draft):
        raise Refused(_("The answer is empty."))
    if is_letter(draft):
        require_letter(ticket, draft)
        return
    if not draft.to:
        raise Refused(_("The answer has no recipient."), about="to")
    for _name, address in [*draft.to, *draft.cc, *draft.bcc]:
        if not can_be_written_to(address):
            raise Refused(_("“%(address)s” is not an e-mail address.") % {"address": address})
    require_room(draft)


def _says_it_in_pictures(ticket: Ticket, draft: Draft) -> bool:
    """The account must take them: one for plain text leaves them out."""
    return shows_pictures(draft) and (is_letter(draft) or not sender_for(ticket, draft).account.plain_text)


def _by_mail(ticket: Ticket, draft: Draft, *, final: bool, at: datetime | None, by: User) -> Message:
    kind = MessageKind.REPLY if final else MessageKind.INTERMEDIATE
    sender = sender_for(ticket, draft)
    message = write_message(
        ticket,
        outgoing_message(draft, sender, kind=kind, answers=latest_from_customer(ticket), ticket=ticket),
    )
    message.message_id = make_message_id(ticket.pk, message.pk, sender.account.address.rpartition("@")[2])
    message.save(update_fields=["message_id"])
    queue_mail(message, account=sender.account, final=final, at=at)
    return message


def _by_letter(ticket: Ticket, draft: Draft, *, final: bool, at: datetime | None, by: User) -> Message:
    """It names the lines of its address; the letter is made by the job."""
    kind = MessageKind.REPLY if final else MessageKind.INTERMEDIATE
    message = write_message(ticket, letter_message(ticket, draft, kind=kind))
    assert draft.postal_address is not None
    queue_letter(
        message,
        postal_address=draft.postal_address,
        address=message.postal,
        country=draft.postal_address.country,
        template=letter_template(ticket, draft),
        language=draft.language,
        final=final,
        at=at,
        by=by,
    )
    return message
