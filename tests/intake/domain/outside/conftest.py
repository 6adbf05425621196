"""A ticket that waits for people outside, and their answer."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.answers.domain.inquire import send_inquiry
from kontor.answers.domain.outside_drafts import open_outside_draft
from kontor.answers.enums import DraftKind
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import HistoryEntry, Inquiry, Ticket
from tests.factories.channels import make_account
from tests.factories.tickets import make_ticket
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope

ELKE = "Elke Elektrik <elke@experts.example>"

SAID = "Der Zähler war falsch eingebaut."


@pytest.fixture
def asking(nordlicht: Tenant) -> MailAccount:
    return make_account(nordlicht, "rueckfrage@nordlicht.example", kind=AccountKind.SECOND_LEVEL)


@pytest.fixture
def mine(billing: Category, customer: Customer, account: MailAccount, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, account=account, owner=anna, subject="Zähler")


@pytest.fixture
def inquiry(mine: Ticket, asking: MailAccount, anna: User) -> Inquiry:
    """Anna has asked Elke."""
    with in_scope(mine.tenant_id):
        draft = open_outside_draft(mine, DraftKind.INQUIRY, author=anna)
        draft.to = [["Elke Elektrik", "elke@experts.example"]]
        draft.save()
        return send_inquiry(draft, by=anna)


def answer_comes(asked: Inquiry, **more: Any) -> bytes:
    values = {
        "text": SAID,
        "sender": ELKE,
        "to": "rueckfrage@nordlicht.example",
        "In_Reply_To": asked.message.message_id,
    }
    return letter("Re: Zähler", **{**values, **more})


def as_it_is(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.select_related("customer", "owner").get(pk=ticket.pk)


def state_of(asked: Inquiry) -> str:
    with everywhere():
        return Inquiry.objects.get(pk=asked.pk).state


def steps_of(ticket: Ticket) -> list[HistoryEntry]:
    with everywhere():
        return list(HistoryEntry.objects.filter(ticket=ticket).order_by("id"))
