"""Answers of people outside: to whoever asked; the answer to a forward goes to the customer and closes the ticket."""

from __future__ import annotations

from kontor.answers.domain.budgets import Claim, Limits, claim_share
from kontor.answers.domain.outside_writing import Letter, dressed, paragraphs, subject_about, too_large, write_letter
from kontor.answers.domain.send import sender_for
from kontor.answers.domain.suggest import latest_from_customer
from kontor.channels.domain.own_addresses import addresses_of_ours
from kontor.channels.models import MailAccount
from kontor.customers.domain.queries import undeliverable_addresses
from kontor.kernel.errors import Refused
from kontor.kernel.text import normalize_email
from kontor.outbox.domain.queueing import queue_mail
from kontor.preferences.domain.system import system_values
from kontor.texts.domain.choosing import choose_template
from kontor.texts.domain.rendering import Dressed
from kontor.texts.enums import TemplateKind
from kontor.tickets.domain.deadlines import answered
from kontor.tickets.domain.history import record
from kontor.tickets.domain.inquiries import accept_answer, settle_as_passed_on
from kontor.tickets.domain.messages import NewFile
from kontor.tickets.domain.notices import notify_person
from kontor.tickets.domain.parties import takes_part
from kontor.tickets.domain.states import change_state
from kontor.tickets.enums import InquiryKind, InquiryState, MessageKind, NoticeKind, TicketState
from kontor.tickets.models import Inquiry, Message, Ticket


def take_answer(ticket: Ticket, inquiry: Inquiry | None, message: Message, *, said: str, doubt: str) -> None:
    """The ticket is locked and holds the answer. ``said`` is what its sender wrote, without what they quote.

    The answer to an inquiry goes to whoever asked. The answer to an open forward goes on to the customer, unless
    something speaks against it (``doubt``: what was seen in the mail itself); then it goes to people, and the history
    says why. What comes when nobody waits is noted, and nothing is sent.
    """
    if inquiry is None or inquiry.kind != InquiryKind.FORWARD or inquiry.state != InquiryState.OPEN:
        accept_answer(ticket, inquiry, message)
        return
    sender = message.from_name or message.from_address
    why = doubt or _pass_on(ticket, inquiry, message, said)
    if why:
        record(ticket, "answer_not_passed_on", by=None, sender=sender, why=why)
        accept_answer(ticket, inquiry, message)


def _pass_on(ticket: Ticket, inquiry: Inquiry, answer: Message, said: str) -> str:
    """Send it on; returns why not, a code of ``automatic_reasons``. Only what nothing else stops uses up a budget."""
    if ticket.state != TicketState.EXTERNAL_FORWARDED:
        return "ticket_elsewhere"
    latest = latest_from_customer(ticket)
    to = _customer(ticket, latest)
    why = _no_way_to(ticket, to, latest)
    if why or not to:
        return why or "no_address"
    if not said.strip():
        return "answer_empty"
    letter = _letter(ticket, to, answer, said)
    if too_large(ticket, letter.files):
        return "files_too_large"
    account = _account(ticket)
    if account is None:
        return "no_sender"
    design = dressed(ticket, letter, author=inquiry.asked_by)
    if design.missing:
        return "design_incomplete"
    limits = Limits.of(system_values(), ticket.tenant)
    why = claim_share(Claim(ticket.tenant_id, to[1], ticket.pk, stranger=False), limits)
    if not why:
        _send(ticket, inquiry, answer, letter, account, design, latest)
    return why


def _send(
    ticket: Ticket,
    inquiry: Inquiry,
    answer: Message,
    letter: Letter,
    account: MailAccount,
    design: Dressed,
    latest: Message | None,
) -> None:
    message = write_letter(ticket, MessageKind.REPLY, letter, account, author=None, answers=latest, design=design)
    queue_mail(message, account=account, final=True)
    settle_as_passed_on(inquiry, answer)
    change_state(ticket, TicketState.SENDING, unread=False, delivery_failed=False)
    answered(ticket, message)
    sender = answer.from_name or answer.from_address
    record(ticket, "answer_passed_on", by=None, sender=sender)
    if inquiry.asked_by_id:
        notify_person(
            inquiry.asked_by_id,
            NoticeKind.INQUIRY_ANSWERED,
            ticket=ticket,
            sentence="answer_passed_on",
            sender=sender,
        )


def _customer(ticket: Ticket, latest: Message | None) -> list[str] | None:
    """Name and address that the customer's latest mail is answered to, else the contact's first address."""
    if latest and (latest.reply_to or latest.from_address):
        return [latest.from_name, latest.reply_to or latest.from_address]
    address = ticket.customer.addresses.filter(kind="email").first() if ticket.customer else None
    return [ticket.customer.name, address.value] if ticket.customer and address else None


def _no_way_to(ticket: Ticket, to: list[str] | None, latest: Message | None) -> str:
    address = normalize_email(to[1]) if to else ""
    if not address:
        return "no_address"
    if address in addresses_of_ours({address}):
        return "own_address"
    if latest and latest.reply_to and not takes_part(ticket, address):
        return "address_unknown"
    return "undeliverable" if undeliverable_addresses({address}, [ticket.tenant_id]) else ""


def _letter(ticket: Ticket, to: list[str], answer: Message, said: str) -> Letter:
    """The answer's own words and files, in the design of the category's reply."""
    language = ticket.language or ticket.tenant.language
    choice = choose_template(ticket.category, TemplateKind.REPLY, language=language, otherwise=ticket.tenant.language)
    files = [
        NewFile(file.filename, file.content_type, blob=file.blob)
        for file in answer.attachments.filter(inline=False).select_related("blob").defer("blob__data")
    ]
    return Letter(
        to=[to],
        subject=subject_about(ticket, prefix="Re: "),
        html=paragraphs(said),
        language=language,
        template=choice.template if choice else None,
        files=files,
    )


def _account(ticket: Ticket) -> MailAccount | None:
    try:
        return sender_for(ticket).account
    except Refused:
        return None
