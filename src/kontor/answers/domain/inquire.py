"""Asking outside (externe Rückfrage): the mail goes out, and the ticket waits for its answer."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.guard import Case, Finding, findings_of, require_passed
from kontor.answers.domain.outside_drafts import letter_of, locked_outside_draft
from kontor.answers.domain.outside_writing import Letter, dressed, require_complete, require_filled, write_letter
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.channels.domain.system_accounts import SystemSender, system_sender
from kontor.channels.enums import AccountKind
from kontor.kernel.errors import Refused
from kontor.outbox.domain.queueing import queue_mail
from kontor.people.models import User
from kontor.texts.domain.rendering import Dressed
from kontor.tickets.domain.inquiries import open_inquiry
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import InquiryKind, MessageKind, TicketState
from kontor.tickets.models import Inquiry, Ticket
from kontor.tickets.preferences import REMIND_INQUIRIES_AFTER, ticket_chain


def inquiry_sender(ticket: Ticket) -> SystemSender:
    """Through which account an inquiry goes out, where its answer comes back to, and why."""
    return system_sender(ticket.tenant_id, AccountKind.SECOND_LEVEL, incoming_id=ticket.account_id)


@transaction.atomic(savepoint=False)
def send_inquiry(draft: Draft, *, remind_after: int | None = None, by: User) -> Inquiry:
    """Ask outside. The ticket waits on its owner's account until an answer comes or they take it back.

    ``remind_after`` hours; None takes what the settings say. Further ones may be sent while the first is open.
    Refused when the ticket is not the author's, for a letter that is not complete, and when the send guard stops it.
    The message brings along what the guard said and did not stop.
    """
    assert draft.ticket is not None
    ticket = lock(draft.ticket)
    draft = locked_outside_draft(draft, DraftKind.INQUIRY, by=by)
    if ticket.owner_id != by.pk or ticket.state not in (TicketState.ASSIGNED, TicketState.EXTERNAL_INQUIRED):
        raise Refused(_("This ticket is not on your desk any more. Your draft is kept."))
    letter, sender = letter_of(draft), inquiry_sender(ticket)
    findings = require_guarded(ticket, draft, letter, sender)
    design = require_dressed(ticket, letter, author=by)
    message = write_letter(ticket, MessageKind.INQUIRY, letter, sender.account, author=by, design=design)
    queue_mail(message, account=sender.account, reply_account=sender.reply_account, final=False)
    hours = REMIND_INQUIRIES_AFTER.get(*ticket_chain(ticket)) if remind_after is None else remind_after
    inquiry = open_inquiry(ticket, message, kind=InquiryKind.INQUIRY, remind_after=hours, by=by)
    draft.delete()
    message.findings = findings  # type: ignore[attr-defined]
    return inquiry


def require_guarded(ticket: Ticket, draft: Draft, letter: Letter, sender: SystemSender) -> list[Finding]:
    """What the send guard says and does not stop. Refused when the letter is not complete, or the guard stops it."""
    require_complete(ticket, letter)
    findings = findings_of(Case(ticket, draft, sender.account), ticket_chain(ticket))
    require_passed(findings)
    return findings


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
