"""Forwarding outside (externe Weiterleitung): with closing, or so that the answer goes to the customer by itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.guard import Finding
from kontor.answers.domain.inquire import (
    back_from_release,
    hold_for_release,
    reminded_after,
    require_dressed,
    require_guarded,
)
from kontor.answers.domain.keeping import keep_how
from kontor.answers.domain.outside_drafts import begun_letter, in_template, letter_of, locked_outside_draft
from kontor.answers.domain.outside_writing import Letter, write_letter
from kontor.answers.domain.taking_back import as_kept, undo_until
from kontor.answers.enums import DraftKind
from kontor.answers.models import Clearance, Draft
from kontor.channels.domain.system_accounts import SystemSender, system_sender
from kontor.channels.enums import AccountKind
from kontor.kernel.errors import Refused
from kontor.org.models import ClosingCode
from kontor.outbox.domain.queueing import queue_mail
from kontor.people.models import User
from kontor.texts.domain.placeholders import facts_of
from kontor.texts.domain.rendering import render_body
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.closing import require_closing_code
from kontor.tickets.domain.inquiries import note_closing_forward, open_inquiry
from kontor.tickets.domain.states import change_state, lock
from kontor.tickets.enums import InquiryKind, MessageKind, TicketState
from kontor.tickets.models import Message, Ticket
from kontor.tickets.preferences import REMIND_INQUIRIES_AFTER, ticket_chain


def forward_sender(ticket: Ticket) -> SystemSender:
    """Through which account a forward goes out, where its answer comes back to, and why."""
    return system_sender(ticket.tenant_id, AccountKind.REPLY, incoming_id=ticket.account_id)


@transaction.atomic(savepoint=False)
def send_forward(
    draft: Draft,
    *,
    closing: bool = False,
    closing_code: ClosingCode | None = None,
    remind_after: int | None = None,
    by: User,
) -> Message | Clearance:
    """Forward the draft. Where a rule asks for four eyes nothing is sent: the mail waits for release, and that is what
    comes back. The mail waits for as long as it may be taken back.

    Refused when the ticket is not on the author's desk, when the send guard stops it, and as ``forward``. The message
    brings along what the guard said and did not stop.
    """
    assert draft.ticket is not None
    ticket = lock(draft.ticket)
    draft = locked_outside_draft(draft, DraftKind.FORWARD, by=by)
    if ticket.owner_id != by.pk or ticket.state != TicketState.ASSIGNED:
        raise Refused(_("This ticket is not on your desk any more. Your draft is kept."))
    if closing:
        require_closing_code(ticket, closing_code)
    findings = require_guarded(ticket, draft, forward_sender(ticket), remind_after=remind_after)
    held = hold_for_release(ticket, draft, findings, final=closing, closing_code=closing_code)
    return held or dispatch_forward(ticket, draft, findings=findings, closing=closing, closing_code=closing_code)


def dispatch_forward(
    ticket: Ticket,
    draft: Draft,
    *,
    findings: list[Finding],
    closing: bool,
    closing_code: ClosingCode | None,
    released_by: User | None = None,
) -> Message:
    """The locked, complete draft of the locked ticket goes outside as its author's; the draft is gone. One that
    somebody has released leaves at once."""
    by, until = draft.author, None if released_by else undo_until(ticket_chain(ticket))
    kept = as_kept(draft, ticket) if until else {}
    back_from_release(ticket)
    hours, letter = reminded_after(ticket, draft), letter_of(draft)
    message = _forward(ticket, letter, closing=closing, closing_code=closing_code, remind_after=hours, at=until, by=by)
    keep_how(draft, message, findings, released_by=released_by, until=until, kept=kept)
    draft.delete()
    message.findings = findings  # type: ignore[attr-defined]
    return message


@transaction.atomic(savepoint=False)
def forward(ticket: Ticket, letter: Letter, *, closing: bool, by: User | None) -> Message:
    """Send the letter outside. With ``closing`` the ticket closes once the mail is out, and an answer is only noted.

    Without, the answer comes back to the reply account, goes on to the customer and closes the ticket then. Without
    ``by`` the system forwards: a ticket that nobody has yet. Refused for a letter that is not complete, and when a
    closing code is missing.
    """
    ticket = lock(ticket)
    if closing:
        require_closing_code(ticket, None)
    hours = REMIND_INQUIRIES_AFTER.get(*ticket_chain(ticket))
    return _forward(ticket, letter, closing=closing, closing_code=None, remind_after=hours, at=None, by=by)


def _forward(
    ticket: Ticket,
    letter: Letter,
    *,
    closing: bool,
    closing_code: ClosingCode | None,
    remind_after: int,
    at: datetime | None,
    by: User | None,
) -> Message:
    design = require_dressed(ticket, letter, author=by)
    sender = forward_sender(ticket)
    message = write_letter(ticket, MessageKind.FORWARD, letter, sender.account, author=by, design=design)
    queue_mail(message, account=sender.account, reply_account=sender.reply_account, final=closing, at=at)
    if closing:
        note_closing_forward(ticket, message, by=by)
        change_state(ticket, TicketState.SENDING, unread=False, closing_code=closing_code, delivery_failed=False)
        return message
    open_inquiry(ticket, message, kind=InquiryKind.FORWARD, remind_after=remind_after, by=by)
    return message


def forward_letter(ticket: Ticket, *, to: list[list[str]], template: ReplyTemplate | None = None) -> Letter:
    """The letter of a forward that nobody writes: the template, else the category's, and the customer's mail."""
    letter = begun_letter(ticket, DraftKind.FORWARD, author=None, to=to)
    if template is None:
        return letter
    facts = facts_of(tenant=ticket.tenant, language=letter.language, ticket=ticket, to=to)
    return in_template(ticket, letter, render_body(template, letter.language, facts))
