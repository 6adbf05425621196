"""The tickets of the last weeks, as if they had come in and been worked on. Always the same ones."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from kontor.customers.domain.recognition import customer_for_email
from kontor.demo.content import mails
from kontor.demo.content.mails import DemoMail
from kontor.demo.content.organization import CUSTOMERS
from kontor.demo.organization import Built
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.tenants.scope import scope
from kontor.tickets.domain.deadlines import answered, state_changed
from kontor.tickets.domain.history import record
from kontor.tickets.domain.messages import NewMessage, write_message
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Note, Ticket

SHARE_CLOSED, SHARE_ON_DESK = 0.55, 0.06
LAST = timedelta(days=24)


def write_tickets(built: Built, how_many: int) -> None:
    """More than half of them are closed, some lie on desks, the others wait; the oldest first."""
    chance = random.Random(built.plan.code)
    texts = mails.NORDLICHT if built.plan.code == "NV" else mails.ALPINA
    now = clock.now()
    moments = sorted(now - LAST * chance.random() ** 1.6 for _ in range(how_many))
    for moment in moments:
        with scope(built.tenant.pk):
            ticket = _write(built, chance.choice(texts), moment, chance)
            _work_on(built, ticket, moment, chance)


def _write(built: Built, mail: DemoMail, moment: datetime, chance: random.Random) -> Ticket:
    english = mail.language == "en"
    name, address = chance.choice([one for one in CUSTOMERS if one[1].endswith("mailbox.example") == english])
    values = {
        "n": f"{chance.randint(80, 99)}-{chance.randint(10000, 99999)}",
        "item": chance.choice(mails.ITEMS_EN if english else mails.ITEMS_DE),
        "day": chance.choice(mails.DAYS_EN if english else mails.DAYS_DE),
        "name": name,
    }
    text, subject = mail.text.format(**values), mail.subject.format(**values)
    customer = customer_for_email(address, name=name, tenant_id=built.tenant.pk, language=mail.language)
    ticket, _message = open_ticket(
        category=_category(built, f"{subject} {text}"),
        customer=customer,
        subject=subject,
        account=built.account,
        message=NewMessage(
            direction=Direction.IN,
            kind=MessageKind.CUSTOMER,
            at=moment,
            from_name=name,
            from_address=address,
            to=[[built.plan.name, built.plan.address]],
            subject=subject,
            text=text,
            message_id=f"<demo.{chance.getrandbits(64):x}@{address.rpartition('@')[2]}>",
        ),
        received_at=moment,
        language=mail.language,
        by=None,
    )
    return ticket


def _category(built: Built, text: str) -> Category:
    for plan in built.plan.categories:
        if any(word.casefold() in text.casefold() for word in plan.words):
            return built.categories[plan.name]
    return built.categories[built.plan.fallback]


def _work_on(built: Built, ticket: Ticket, moment: datetime, chance: random.Random) -> None:
    dice, agent = chance.random(), chance.choice(built.people)
    age = clock.now() - moment
    if dice < SHARE_CLOSED and age > timedelta(days=1):
        _close(built, ticket, moment + min(age, timedelta(hours=chance.randint(1, 30))) * 0.8, chance)
    elif dice < SHARE_CLOSED + SHARE_ON_DESK:
        _change(ticket, state=TicketState.ASSIGNED, owner_id=agent.pk, assigned_at=clock.now(), unread=False)
        record(ticket, "taken", by=agent)
        if chance.random() < 0.5:
            Note.objects.create(
                tenant=built.tenant, ticket=ticket, author=agent, text=chance.choice(mails.NOTES), at=clock.now()
            )


def _close(built: Built, ticket: Ticket, at: datetime, chance: random.Random) -> None:
    agent = chance.choice(built.people)
    customer = ticket.customer
    assert customer is not None
    address = customer.addresses.first()
    text = mails.ANSWERS[ticket.language or "de"].format(name=customer.name, n=ticket.subject, agent=agent.name)
    message = write_message(
        ticket,
        NewMessage(
            direction=Direction.OUT,
            kind=MessageKind.REPLY,
            at=at,
            author=agent,
            from_name=built.plan.sender_name,
            from_address=built.plan.address,
            to=[[customer.name, address.value if address else ""]],
            subject=f"Re: {ticket.subject}",
            text=text,
        ),
    )
    answered(ticket, message)
    record(ticket, "answered", by=agent)
    ticket.state, ticket.closed_at = TicketState.CLOSED, at
    ended = state_changed(ticket, None)
    _change(ticket, state=ticket.state, closed_at=at, last_owner_id=agent.pk, unread=False, changed_at=at, **ended)


def _change(ticket: Ticket, **values: object) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(**values)
