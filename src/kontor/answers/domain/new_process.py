"""A new process: we write first. A draft without a ticket, and the ticket that it becomes when it is sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.begun import note_draft
from kontor.answers.domain.by_letter import is_letter
from kontor.answers.domain.draft_files import attach_files_of_template
from kontor.answers.domain.drafts import Conflict, DraftValues, write_values
from kontor.answers.domain.own_drafts import locked_draft
from kontor.answers.domain.readdressing import note_recipients
from kontor.answers.domain.reply_channel import answer_by_letter
from kontor.answers.domain.reply_language import language_for
from kontor.answers.domain.send import may_choose_sender, send_answer
from kontor.answers.domain.starting_text import About, suggested_text
from kontor.answers.domain.switching import begun_with
from kontor.answers.enums import DraftKind
from kontor.answers.models import Clearance, Draft
from kontor.answers.preferences import LAST_CATEGORY
from kontor.channels.domain.choice import Sender, resolve_sender
from kontor.channels.enums import Channel
from kontor.channels.models import MailAccount
from kontor.customers.domain.queries import one_by_address
from kontor.customers.domain.recognition import customer_for_email
from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import can_be_written_to, one_line, shorten
from kontor.org.models import Category, ClosingCode
from kontor.people.models import User
from kontor.preferences.types import Holder
from kontor.texts.enums import TemplateKind
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.enums import TicketKind
from kontor.tickets.models import Message, Ticket

NUMBERS = ("ticket.number", "process.number")
"""Placeholders that have no value before the ticket is there."""


@dataclass(frozen=True)
class Begun:
    """What became of a new process: its ticket, and the message, or what waits for release."""

    ticket: Ticket
    sent: Message | Clearance


def categories_for_new(category_ids: Collection[int]) -> list[Category]:
    """Those of the categories in which new processes may be begun, in the order of tenant and name."""
    rows = Category.objects.living().filter(pk__in=category_ids, allowed_for_new_processes=True, answer_allowed=True)
    return list(rows.select_related("tenant", "main_category").order_by("tenant__sort_key", "sort_key"))


def last_category(person: User) -> int:
    """The category in which the person began a new process last; 0 when there was none."""
    return LAST_CATEGORY.get(cast(Holder, person))


@transaction.atomic(savepoint=False)
def remember_category(person: User, category: Category) -> None:
    """The next new process begins with this category."""
    row = User.objects.select_for_update().get(pk=person.pk)
    LAST_CATEGORY.set_on(cast(Holder, row), category.pk)
    row.save(update_fields=["preferences"])
    person.preferences = row.preferences


@transaction.atomic(savepoint=False)
def begin_process(category: Category, *, author: User, to: list[list[str]], customer: Customer | None = None) -> Draft:
    """A draft with the text of the template for new processes, in the language of who is written to.

    Each call begins a further one. Refused for a category in which no new process may be begun.
    """
    require_allowed(category)
    customer = customer or (one_by_address(to[0][1], category.tenant_id) if to else None)
    about = About(category.tenant, category, author, None, customer, to)
    text = suggested_text(about, TemplateKind.NEW, language=language_for(customer, category.tenant).code)
    draft = Draft.objects.create(
        tenant_id=category.tenant_id,
        category=category,
        customer=customer,
        author=author,
        kind=DraftKind.NEW,
        to=to,
        subject=text.subject[:400],
        html=text.html,
        text=text.text,
        baseline=text.html,
        template=text.template,
        language=text.language,
        options=begun_with(category, text),
        changed_at=clock.now(),
    )
    attach_files_of_template(draft, draft.template)
    return draft


@transaction.atomic(savepoint=False)
def begin_letter(category: Category, *, author: User, customer: Customer) -> Draft:
    """The same as a letter to the address that the customer's letters go to; an e-mail address is not needed.

    Refused where letters are not offered for the customer.
    """
    address = customer.addresses.filter(kind=AddressKind.EMAIL).order_by("id").first()
    to = [[customer.name, address.value]] if address else []
    return answer_by_letter(begin_process(category, author=author, to=to, customer=customer), by=author)


def require_allowed(category: Category) -> None:
    """Refused for a category in which no new process may be begun."""
    if category.deleted_at or not category.allowed_for_new_processes or not category.answer_allowed:
        raise Refused(_("No new process may be begun in the category “%(name)s”.") % {"name": category.name})


@transaction.atomic(savepoint=False)
def save_process(
    draft: Draft, values: DraftValues, *, category: Category, process: Ticket | None, version: int, by: User
) -> Draft:
    """Keep what was typed, the category and the process it will belong to. Raises Conflict as ``save_draft``.

    Another category of the tenant changes neither template nor text; of another recipient ``readdress`` knows the rest.
    A letter stays the customer's whose address it has.
    """
    row = locked_draft(draft, by=by, kind=DraftKind.NEW)
    if row.version != version:
        raise Conflict(row)
    require_allowed(category)
    if values.account and values.account not in sender_of_process(row).choosable():
        raise Refused(_("New processes cannot be sent from “%(name)s”.") % {"name": values.account.name})
    row.category, row.process = category, process
    if not is_letter(row):
        note_recipients(row, values.to)
    write_values(row, values)
    return row


def sender_of_process(draft: Draft) -> Sender:
    """As whom the new process would be sent, why, and what may be chosen instead, if the settings allow it."""
    named: MailAccount | None = draft.template.sender if draft.template else None
    resolve = partial(resolve_sender, draft.tenant_id, incoming_id=None, template=named)
    sender = resolve(chosen=draft.account)
    if not sender.others or may_choose_sender(cast(Category, draft.category).tenant, draft):
        return sender
    return replace(resolve(), others=[])


@transaction.atomic(savepoint=False)
def send_process(draft: Draft, *, final: bool, closing_code: ClosingCode | None = None, by: User) -> Begun:
    """Open the ticket on the author's desk, with its number in subject and text, and send the draft as its answer.

    ``final`` closes the ticket once the mail or letter is out. Whatever stops an answer stops this too, and then there
    is no ticket. Refused without a subject or a recipient.
    """
    draft = locked_draft(draft, by=by, kind=DraftKind.NEW)
    category = _category(draft)
    _require_sendable(draft)
    account = None if is_letter(draft) else sender_of_process(draft).account
    ticket = _opened(draft, category, customer=_customer(draft), account=account, by=by)
    draft_id = draft.pk
    sent = send_answer(draft, final=final, closing_code=closing_code, by=by)
    if isinstance(sent, Message):
        note_draft(sent, draft_id)
    return Begun(ticket, sent)


@transaction.atomic(savepoint=False)
def keep_process(draft: Draft, *, by: User) -> Ticket:
    """Open the ticket on the author's desk and send nothing: what is written goes on as the draft of its answer.

    Nobody need be written to yet. Refused without a subject.
    """
    draft = locked_draft(draft, by=by, kind=DraftKind.NEW)
    category = _category(draft)
    _require_subject(draft)
    is_addressed = bool(draft.to) and can_be_written_to(draft.to[0][1])
    customer = _customer(draft) if is_letter(draft) or is_addressed else cast("Customer | None", draft.customer)
    return _opened(draft, category, customer=customer, account=None, by=by)


def _category(draft: Draft) -> Category:
    category = Category.objects.select_related("tenant").get(pk=draft.category_id or 0)
    require_allowed(category)
    return category


def _opened(
    draft: Draft, category: Category, *, customer: Customer | None, account: MailAccount | None, by: User
) -> Ticket:
    ticket, _none = open_ticket(
        category=category,
        customer=customer,
        subject=draft.subject,
        account=account,
        kind=TicketKind.PROCESS,
        channel=Channel.LETTER if is_letter(draft) else Channel.MAIL,
        language=draft.language,
        process=_root(draft.process),
        owner=by,
        by=by,
    )
    _belong(draft, ticket)
    return ticket


def with_number(text: str, ticket: Ticket) -> str:
    """The text with the numbers of the ticket and its process where placeholders for them were left."""
    process = ticket.process or ticket
    for name, number in zip(NUMBERS, (ticket.number, process.number), strict=True):
        place = f"${{{name}}}"
        text = text.replace(f'<mark data-missing="{name}">{place}</mark>', place)
        text = text.replace(place, format_number(number))
    return text


def _require_subject(draft: Draft) -> None:
    if not draft.subject.strip():
        raise Refused(_("The new process has no subject."))


def _require_sendable(draft: Draft) -> None:
    _require_subject(draft)
    if is_letter(draft):
        return
    if not draft.to:
        raise Refused(_("The answer has no recipient."), about="to")
    if not can_be_written_to(draft.to[0][1]):
        raise Refused(_("“%(address)s” is not an e-mail address.") % {"address": draft.to[0][1]})


def _customer(draft: Draft) -> Customer | None:
    """Who gets the letter; who has the first address, else somebody new."""
    if is_letter(draft):
        return cast("Customer | None", draft.customer)
    name, address = draft.to[0]
    return customer_for_email(address, name=name, tenant_id=draft.tenant_id)


def _root(ticket: Ticket | None) -> Ticket | None:
    return ticket.process or ticket if ticket else None


def _belong(draft: Draft, ticket: Ticket) -> None:
    """From now on it is an answer to the ticket: whoever takes it back finds it there."""
    draft.ticket, draft.kind = ticket, DraftKind.REPLY
    number = one_line(format_number(ticket.number))
    subject = shorten(with_number(draft.subject, ticket), 380)
    draft.subject = subject if number in subject else f"{subject} [#{number}]"
    draft.html, draft.text = with_number(draft.html, ticket), with_number(draft.text, ticket)
    draft.save(update_fields=["ticket", "kind", "subject", "html", "text"])
