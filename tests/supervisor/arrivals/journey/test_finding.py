"""Mails are found by what is known of them."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind
from tests.factories.tickets import make_message
from tests.supervisor.arrivals.journey.conftest import SEARCH, Clients, answer, of_message, receive, text
from tests.support.letters import letter
from tests.support.statements import statements


@pytest.mark.parametrize("entered", ["<first-1@post.example>", "first-1@post.example", " first-1@post ", "FIRST-1"])
def test_a_mail_is_found_by_its_id_or_a_part_of_it(
    client_for: Clients, nordlicht: Tenant, received: Arrival, anna: User, entered: str
) -> None:
    page = text(client_for(anna, nordlicht).get(SEARCH, {"q": entered}))

    assert f'href="{of_message(received.message)}"' in page


def test_mails_of_ours_are_found_too(client_for: Clients, nordlicht: Tenant, received: Arrival, anna: User) -> None:
    reply = answer(received.ticket, anna)

    page = text(client_for(anna, nordlicht).get(SEARCH, {"q": "answer-1@nordlicht.example"}))

    assert f'href="{of_message(reply)}"' in page
    assert f'href="{of_message(received.message)}"' not in page


def test_mails_are_found_by_the_number_of_their_ticket_and_by_address(
    client_for: Clients, nordlicht: Tenant, received: Arrival, anna: User
) -> None:
    reply = answer(received.ticket, anna)
    browser = client_for(anna, nordlicht)

    for entered in (f"#{received.ticket.number}", "kaethe@post.example", "KAETHE@post.example"):
        page = text(browser.get(SEARCH, {"q": entered}))
        assert f'href="{of_message(received.message)}"' in page
        assert f'href="{of_message(reply)}"' in page


def test_a_held_mail_is_found_by_its_id(
    client_for: Clients, nordlicht: Tenant, nordlicht_account: MailAccount, sven: User, anna: User
) -> None:
    held = receive(nordlicht_account, letter("Wohin damit", message_id="<held-77@post.example>"))
    assert held.message is None

    assert f'href="{SEARCH}{held.pk}/"' in text(client_for(sven, nordlicht).get(SEARCH, {"q": "held-77@post.example"}))


def test_a_held_mail_is_not_found_by_who_may_not_read_the_ledger(
    client_for: Clients, nordlicht: Tenant, nordlicht_account: MailAccount, anna: User
) -> None:
    receive(nordlicht_account, letter("Wohin damit", message_id="<held-78@post.example>"))

    assert "held-78@post.example&gt;" not in text(client_for(anna, nordlicht).get(SEARCH, {"q": "held-78"}))


@pytest.mark.parametrize("entered", ["", "abc", "<>", "%%%%", "\0\0\0\0\0", "nothing-like-it@nowhere.example"])
def test_nonsense_finds_nothing(
    client_for: Clients, nordlicht: Tenant, received: Arrival, anna: User, entered: str
) -> None:
    response = client_for(anna, nordlicht).get(SEARCH, {"q": entered})

    assert response.status_code == 200
    assert "/journey/message/" not in text(response)


def test_htmx_gets_what_was_found_alone(htmx_for: Clients, nordlicht: Tenant, received: Arrival, anna: User) -> None:
    assert text(htmx_for(anna, nordlicht).get(SEARCH, {"q": "first-1@"})).startswith('<section id="found"')


def test_a_page_needs_as_many_statements_with_three_answers_as_with_one(
    client_for: Clients, nordlicht: Tenant, received: Arrival, anna: User
) -> None:
    browser = client_for(anna, nordlicht)
    answer(received.ticket, anna)
    browser.get(of_message(received.message))
    with statements() as one:
        browser.get(of_message(received.message))
    for _more in range(2):
        make_message(received.ticket, direction=Direction.OUT, kind=MessageKind.REPLY, at=clock.now())
    with statements() as three:
        browser.get(of_message(received.message))

    assert len(three) == len(one)
