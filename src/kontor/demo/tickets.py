"""The tickets of the last weeks, as if they had come in and been worked on. Always the same ones."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import count

from kontor.channels.models import MailAccount
from kontor.customers.domain.recognition import customer_for_email
from kontor.customers.models import Customer
from kontor.demo.content import mails
from kontor.demo.content.mails import DemoMail
from kontor.demo.content.organization import CUSTOMERS
from kontor.demo.courses import courses
from kontor.demo.organization import Built
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.domain.terms import terms_of
from kontor.tenants.scope import scope
from kontor.tickets.domain.deadlines import answered, state_changed
from kontor.tickets.domain.history import record
from kontor.tickets.domain.messages import NewMessage, write_message
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Note, Ticket

LAID_ASIDE_FIRST = 7
"""What nobody hurries to answer."""


def write_tickets(built: Built, how_many: int) -> None:
    """Most of them are closed, some lie on desks, the others wait; the oldest first.

    On desks and in the queue everybody and everything that customers ask for has its turn.
    """
    chance = random.Random(built.plan.code)
    texts = mails.NORDLICHT if built.plan.code == "NV" else mails.ALPINA
    with scope(built.tenant.pk):
        terms = terms_of(built.tenant)
        assert terms.level and terms.level.first_response, "the demo's companies promise a first answer"
        promised = timedelta(minutes=terms.level.first_response)
        found = courses(how_many, promised=promised, calendar=terms.calendar, now=clock.now(), chance=chance)
        turns = {True: count(), False: count(LAID_ASIDE_FIRST)}
        for course in found:
            turn = chance.randrange(1000) if course.answered else next(turns[course.taken is not None])
            agent = built.people[turn % len(built.people)]
            with clock.as_of(course.came):
                ticket = _write(built, texts[turn % len(texts)], turn + 2 * (turn // len(texts)), chance)
            if course.answered:
                with clock.as_of(course.answered):
                    _close(built, ticket, agent)
            elif course.taken:
                with clock.as_of(course.taken):
                    _take(built, ticket, agent, chance)
        MailAccount.objects.filter(pk=built.account.pk).update(last_mail_at=found[-1].came)


def _write(built: Built, mail: DemoMail, turn: int, chance: random.Random) -> Ticket:
    moment = clock.now()
    english = mail.language == "en"
    writers = [one for one in CUSTOMERS if one[1].endswith("mailbox.example") == english]
    name, address = writers[turn % len(writers)]
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
    Customer.objects.filter(pk=customer.pk, created_at__gt=moment).update(created_at=moment)
    return ticket


def _category(built: Built, text: str) -> Category:
    for plan in built.plan.categories:
        if any(word.casefold() in text.casefold() for word in plan.words):
            return built.categories[plan.name]
    return built.categories[built.plan.fallback]


def _take(built: Built, ticket: Ticket, agent: User, chance: random.Random) -> None:
    at = clock.now()
    _change(ticket, state=TicketState.ASSIGNED, owner_id=agent.pk, assigned_at=at, touched_at=at, unread=False)
    record(ticket, "taken", by=agent)
    if chance.random() < 0.5:
        Note.objects.create(tenant=built.tenant, ticket=ticket, author=agent, text=chance.choice(mails.NOTES), at=at)


def _close(built: Built, ticket: Ticket, agent: User) -> None:
    at = clock.now()
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
