from __future__ import annotations

from typing import Any

from kontor.customers.models import Customer, PostalAddress
from kontor.kernel import clock
from kontor.letters.domain.queueing import queue_letter
from kontor.letters.models import OutgoingLetter
from kontor.people.models import User
from kontor.tickets.domain.messages import write_message
from kontor.tickets.enums import Direction, MessageChannel, MessageKind
from kontor.tickets.models import Message, Ticket
from tests.factories.tickets import new_message
from tests.support.scoping import in_scope

LINES = ["Käthe Kunde", "Deichweg 3", "20095 Hamburg"]
BODY = "<p>Sehr geehrte Frau Kunde,</p><p>Ihr Anliegen ist erledigt.</p>"


def make_postal_address(customer: Customer, **values: Any) -> PostalAddress:
    """Where the customer's letters go."""
    values = {"name": customer.name, "street": "Deichweg 3", "postcode": "20095", "city": "Hamburg"} | values
    with in_scope(customer.tenant_id):
        return PostalAddress.objects.create(tenant_id=customer.tenant_id, customer=customer, **values)


def make_letter_message(ticket: Ticket, author: User | None, **values: Any) -> Message:
    """An answer by letter as a bare row: nothing is on its way yet."""
    values = {
        "direction": Direction.OUT,
        "kind": MessageKind.REPLY,
        "at": clock.now(),
        "author": author,
        "subject": ticket.subject,
        "text": "Ihr Anliegen ist erledigt.",
        "html": BODY,
    } | values
    with in_scope(ticket.tenant_id):
        message = write_message(ticket, new_message(ticket.customer, **values))
        message.channel, message.postal = MessageChannel.LETTER, LINES
        message.save(update_fields=["channel", "postal"])
        return message


def make_outgoing_letter(ticket: Ticket, author: User | None, **values: Any) -> OutgoingLetter:
    """An answer by letter that waits to be made, with its job. Further values are written over what the verb set."""
    known = {"address": LINES, "country": "DE", "template": None, "postal_address": None}
    asked = {name: values.pop(name, value) for name, value in known.items()}
    more = {name: values.pop(name) for name in ("final", "at") if name in values}
    message = values.pop("message", None) or make_letter_message(ticket, author)
    with in_scope(ticket.tenant_id):
        letter = queue_letter(message, by=author, **asked, **more)
        if values:
            OutgoingLetter.objects.filter(pk=letter.pk).update(**values)
            letter.refresh_from_db()
        return letter
