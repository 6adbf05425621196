"""An answer that goes by letter."""

from __future__ import annotations

from typing import Any, cast

import pytest

from kontor.answers.domain.drafts import DraftValues, open_draft, save_draft
from kontor.answers.domain.reply_channel import answer_by_letter
from kontor.answers.domain.send import send_answer
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.customers.models import Customer, PostalAddress
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Message, Ticket
from tests.factories.answers import prefer
from tests.factories.customers import make_postal_address
from tests.factories.tickets import make_ticket
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

TYPED = DraftValues(
    to=[["Käthe", "kaethe@post.example"]],
    cc=[],
    bcc=[],
    subject="Re: Lieferung fehlt [#2647 109 358]",
    text="",
    html="<p>Guten Tag,</p><p>wir <b>liefern</b> morgen.</p>",
    rich=True,
)


@pytest.fixture
def by_letter(nordlicht: Tenant) -> None:
    letters_on()
    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])


@pytest.fixture
def address(customer: Customer) -> PostalAddress:
    return make_postal_address(customer)


@pytest.fixture
def mine(by_letter: None, billing: Category, customer: Customer, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna)


@pytest.fixture
def draft(mine: Ticket, address: PostalAddress, anna: User) -> Draft:
    """Something typed, to go by letter."""
    with in_scope(mine.tenant_id):
        typed = save_draft(open_draft(mine, author=anna), TYPED, version=1, by=anna)
        return answer_by_letter(typed, by=anna)


def sent_by(draft: Draft, by: User, **values: Any) -> Message:
    with in_scope(draft.tenant_id):
        return cast(Message, send_answer(Draft.objects.get(pk=draft.pk), by=by, **values))


def state_of(ticket: Ticket) -> str:
    with in_scope(ticket.tenant_id):
        return Ticket.objects.get(pk=ticket.pk).state


def letter_row(message: Message) -> OutgoingLetter:
    with in_scope(message.tenant_id):
        return OutgoingLetter.objects.get(message=message)
