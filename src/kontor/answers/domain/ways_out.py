"""How a draft of each kind is looked at and goes out: to the customer as an answer, or to people outside."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.answers.domain import outside_writing, send
from kontor.answers.domain.by_letter import is_letter, letter_body
from kontor.answers.domain.forward import dispatch_forward, forward_sender
from kontor.answers.domain.guard import Case, Finding, findings_of
from kontor.answers.domain.inquire import dispatch_inquiry, inquiry_sender
from kontor.answers.domain.outside_drafts import letter_of
from kontor.answers.domain.writing import Written, is_rich, write
from kontor.answers.enums import OUTSIDE_DRAFTS, DraftKind
from kontor.answers.models import Draft, DraftFile
from kontor.channels.models import MailAccount
from kontor.org.models import ClosingCode
from kontor.people.models import User
from kontor.tickets.domain.messages import NewFile
from kontor.tickets.models import Message, Ticket
from kontor.tickets.preferences import ticket_chain


def goes_outside(draft: Draft) -> bool:
    return draft.kind in OUTSIDE_DRAFTS


def account_of(ticket: Ticket, draft: Draft) -> MailAccount | None:
    """As whom it goes out; None for a letter. Refused where there is no account."""
    if is_letter(draft):
        return None
    if draft.kind == DraftKind.INQUIRY:
        return inquiry_sender(ticket).account
    return (forward_sender(ticket) if draft.kind == DraftKind.FORWARD else send.sender_for(ticket, draft)).account


def require_complete(ticket: Ticket, draft: Draft) -> None:
    """Refused when something is missing that every mail of the kind has."""
    if goes_outside(draft):
        outside_writing.require_complete(ticket, letter_of(draft))
    else:
        send.require_complete(ticket, draft)


def what_is_found(ticket: Ticket, draft: Draft) -> list[Finding]:
    """What the send guard says of the draft as it is now."""
    return findings_of(Case(ticket, draft, account_of(ticket, draft)), ticket_chain(ticket))


def dispatch(
    ticket: Ticket,
    draft: Draft,
    *,
    final: bool,
    closing_code: ClosingCode | None,
    released_by: User,
    findings: list[Finding],
) -> Message:
    """The locked, complete draft of the locked ticket goes as its author's message, released by somebody else."""
    if draft.kind == DraftKind.INQUIRY:
        asked: Message = dispatch_inquiry(ticket, draft, findings=findings, released_by=released_by).message
        return asked
    if draft.kind == DraftKind.FORWARD:
        return dispatch_forward(
            ticket, draft, findings=findings, closing=final, closing_code=closing_code, released_by=released_by
        )
    return send.dispatch(
        ticket, draft, final=final, closing_code=closing_code, released_by=released_by, findings=findings
    )


def written(ticket: Ticket, draft: Draft) -> Written:
    """The mail as it goes; of a letter its words and pictures."""
    if is_letter(draft):
        html, pictures = letter_body(draft)
        return Written(html, draft.text, tuple(pictures))
    if not goes_outside(draft):
        return write(draft, ticket=ticket)
    letter = letter_of(draft)
    design = outside_writing.dressed(ticket, letter, author=draft.author)
    carried = (*letter.files, *outside_writing.pictures_of(design))
    return Written(design.html, design.text, carried, design.missing)


def is_formatted(draft: Draft) -> bool:
    """Mails to people outside always wear the tenant's design."""
    return goes_outside(draft) or is_rich(draft)


def attached(draft: Draft) -> Sequence[DraftFile | NewFile]:
    """The files that go along, without the pictures in the text."""
    files = letter_of(draft).files if goes_outside(draft) else draft.files.all()
    return [file for file in files if not file.inline]
