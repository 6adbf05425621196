"""What somebody had begun to answer before an absence is read by whoever has the ticket then."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.answers.domain.drafts import open_draft
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.domain.absences import end_absence
from kontor.people.models import Absence, User
from kontor.routing.domain.standing_in import begin_absences
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.people import make_absence
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]
BEGUN = "Begun by Anna Arndt, who is away"


@pytest.fixture
def begun(billing: Category, customer: Customer, nordlicht_account: MailAccount, anna: User) -> Ticket:
    """On Anna's desk, with a draft of hers."""
    ticket = make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna)
    with in_scope(ticket.tenant_id):
        draft = open_draft(ticket, author=anna)
        Draft.objects.filter(pk=draft.pk).update(text="Ihr Zähler\nwird <b>getauscht</b>.")
    return ticket


def test_the_substitute_reads_the_draft_of_who_is_away(
    client_for: ClientFor, begun: Ticket, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser = client_for(bela, nordlicht)
    make_absence(anna, bela, begins=0)
    begin_absences()

    page = browser.get(f"/desk/ticket/{begun.number}/").content.decode()

    assert BEGUN in page
    assert "Ihr Zähler<br>wird &lt;b&gt;getauscht&lt;/b&gt;." in page


def test_once_they_are_back_it_is_theirs_alone(
    client_for: ClientFor, begun: Ticket, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser = client_for(bela, nordlicht)
    make_absence(anna, bela, begins=-1, days=2)
    begin_absences()
    end_absence(Absence.objects.get(), by=anna)

    page = browser.get(f"/desk/ticket/{begun.number}/").content.decode()

    assert BEGUN not in page
    assert "Ihr Zähler" not in page
