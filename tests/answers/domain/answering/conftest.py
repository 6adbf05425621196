"""An answer that is written and sent."""

from __future__ import annotations

import pytest

from kontor.answers.domain.drafts import (
    DraftValues,
    open_draft,
    save_draft,
)
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope

VALUES = DraftValues(to=[["", "kaethe@post.example"]], cc=[], bcc=[], subject="Re: x", text="Gern.")


@pytest.fixture
def mine(billing: Category, customer: object, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna, subject="AW: Zähler")  # type: ignore[arg-type]


@pytest.fixture
def draft(mine: Ticket, anna: User) -> Draft:
    with in_scope(mine.tenant_id):
        return save_draft(open_draft(mine, author=anna), VALUES, version=1, by=anna)
