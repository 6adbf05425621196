"""Several tickets at once into the spam folder and back, and the folder itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.intake.models import BlockEntry
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.desk.inbox.test_selection import ClientFor, HtmxFor, now, said, send
from tests.factories.channels import make_account
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere
from tests.support.statements import statements

FOLDER = "/desk/inbox/?folder=spam"


def _blocked() -> list[tuple[int, str]]:
    with everywhere():
        return list(BlockEntry.objects.order_by("value").values_list("tenant_id", "value"))


@pytest.fixture
def two(nordlicht: Tenant, billing: Category) -> list[Ticket]:
    return [
        make_ticket(billing, customer=make_customer(nordlicht, email=f"{name}@spam.example")) for name in ("a", "b")
    ]


def test_dialog_offers_it_for_what_waits_and_the_way_back_for_spam(
    anna: User, two: list[Ticket], billing: Category, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(anna, nordlicht)
    spam = make_ticket(billing, state=TicketState.SPAM)

    waiting = send(browser, "", two).content.decode()
    lying = send(browser, "", [spam]).content.decode()
    both = send(browser, "", [*two, spam]).content.decode()

    offered = [
        [name for name in ("selection/spam/", "selection/not-spam/", "selection/close/") if name in page]
        for page in (waiting, lying, both)
    ]
    assert offered == [["selection/spam/", "selection/close/"], ["selection/not-spam/"], []]


def test_several_are_marked_and_it_can_be_undone(
    anna: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    ((sentence, undo),) = said(send(browser, "spam", two))

    assert sentence == "2 tickets are spam now."
    assert [now(ticket).state for ticket in two] == [TicketState.SPAM] * 2
    assert _blocked() == []
    browser.post(undo)
    assert [now(ticket).state for ticket in two] == [TicketState.QUEUED] * 2


def test_their_senders_are_blocked_if_wished(
    anna: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor
) -> None:
    sentences = said(send(client_for(anna, nordlicht), "spam", two, block="on"))

    assert [sentence for sentence, _undo in sentences] == ["2 senders are blocked.", "2 tickets are spam now."]
    assert _blocked() == [(nordlicht.pk, "a@spam.example"), (nordlicht.pk, "b@spam.example")]


def test_one_of_our_own_addresses_among_the_senders_stops_no_other(
    anna: User, two: list[Ticket], billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    make_account(nordlicht, "own@nordlicht.example")
    own = make_ticket(billing, customer=make_customer(nordlicht, email="own@nordlicht.example"))

    sentences = said(send(client_for(anna, nordlicht), "spam", [own, *two], block="on"))

    assert sentences[0][0].startswith("own@nordlicht.example cannot be blocked")
    assert now(own).state == TicketState.SPAM
    assert len(_blocked()) == 2


def test_nobody_is_blocked_without_the_right(
    anna: User, agent_role: Role, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor
) -> None:
    agent_role.permissions = [name for name in agent_role.permissions if name != "tickets.block"]
    agent_role.save()
    browser = client_for(anna, nordlicht)

    page = send(browser, "", two).content.decode()
    send(browser, "spam", two, block="on")

    assert "Block the senders" not in page
    assert [now(ticket).state for ticket in two] == [TicketState.SPAM] * 2
    assert _blocked() == []


def test_several_are_taken_back(anna: User, billing: Category, nordlicht: Tenant, client_for: ClientFor) -> None:
    lying = [make_ticket(billing, state=TicketState.SPAM) for _ticket in range(2)]

    ((sentence, _undo),) = said(send(client_for(anna, nordlicht), "not-spam", lying))

    assert sentence == "2 tickets are in the queue again."
    assert [now(ticket).state for ticket in lying] == [TicketState.QUEUED] * 2


@pytest.mark.parametrize("action", ["spam", "not-spam"])
def test_tickets_of_another_tenant_stay(
    anna: User, alpina_ticket: Ticket, nordlicht: Tenant, client_for: ClientFor, action: str
) -> None:
    response = send(client_for(anna, nordlicht), action, [alpina_ticket])

    assert response.status_code in (302, 409)
    assert now(alpina_ticket).state == TicketState.QUEUED


def test_folder_shows_spam_of_ones_categories_the_newest_first(
    anna: User, billing: Category, moving: Category, claims: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    for category, subject, hours in (
        (billing, "Alte Werbung", 2),
        (moving, "Neue Werbung", 1),
        (claims, "Fremde Werbung", 1),
    ):
        received_at = clock.now() - timedelta(hours=hours)
        make_ticket(category, subject=subject, state=TicketState.SPAM, received_at=received_at)
    make_ticket(billing, subject="Echte Frage")

    page = client_for(anna, nordlicht).get(FOLDER).content.decode()

    found = [
        subject for subject in ("Neue Werbung", "Alte Werbung", "Echte Frage", "Fremde Werbung") if subject in page
    ]
    assert found == ["Neue Werbung", "Alte Werbung"]
    assert page.index("Neue Werbung") < page.index("Alte Werbung")


def test_folder_goes_on_page_by_page(
    anna: User, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kontor.desk.inbox.lists.PAGE", 2)
    for number in range(5):
        received_at = clock.now() - timedelta(hours=number)
        make_ticket(billing, subject=f"Werbung {number}", state=TicketState.SPAM, received_at=received_at)
    browser = htmx_for(anna, nordlicht)

    seen: list[str] = []
    address = FOLDER
    for _page in range(3):
        response = browser.get(address)
        page = response.context["page"]
        seen += [ticket.subject for ticket in page.tickets]
        address = f"{FOLDER}&after={page.after.replace('+', '%2B')}"

    assert seen == [f"Werbung {number}" for number in range(5)]


def test_empty_folder_says_what_it_is_for(anna: User, nordlicht: Tenant, client_for: ClientFor) -> None:
    assert "No spam" in client_for(anna, nordlicht).get(FOLDER).content.decode()


def test_folder_takes_as_many_statements_for_three_as_for_one(
    anna: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    make_ticket(billing, state=TicketState.SPAM)
    browser = client_for(anna, nordlicht)
    browser.get(FOLDER)
    with statements() as one:
        browser.get(FOLDER)
    make_ticket(billing, state=TicketState.SPAM)
    make_ticket(billing, state=TicketState.SPAM)
    with statements() as three:
        browser.get(FOLDER)

    assert len(three) == len(one)
