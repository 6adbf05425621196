from __future__ import annotations

from typing import Any

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.clock_of import UNPROMISED
from kontor.tickets.domain.messages import NewMessage, write_message
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.enums import Direction, InquiryKind, MessageKind
from kontor.tickets.models import Inquiry, Message, Note, Ticket
from tests.factories import next_number
from tests.factories.customers import make_customer
from tests.support.scoping import in_scope

WORDS = "Guten Tag, meine Abrechnung stimmt nicht."


def make_ticket(
    category: Category,
    *,
    customer: Customer | None = None,
    subject: str = "",
    text: str = WORDS,
    account: MailAccount | None = None,
    owner: User | None = None,
    **values: Any,
) -> Ticket:
    """A ticket with one message of its customer, opened by the verb: queued, or with its owner.

    Further values (``state``, ``received_at`` …) are written over what the verb has set.
    """
    subject = subject or f"Anliegen {next_number()}"
    tenants = {category.tenant_id, account.tenant_id or 0 if account else category.tenant_id}
    with in_scope(*tenants):
        customer = customer or make_customer(category.tenant)
        message = new_message(customer, subject=subject, text=text)
        ticket, _message = open_ticket(
            category=category,
            customer=customer,
            subject=subject,
            account=account,
            message=message,
            owner=owner,
            by=None,
        )
        if values:
            if "received_at" in values:
                values.setdefault("rank_at", values["received_at"] + UNPROMISED)
            Ticket.objects.filter(pk=ticket.pk).update(**values)
            ticket.refresh_from_db()
    return ticket


def make_message(ticket: Ticket, **values: Any) -> Message:
    """A further message, as a bare row: no state changes, nobody is told."""
    with in_scope(ticket.tenant_id):
        return write_message(ticket, new_message(ticket.customer, subject=ticket.subject, **values))


def make_note(ticket: Ticket, author: User, text: str = "Bitte zuerst anrufen.") -> Note:
    with in_scope(ticket.tenant_id):
        return Note.objects.create(tenant_id=ticket.tenant_id, ticket=ticket, author=author, text=text, at=clock.now())


def make_inquiry(
    ticket: Ticket, asked_by: User | None, *, to: str = "fachfrau@experts.example", **values: Any
) -> Inquiry:
    """An open inquiry with the mail that went out, as bare rows: the state of the ticket does not change."""
    kind = values.setdefault("kind", InquiryKind.INQUIRY)
    with in_scope(ticket.tenant_id):
        sent = NewMessage(
            direction=Direction.OUT,
            kind=MessageKind(kind),
            at=clock.now(),
            author=asked_by,
            to=[["", to]],
            subject=ticket.subject,
            text="Können Sie das klären?",
        )
        return Inquiry.objects.create(
            tenant_id=ticket.tenant_id,
            ticket=ticket,
            asked_by=asked_by,
            message=write_message(ticket, sent),
            to=[["", to]],
            asked_at=clock.now(),
            **values,
        )


def new_message(customer: Customer | None, **values: Any) -> NewMessage:
    """What the customer wrote, before it is a row."""
    address = customer.addresses.first() if customer else None
    values.setdefault("direction", Direction.IN)
    values.setdefault("kind", MessageKind.CUSTOMER)
    values.setdefault("at", clock.now())
    values.setdefault("from_name", customer.name if customer else "")
    values.setdefault("from_address", address.value if address else "unknown@post.example")
    values.setdefault("text", WORDS)
    values.setdefault("message_id", f"<{next_number()}@post.example>")
    return NewMessage(**values)
