"""Asking outside (externe Rückfrage): the mail goes out, and the ticket waits for its answer."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.guard import Case, Finding, findings_of, require_passed
from kontor.answers.domain.keeping import keep_how
from kontor.answers.domain.outside_drafts import letter_of, locked_outside_draft
from kontor.answers.domain.outside_writing import Letter, dressed, require_complete, require_filled, write_letter
from kontor.answers.domain.release import ask_release, reasons_for_release
from kontor.answers.domain.suggest import newest_id
from kontor.answers.domain.taking_back import as_kept, undo_until
from kontor.answers.enums import DraftKind
from kontor.answers.models import Clearance, Draft
from kontor.channels.domain.system_accounts import SystemSender, system_sender
from kontor.channels.enums import AccountKind
from kontor.kernel.errors import Refused
from kontor.org.models import ClosingCode
from kontor.outbox.domain.queueing import queue_mail
from kontor.people.models import User
from kontor.texts.domain.rendering import Dressed
from kontor.tickets.domain.inquiries import open_inquiry
from kontor.tickets.domain.states import change_state, lock
from kontor.tickets.enums import InquiryKind, MessageKind, TicketState
from kontor.tickets.models import Inquiry, Ticket
from kontor.tickets.preferences import REMIND_INQUIRIES_AFTER, ticket_chain


def inquiry_sender(ticket: Ticket) -> SystemSender:
    """Through which account an inquiry goes out, where its answer comes back to, and why."""
    return system_sender(ticket.tenant_id, AccountKind.SECOND_LEVEL, incoming_id=ticket.account_id)


@transaction.atomic(savepoint=False)
def send_inquiry(draft: Draft, *, remind_after: int | None = None, by: User) -> Inquiry | Clearance:
    """Ask outside. The ticket waits on its owner's account until an answer comes or they take it back.

    ``remind_after`` hours; None takes what the draft says, else the settings. Further ones may be sent while the first
    is open. Where a rule asks for four eyes nothing is sent: the mail waits for release, and that is what comes back.
    The mail waits for as long as it may be taken back.

    Refused when the ticket is not the author's, for a letter that is not complete, and when the send guard stops it.
    The message brings along what the guard said and did not stop.
    """
    assert draft.ticket is not None
    ticket = lock(draft.ticket)
    draft = locked_outside_draft(draft, DraftKind.INQUIRY, by=by)
    if ticket.owner_id != by.pk or ticket.state not in (TicketState.ASSIGNED, TicketState.EXTERNAL_INQUIRED):
        raise Refused(_("This ticket is not on your desk any more. Your draft is kept."))
    findings = require_guarded(ticket, draft, inquiry_sender(ticket), remind_after=remind_after)
    held = hold_for_release(ticket, draft, findings, final=False)
    return held or dispatch_inquiry(ticket, draft, findings=findings)


def dispatch_inquiry(
    ticket: Ticket, draft: Draft, *, findings: list[Finding], released_by: User | None = None
) -> Inquiry:
    """The locked, complete draft of the locked ticket goes out as its author's question; the draft is gone. One that
    somebody has released leaves at once."""
    by, sender, letter = draft.author, inquiry_sender(ticket), letter_of(draft)
    design = require_dressed(ticket, letter, author=by)
    message = write_letter(ticket, MessageKind.INQUIRY, letter, sender.account, author=by, design=design)
    until = None if released_by else undo_until(ticket_chain(ticket))
    queue_mail(message, account=sender.account, reply_account=sender.reply_account, final=False, at=until)
    kept = as_kept(draft, ticket) if until else {}
    keep_how(draft, message, findings, released_by=released_by, until=until, kept=kept)
    back_from_release(ticket)
    inquiry = open_inquiry(ticket, message, kind=InquiryKind.INQUIRY, remind_after=reminded_after(ticket, draft), by=by)
    draft.delete()
    message.findings = findings  # type: ignore[attr-defined]
    return inquiry


def reminded_after(ticket: Ticket, draft: Draft) -> int:
    """After how many hours whoever gets the draft is reminded."""
    hours: int | None = draft.options.get("remind_hours")
    return REMIND_INQUIRIES_AFTER.get(*ticket_chain(ticket)) if hours is None else hours


def require_guarded(
    ticket: Ticket, draft: Draft, sender: SystemSender, *, remind_after: int | None = None
) -> list[Finding]:
    """What the send guard says and does not stop. Refused when the letter is not complete, or the guard stops it. The
    draft keeps ``remind_after``, and what its author sees now."""
    draft.ticket, draft.seen_message_id = ticket, newest_id(ticket)
    if remind_after is not None:
        draft.options = {**draft.options, "remind_hours": remind_after}
    require_complete(ticket, letter_of(draft))
    findings = findings_of(Case(ticket, draft, sender.account), ticket_chain(ticket))
    require_passed(findings)
    return findings


def hold_for_release(
    ticket: Ticket,
    draft: Draft,
    findings: list[Finding],
    *,
    final: bool,
    closing_code: ClosingCode | None = None,
) -> Clearance | None:
    """The mail waits for release where a rule says so."""
    reasons = reasons_for_release(ticket, draft, findings)
    if not reasons:
        return None
    draft.save(update_fields=["seen_message_id", "options"])
    if ticket.state != TicketState.ASSIGNED:
        change_state(ticket, TicketState.ASSIGNED)
    return ask_release(ticket, draft, reasons, final=final, closing_code=closing_code, by=draft.author)


def back_from_release(ticket: Ticket) -> None:
    """The mail of the locked ticket was released: the ticket goes on from its author's desk."""
    if ticket.state == TicketState.CLEARANCE:
        change_state(ticket, TicketState.ASSIGNED)


def require_dressed(ticket: Ticket, letter: Letter, *, author: User | None) -> Dressed:
    """The letter in the tenant's design. Refused when it is not complete, or the design lacks a value."""
    require_complete(ticket, letter)
    require_filled(letter)
    design = dressed(ticket, letter, author=author)
    if design.missing:
        raise Refused(
            _("The tenant's layout asks for values that are missing: %(names)s.") % {"names": ", ".join(design.missing)}
        )
    return design
