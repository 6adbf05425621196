"""What a contact has written, or was written, on tickets of others: messages, and mentions among recipients."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast, Lower

from kontor.outbox.models import OutgoingMail
from kontor.privacy.domain.person import Person, is_theirs
from kontor.privacy.domain.rows import erase_found, erase_of_messages
from kontor.privacy.domain.tally import Tally
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import tell
from kontor.tickets.enums import Direction
from kontor.tickets.models import HistoryEntry, Inquiry, Message, Notice, Ticket

PLACES = ("to", "cc", "bcc")


def tickets_elsewhere(person: Person) -> QuerySet[Ticket]:
    """Tickets of other contacts, or of nobody, on which something of this person lies."""
    if not person.mails:
        return Ticket.objects.none()
    rows = Ticket.objects.filter(tenant_id=person.tenant_id).exclude(customer_id=person.customer_id)
    return rows.filter(
        Q(pk__in=_messages(person).values("ticket_id")) | Q(pk__in=_inquiries(person).values("ticket_id"))
    )


def erase_elsewhere(ticket: Ticket, person: Person, tally: Tally) -> None:
    """On a locked ticket of somebody else: messages by the person or to nobody but the person go, and their address
    among the recipients of others. What others wrote stays."""
    theirs = []
    for message in _messages(person).filter(ticket=ticket).order_by("pk"):
        if message.from_address.lower() in person.mails or _goes_to_nobody_else(message, person):
            theirs.append(message.pk)
        else:
            _take_out(message, person, tally)
    erase_of_messages(theirs, tally)
    for inquiry in _inquiries(person).filter(ticket=ticket):
        tally.add("tickets.Inquiry", {"pk": inquiry.pk, "to": inquiry.to})
        inquiry.to = _without(inquiry.to, person)
        inquiry.save(update_fields=["to"])
    _erase_steps(ticket, person, tally)
    record(ticket, "partly_erased", by=None)
    tell(ticket)


def messages_elsewhere(person: Person) -> QuerySet[Message]:
    """On tickets of others: what the person has written, and what was written to the person and to nobody else."""
    rows = _messages(person).exclude(ticket__customer_id=person.customer_id)
    theirs = [
        message.pk
        for message in rows
        if message.from_address.lower() in person.mails or _goes_to_nobody_else(message, person)
    ]
    return Message.objects.filter(pk__in=theirs)


def _messages(person: Person) -> QuerySet[Message]:
    rows = Message.objects.filter(tenant_id=person.tenant_id).annotate(
        writer=Lower("from_address"), answers_to=Lower("reply_to"), **{f"{name}_words": _words(name) for name in PLACES}
    )
    found = Q(writer__in=person.mails) | Q(answers_to__in=person.mails)
    for name in PLACES:
        for mail in person.mails:
            found |= Q(**{f"{name}_words__contains": _quoted(mail)})
    return rows.filter(found)


def _inquiries(person: Person) -> QuerySet[Inquiry]:
    found = Q()
    for mail in person.mails:
        found |= Q(words__contains=_quoted(mail))
    return Inquiry.objects.filter(tenant_id=person.tenant_id).annotate(words=_words("to")).filter(found)


def _words(name: str) -> Lower:
    return Lower(Cast(name, TextField()))


def _quoted(mail: str) -> str:
    """As it stands in the list: a longer address that ends like it is another one."""
    return f'"{mail}"'


def _goes_to_nobody_else(message: Message, person: Person) -> bool:
    if message.direction != Direction.OUT:
        return False
    return not any(_without(getattr(message, name), person) for name in PLACES)


def _take_out(message: Message, person: Person, tally: Tally) -> None:
    before = {name: getattr(message, name) for name in (*PLACES, "reply_to")}
    for name in PLACES:
        setattr(message, name, _without(getattr(message, name), person))
    message.reply_to = "" if message.reply_to.lower() in person.mails else message.reply_to
    message.save(update_fields=[*PLACES, "reply_to"])
    tally.add("tickets.Message", {"pk": message.pk, **before})
    for delivery in OutgoingMail.objects.filter(message=message):
        tally.add("outbox.OutgoingMail", {"pk": delivery.pk, "recipients": delivery.recipients})
        delivery.recipients = _without(delivery.recipients, person)
        for name in ("refused", "delayed", "corrected"):
            setattr(delivery, name, _without_keys(getattr(delivery, name), person))
        delivery.in_flight, delivery.dialogue, delivery.answer, delivery.last_error = [], [], "", ""
        delivery.save()


def _erase_steps(ticket: Ticket, person: Person, tally: Tally) -> None:
    """Steps and notices of the ticket that name the person."""
    found = Q()
    for word in person.words:
        found |= Q(words__contains=word.lower())
    for label, rows in (
        ("tickets.HistoryEntry", HistoryEntry.objects.filter(ticket=ticket)),
        ("tickets.Notice", Notice.objects.filter(ticket=ticket)),
    ):
        ids = rows.annotate(words=_words("details")).filter(found).values_list("pk", flat=True)
        erase_found(label, Q(pk__in=list(ids)), tally)


def _without(entries: list[Any], person: Person) -> list[Any]:
    """Entries are addresses, or [name, address]."""
    return [each for each in entries if not is_theirs(each[-1] if isinstance(each, list) else each, person)]


def _without_keys(entries: dict[str, Any], person: Person) -> dict[str, Any]:
    return {
        key: value
        for key, value in entries.items()
        if not is_theirs(key, person) and not (isinstance(value, str) and is_theirs(value, person))
    }
