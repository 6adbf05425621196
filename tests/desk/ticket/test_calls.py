"""Calls in the conversation of their ticket, and at their contact."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.calls.enums import Direction, Outcome
from kontor.calls.models import Call
from kontor.customers.models import Customer
from kontor.org.models import AgentGroup, Category
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.phone.rows import ago, ended, integration, talking
from tests.factories.org import make_member
from tests.factories.people import make_role
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer) -> Ticket:
    return make_ticket(billing, subject="Zähler getauscht", owner=anna, customer=customer)


def shown(browser: Browser, ticket: Ticket) -> str:
    return browser.get(reverse("desk:ticket:show", args=[ticket.number])).content.decode()


def test_calls_stand_in_the_conversation_with_all_that_is_known(
    anna: User, mine: Ticket, customer: Customer, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    integration()
    ended(nordlicht, anna, ticket=mine, customer=customer, note="Ruft wieder an.", dialled="040 999")
    ended(nordlicht, anna, ticket=mine, direction=Direction.OUT, outcome=Outcome.BUSY, shown_number="+49 40 999")
    talking(nordlicht, anna, ticket=mine, remote="", remote_normal="", anonymous=True)

    page = " ".join(shown(htmx_for(anna, nordlicht), mine).split())

    for words in ("Call from Käthe Kunde", "Answered", "1:05 min", "Anna Arndt", "Ruft wieder an.", "to 040 999"):
        assert words in page
    for words in ("Call to ", "Busy", "shown: +49 40 999", "Call from number withheld", "in conversation"):
        assert words in page


def test_recording_is_offered_to_those_who_may_listen(
    anna: User, mine: Ticket, agent_role: Role, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    integration()
    call = ended(nordlicht, anna, ticket=mine, recording_url="https://pbx.example/7.wav")
    link = reverse("supervisor:calls:recording", args=[call.pk])

    before = shown(htmx_for(anna, nordlicht), mine)
    agent_role.permissions = [*agent_role.permissions, "calls.recordings"]
    agent_role.save()

    assert (link in before, link in shown(htmx_for(anna, nordlicht), mine)) == (False, True)


def test_calls_are_hidden_while_integration_is_off(
    anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    ended(nordlicht, anna, ticket=mine)
    browser = htmx_for(anna, nordlicht)

    off = shown(browser, mine)
    integration()
    on = shown(browser, mine)

    assert ("Call from" in off, "Call from" in on) == (False, True)


def test_calls_are_shown_where_one_may_telephone_for_the_tenant(
    anna: User,
    mine: Ticket,
    customer: Customer,
    agent_role: Role,
    nordlicht: Tenant,
    alpina: Tenant,
    alpina_service: AgentGroup,
    htmx_for: HtmxFor,
) -> None:
    """The right to telephone for the second tenant says nothing of the first one's calls."""
    integration()
    ended(nordlicht, anna, ticket=mine, customer=customer)
    agent_role.permissions = [right for right in agent_role.permissions if right != "calls.place"]
    agent_role.save()
    make_member(anna, alpina_service, make_role("Telefon", ["desk.access", "calls.place"]))
    browser = htmx_for(anna, nordlicht, alpina)

    pages = [shown(browser, mine), browser.get(reverse("desk:contacts:show", args=[customer.pk])).content.decode()]

    assert ["1:05 min" in page for page in pages] == [False, False]


def test_calls_take_one_statement_however_many(anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    integration()
    browser = htmx_for(anna, nordlicht)
    counts = []
    for _number in range(3):
        ended(nordlicht, anna, ticket=mine)
        shown(browser, mine)
        with statements() as sent:
            shown(browser, mine)
        counts.append(len(sent))

    assert len(set(counts)) == 1


def test_without_integration_no_statement_asks_for_calls(
    anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    with statements() as sent:
        shown(browser, mine)

    assert [statement for statement in sent if "calls_" in statement] == []


def test_contact_shows_its_calls_and_leads_to_their_tickets(
    anna: User, mine: Ticket, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    integration()
    ended(nordlicht, anna, customer=customer, ticket=mine)
    ended(nordlicht, anna, customer=customer, outcome=Outcome.MISSED, talk_seconds=0)

    page = client_for(anna, nordlicht).get(reverse("desk:contacts:show", args=[customer.pk])).content.decode()

    assert "Answered, 1:05 min, Anna Arndt" in page
    assert "Missed, Anna Arndt" in page
    assert page.count(reverse("desk:ticket:show", args=[mine.number])) == 2


def test_contact_page_says_nothing_of_calls_while_integration_is_off(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    ended(nordlicht, anna, customer=customer)

    page = client_for(anna, nordlicht).get(reverse("desk:contacts:show", args=[customer.pk])).content.decode()

    assert "Calls" not in page
    assert "1:05 min" not in page


def missed(tenant: Tenant, ticket: Ticket, anna: User) -> Call:
    return ended(tenant, anna, ticket=ticket, outcome=Outcome.MISSED, answered_at=None, talk_seconds=0)


def test_missed_call_is_marked_in_the_list_and_offers_to_call_back(
    anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    integration()
    missed(nordlicht, mine, anna)
    browser = htmx_for(anna, nordlicht)

    rows = browser.get(reverse("desk:inbox:list")).content.decode()
    head = shown(browser, mine)
    ended(nordlicht, anna, ticket=mine, direction=Direction.OUT, started_at=ago(20), answered_at=ago(10))
    rows_then = browser.get(reverse("desk:inbox:list")).content.decode()
    head_then = shown(browser, mine)

    waits = "The customer waits to be called back"
    assert (waits in rows, waits in rows_then) == (True, False)
    assert ("to be called back" in head, "to be called back" in head_then) == (True, False)
    assert ('data-hotkey-label="Call back"' in head, 'data-hotkey-label="Call the customer"' in head_then) == (
        True,
        True,
    )


def test_list_asks_once_for_call_backs_and_not_while_integration_is_off(
    anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(anna, nordlicht)
    with statements() as off:
        browser.get(reverse("desk:inbox:list"))
    integration()
    counts = []
    for _number in range(3):
        missed(nordlicht, make_ticket(billing, owner=anna), anna)
        with statements() as sent:
            browser.get(reverse("desk:inbox:list"))
        counts.append(len(sent))

    assert [statement for statement in off if "calls_" in statement] == []
    assert len(set(counts)) == 1
