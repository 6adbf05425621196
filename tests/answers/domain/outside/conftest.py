"""A ticket on its desk, the accounts for people outside, and what is sent through them."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.answers.domain.inquire import send_inquiry
from kontor.answers.domain.outside_drafts import open_outside_draft
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import HistoryEntry, Inquiry, Ticket
from tests.factories.channels import make_account
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope

EXPERT = ["Elke Elektrik", "elke@experts.example"]


@pytest.fixture
def mine(billing: Category, customer: Any, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna, subject="Zähler defekt")


@pytest.fixture
def asking(nordlicht: Tenant) -> MailAccount:
    return make_account(nordlicht, "rueckfrage@nordlicht.example", kind=AccountKind.SECOND_LEVEL)


@pytest.fixture
def forwarding(nordlicht: Tenant) -> MailAccount:
    return make_account(nordlicht, "weiterleitung@nordlicht.example", kind=AccountKind.REPLY)


def outside_draft(ticket: Ticket, kind: DraftKind, by: User, **values: Any) -> Draft:
    """Begun as the editor begins it, and addressed to the expert."""
    with in_scope(ticket.tenant_id):
        draft = open_outside_draft(ticket, kind, author=by)
        for name, value in {"to": [EXPERT], **values}.items():
            setattr(draft, name, value)
        draft.save()
        return draft


def asked(ticket: Ticket, by: User, **values: Any) -> Inquiry:
    hours = values.pop("remind_after", None)
    with in_scope(ticket.tenant_id):
        sent = send_inquiry(outside_draft(ticket, DraftKind.INQUIRY, by, **values), remind_after=hours, by=by)
    assert isinstance(sent, Inquiry)
    return sent


def steps_of(ticket: Ticket) -> list[str]:
    return [entry.action for entry in HistoryEntry.objects.filter(ticket=ticket).order_by("id")]
