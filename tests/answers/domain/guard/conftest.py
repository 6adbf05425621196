"""An answer as the send guard looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kontor.answers.domain.drafts import open_draft
from kontor.answers.domain.guard import Case, Finding, findings_of
from kontor.answers.domain.send import sender_for
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.spelling.preferences import BEFORE_SENDING
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from kontor.tickets.preferences import ticket_chain
from tests.factories.answers import prefer
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope

IBAN = "DE89 3704 0044 0532 0130 00"

NOTE = "Der Kunde ist schwierig und bekommt keine Kulanz mehr von uns."

Look = Callable[..., list[Finding]]


@pytest.fixture
def mine(
    nordlicht: Tenant, billing: Category, customer: Customer, nordlicht_account: MailAccount, anna: User
) -> Ticket:
    prefer(nordlicht, BEFORE_SENDING, "off")
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna, language="de")


@pytest.fixture
def draft(mine: Ticket, anna: User) -> Draft:
    with in_scope(mine.tenant_id):
        draft = open_draft(mine, author=anna)
    return with_values(draft, to=[["Käthe Kunde", "kaethe@post.example"]], cc=[], subject="Re: x", text="Gern.")


@pytest.fixture
def look(draft: Draft, mine: Ticket) -> Look:
    """``look(text=…)``: what is found in a draft with these values."""

    def run(**values: Any) -> list[Finding]:
        changed = with_values(draft, **values)
        with in_scope(mine.tenant_id):
            ticket = Ticket.objects.select_related("tenant", "category", "customer").get(pk=mine.pk)
            case = Case(ticket, changed, sender_for(ticket, changed).account)
            return findings_of(case, ticket_chain(ticket))

    return run


def with_values(draft: Draft, **values: Any) -> Draft:
    values.setdefault("rich", False)
    with in_scope(draft.tenant_id):
        Draft.objects.filter(pk=draft.pk).update(**values)
        return Draft.objects.get(pk=draft.pk)


def said(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.code, str(finding.grade), finding.remark.place) for finding in findings]
