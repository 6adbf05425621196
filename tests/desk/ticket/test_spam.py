"""One ticket into the spam folder and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.intake.enums import BlockAction
from kontor.intake.models import BlockEntry
from kontor.org.models import Category
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.desk.inbox.test_selection import now, said
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture
def unwanted(nordlicht: Tenant, billing: Category) -> Ticket:
    return make_ticket(billing, customer=make_customer(nordlicht, email="Werbung@Spam.example"))


def _url(ticket: Ticket, action: str = "spam") -> str:
    return f"/desk/ticket/{ticket.number}/{action}/"


def _entries() -> list[tuple[str, str]]:
    with everywhere():
        return list(BlockEntry.objects.values_list("value", "action"))


def test_dialog_names_whom_one_can_block(
    anna: User, sven: User, unwanted: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    of_agent = htmx_for(anna, nordlicht).get(_url(unwanted)).content.decode()
    of_supervisor = htmx_for(sven, nordlicht).get(_url(unwanted)).content.decode()

    assert "werbung@spam.example" in of_agent
    assert "everybody at spam.example" in of_agent
    assert ("Ignored; only the ledger" in of_agent, "Ignored; only the ledger" in of_supervisor) == (False, True)
    assert "<html" not in of_agent


def test_dialog_is_a_page_without_scripts(
    anna: User, unwanted: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    page = client_for(anna, nordlicht).get(_url(unwanted)).content.decode()

    assert "<html" in page
    assert "Mark as spam" in page


def test_domain_at_which_everybody_writes_is_not_offered(
    anna: User, nordlicht: Tenant, billing: Category, htmx_for: HtmxFor
) -> None:
    ticket = make_ticket(billing, customer=make_customer(nordlicht, email="werbung@gmail.com"))

    page = htmx_for(anna, nordlicht).get(_url(ticket)).content.decode()

    assert "werbung@gmail.com" in page
    assert "everybody at" not in page


@pytest.mark.parametrize(
    ("block", "entries"),
    [
        ("", []),
        ("werbung@spam.example", [("werbung@spam.example", BlockAction.SPAM)]),
        ("spam.example", [("spam.example", BlockAction.SPAM)]),
    ],
)
def test_ticket_is_marked_and_its_sender_blocked_as_chosen(
    anna: User,
    unwanted: Ticket,
    nordlicht: Tenant,
    client_for: ClientFor,
    block: str,
    entries: list[tuple[str, BlockAction]],
) -> None:
    response = client_for(anna, nordlicht).post(_url(unwanted), {"block": block})

    assert response.status_code == 302
    assert now(unwanted).state == TicketState.SPAM
    assert _entries() == entries
    assert said(response)[-1][0].endswith("is spam now.")


def test_supervisor_may_choose_that_further_mail_is_ignored(
    sven: User, unwanted: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    client_for(sven, nordlicht).post(_url(unwanted), {"block": "spam.example", "action": "ignore"})

    assert _entries() == [("spam.example", BlockAction.IGNORE)]


def test_agent_may_not(anna: User, unwanted: Ticket, nordlicht: Tenant, client_for: ClientFor) -> None:
    client_for(anna, nordlicht).post(_url(unwanted), {"block": "spam.example", "action": "ignore"})

    assert _entries() == [("spam.example", BlockAction.SPAM)]


def test_somebody_else_cannot_be_blocked_by_the_dialog(
    anna: User, unwanted: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    response = client_for(anna, nordlicht).post(_url(unwanted), {"block": "kaethe@post.example"})

    assert response.status_code == 422
    assert (now(unwanted).state, _entries()) == (TicketState.QUEUED, [])


def test_nobody_is_offered_without_the_right(
    anna: User, agent_role: Role, unwanted: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    agent_role.permissions = [name for name in agent_role.permissions if name != "tickets.block"]
    agent_role.save()
    browser = client_for(anna, nordlicht)

    assert "werbung@spam.example" not in browser.get(_url(unwanted)).content.decode()
    browser.post(_url(unwanted), {"block": "werbung@spam.example"})
    assert (now(unwanted).state, _entries()) == (TicketState.SPAM, [])


def test_who_may_not_mark_meets_403(
    anna: User, agent_role: Role, unwanted: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    agent_role.permissions = [name for name in agent_role.permissions if name != "tickets.spam"]
    agent_role.save()
    browser = client_for(anna, nordlicht)

    assert [browser.get(_url(unwanted)).status_code, browser.post(_url(unwanted)).status_code] == [403, 403]
    assert "/spam/" not in browser.get(f"/desk/ticket/{unwanted.number}/").content.decode()


def test_spam_shows_its_state_and_the_way_back(
    anna: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    ticket = make_ticket(billing, state=TicketState.SPAM)
    browser = client_for(anna, nordlicht)

    page = browser.get(f"/desk/ticket/{ticket.number}/").content.decode()

    assert _url(ticket, "not-spam") in page
    assert [action for action in ("spam", "close", "take", "reactivate") if f'"{_url(ticket, action)}"' in page] == []


def test_taken_back_it_is_shown_in_the_queue(
    anna: User, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    ticket = make_ticket(billing, state=TicketState.SPAM)

    response = htmx_for(anna, nordlicht).post(_url(ticket, "not-spam"))

    assert (response.status_code, response["HX-Retarget"]) == (200, "#ticket-pane")
    assert now(ticket).state == TicketState.QUEUED


@pytest.mark.parametrize("action", ["spam", "not-spam"])
def test_ticket_of_another_tenant_is_not_found(
    anna: User, alpina_ticket: Ticket, nordlicht: Tenant, client_for: ClientFor, action: str
) -> None:
    assert client_for(anna, nordlicht).post(_url(alpina_ticket, action)).status_code == 404
