"""Mails to people outside, sent as answers are."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.answers.domain.forward import send_forward
from kontor.answers.domain.inquire import send_inquiry
from kontor.answers.domain.outside_drafts import open_outside_draft
from kontor.answers.enums import DraftKind
from kontor.answers.models import Clearance, Draft
from kontor.answers.preferences import UNDO_SECONDS
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Inquiry, Message, Ticket
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope

EXPERT = ["Elke Elektrik", "elke@experts.example"]

KINDS = pytest.mark.parametrize("kind", [DraftKind.INQUIRY, DraftKind.FORWARD])


@pytest.fixture
def mine(nordlicht: Tenant, billing: Category, customer: Any, nordlicht_account: MailAccount, anna: User) -> Ticket:
    make_account(nordlicht, "rueckfrage@nordlicht.example", kind=AccountKind.SECOND_LEVEL)
    make_account(nordlicht, "weiterleitung@nordlicht.example", kind=AccountKind.REPLY)
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna, subject="Zähler defekt")


@pytest.fixture
def waits_ten_seconds(nordlicht: Tenant) -> None:
    prefer(nordlicht, UNDO_SECONDS, 10)


def outside_draft(ticket: Ticket, kind: DraftKind, by: User, **values: Any) -> Draft:
    with in_scope(ticket.tenant_id):
        draft = open_outside_draft(ticket, kind, author=by)
        for name, value in {"to": [EXPERT], **values}.items():
            setattr(draft, name, value)
        draft.save()
        return draft


def sent_out(draft: Draft, *, by: User, **how: Any) -> Message | Clearance:
    with in_scope(draft.tenant_id):
        draft = Draft.objects.select_related("ticket").get(pk=draft.pk)
        if draft.kind == DraftKind.FORWARD:
            return send_forward(draft, by=by, **how)
        sent = send_inquiry(draft, by=by, **how)
        return sent.message if isinstance(sent, Inquiry) else sent


def row_of(draft: Draft, *, by: User, **how: Any) -> Message:
    message = sent_out(draft, by=by, **how)
    assert isinstance(message, Message)
    return message


def as_it_is(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("owner").get(pk=ticket.pk)
