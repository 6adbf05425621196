"""The customer's mailbox: what one writes there reaches the company, and the answer is read there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kontor.demo.content.organization import CUSTOMERS, TENANTS
from kontor.demo.mailserver import client
from kontor.demo.mailserver.place import Place, prepare
from tests.demo.test_mailserver import Running
from tests.support.client import Browser

NAME, JANA = CUSTOMERS[0]
SERVICE = TENANTS[0].address
BOX = f"/demo/mailbox/{JANA}/"


@pytest.fixture
def addresses_of_the_demo(settings: Any, tmp_path: Path) -> None:
    settings.VAR = str(tmp_path)
    settings.ROOT_URLCONF = "kontor.demo.urls"


@pytest.fixture
def place(addresses_of_the_demo: None) -> Iterator[Place]:
    """The demo's mail server as it runs beside the web server."""
    place = prepare()
    place.add_mailboxes([SERVICE, JANA])
    running = Running(place)
    yield place
    running.stop()


def test_one_chooses_who_to_be_and_the_companies_are_not_among_them(anybody: Browser, place: Place) -> None:
    page = anybody.get("/demo/mailbox/").content.decode()

    assert f'href="{BOX}"' in page
    assert f'href="/demo/mailbox/{SERVICE}/"' not in page
    assert anybody.get(f"/demo/mailbox/{SERVICE}/").status_code == 404


def test_what_one_writes_reaches_the_company(anybody: Browser, place: Place) -> None:
    mail = {"recipient": SERVICE, "subject": "Wo ist mein Zelt?", "text": "Seit Montag unterwegs."}

    response = anybody.post(f"{BOX}write/", mail)

    assert response.headers["Location"] == BOX
    [received] = client.list_mails(place, SERVICE)
    assert (received.subject, received.sender_address) == ("Wo ist mein Zelt?", JANA)


def test_what_is_missing_is_said_and_nothing_is_lost(anybody: Browser, place: Place) -> None:
    response = anybody.post(f"{BOX}write/", {"recipient": SERVICE, "subject": "", "text": "Seit Montag unterwegs."})

    assert response.status_code == 422
    assert "Seit Montag unterwegs." in response.content.decode()


def test_the_answer_is_read_and_answered_again(anybody: Browser, place: Place) -> None:
    client.send_mail(place, SERVICE, JANA, subject="Ihr Zelt", text="Es kommt morgen.", name="Nordlicht")
    [answer] = client.list_mails(place, JANA)

    assert "Ihr Zelt" in anybody.get(BOX).content.decode()
    assert "Es kommt morgen." in anybody.get(f"{BOX}{answer.uid}/").content.decode()
    page = anybody.get(f"{BOX}write/?answers={answer.uid}").content.decode()
    assert 'value="Re: Ihr Zelt"' in page
    assert "&gt; Es kommt morgen." in page


@pytest.mark.usefixtures("addresses_of_the_demo")
def test_without_a_mail_server_there_is_no_mailbox(anybody: Browser) -> None:
    assert anybody.get("/demo/mailbox/").status_code == 404
