"""What happened to this mail? From its first byte to the answer, and only to who may know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kontor.channels.fetched import Batch, FetchedMail
from kontor.channels.models import MailAccount
from kontor.intake.domain.arrivals import store_arrivals
from kontor.intake.domain.processing import drain
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.letters.enums import ScanState, TextSource
from kontor.letters.models import Scan
from kontor.org.models import Category
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Message, Ticket
from tests.factories.channels import make_account
from tests.factories.intake import make_arrival, make_held
from tests.factories.org import make_category, make_group_tree
from tests.factories.tickets import make_message
from tests.support.client import Browser
from tests.support.letters import letter
from tests.support.scoping import in_scope
from tests.support.statements import statements

Clients = Callable[..., Browser]
SEARCH = "/supervisor/arrivals/journey/"
CONNECTION = {"server": "imap.nordlicht.example", "port": 993, "tls": "TLSv1.3", "worker": "desk1:4711"}


def of_message(message: Message) -> str:
    return f"{SEARCH}message/{message.pk}/"


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def receive(account: MailAccount, raw: bytes) -> Arrival:
    """The mail, stored as a visit stores it and processed as a worker does."""
    with in_scope(account.owner):
        number = Arrival.objects.count() + 100
        mail = FetchedMail(f"7:{number}", 7, number, len(raw), raw, internal_date=clock.now() - timedelta(minutes=1))
        store_arrivals(account, Batch(7, number, (mail,)), connection=CONNECTION)
        key = f"7:{number}"
    drain(account.owner)
    with in_scope(account.owner):
        return Arrival.objects.select_related("message", "ticket").get(account=account, key=key)


def answer(ticket: Ticket, author: User, **values: Any) -> Message:
    """A reply of ours, as rows: the outbox's states are what is looked at here."""
    message = make_message(
        ticket,
        direction=Direction.OUT,
        kind=MessageKind.REPLY,
        from_address="service@nordlicht.example",
        to=[["Käthe", "kaethe@post.example"]],
        message_id="<answer-1@nordlicht.example>",
    )
    with in_scope(ticket.tenant_id):
        Message.objects.filter(pk=message.pk).update(author=author)
        OutgoingMail.objects.create(
            tenant_id=ticket.tenant_id,
            message=message,
            account_id=ticket.account_id,
            account_owner=ticket.account_owner,
            **values,
        )
    return message


@pytest.fixture
def received(nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, ada: User) -> Arrival:
    """A customer's mail that has become a ticket in billing."""
    with in_scope(nordlicht):
        set_fallback(nordlicht_account, billing, by=ada)
    return receive(nordlicht_account, letter("Abrechnung stimmt nicht", message_id="<first-1@post.example>"))


def test_the_way_of_a_mail_from_the_mailbox_to_its_ticket(
    client_for: Clients, nordlicht: Tenant, received: Arrival, anna: User
) -> None:
    page = text(client_for(anna, nordlicht).get(of_message(received.message)))

    for said in (
        "Abrechnung stimmt nicht",
        "imap.nordlicht.example:993",
        "TLSv1.3",
        received.key,
        bytes(received.sha256).hex(),
        "&lt;first-1@post.example&gt;",
        "Filters: New ticket",
        "It refers to no ticket that is known here: a new ticket.",
        "Category Abrechnung",
    ):
        assert said in page, said


def test_a_follow_up_shows_what_spoke_for_its_ticket(
    client_for: Clients, nordlicht: Tenant, nordlicht_account: MailAccount, received: Arrival, anna: User
) -> None:
    follow_up = receive(
        nordlicht_account,
        letter(
            "Re: Abrechnung stimmt nicht", message_id="<second-1@post.example>", In_Reply_To="<first-1@post.example>"
        ),
    )
    assert follow_up.ticket == received.ticket

    page = text(client_for(anna, nordlicht).get(of_message(follow_up.message)))

    assert "Filters: Follow-up" in page
    assert "It answers a message of this ticket." in page
    assert "Its sender takes part in this ticket." in page
    assert "of 100" in page


def test_the_answers_follow_with_a_journey_of_their_own(
    client_for: Clients, nordlicht: Tenant, received: Arrival, anna: User
) -> None:
    reply = answer(received.ticket, anna)

    page = text(client_for(anna, nordlicht).get(of_message(received.message)))

    assert f'href="{of_message(reply)}"' in page


def test_the_way_of_an_answer_begins_where_it_was_written(
    client_for: Clients, nordlicht: Tenant, received: Arrival, anna: User
) -> None:
    dialogue = [
        {
            "at": "2026-11-24T10:00:00+00:00",
            "server": "smtp.nordlicht.example:587",
            "lines": [["", 220, "ready"], ["MAIL FROM:<service@nordlicht.example>", 250, "ok"]],
            "left_out": 2,
        },
        {"server": "smtp.nordlicht.example:587", "lines": [["DATA", 250, "2.0.0 queued as 4711"]], "broke_off": "gone"},
    ]
    reply = answer(
        received.ticket, anna, state=DeliveryState.SENT, sent_at=clock.now(), dialogue=dialogue, answer="queued as 4711"
    )

    page = text(client_for(anna, nordlicht).get(of_message(reply)))

    for said in (
        "Anna Arndt",
        "&lt;answer-1@nordlicht.example&gt;",
        "Put into the outbox",
        "Delivery: Sent",
        "Talk with smtp.nordlicht.example:587",
        "MAIL FROM:&lt;service@nordlicht.example&gt;",
        "250 2.0.0 queued as 4711",
        "2 further lines are left out.",
        "It broke off: gone",
    ):
        assert said in page, said


def test_a_refused_recipient_and_the_bounce_are_shown(
    client_for: Clients, nordlicht: Tenant, received: Arrival, anna: User
) -> None:
    reply = answer(
        received.ticket,
        anna,
        state=DeliveryState.BOUNCED,
        refused={"kaethe@post.example": "550 no such user"},
        last_error="550 no such user",
    )
    report = make_message(received.ticket, kind=MessageKind.BOUNCE, at=clock.now())

    page = text(client_for(anna, nordlicht).get(of_message(reply)))

    assert 'data-mood="trouble"' in page
    assert "Refused: kaethe@post.example: 550 no such user" in page
    assert "A mail server reports:" in page
    assert f'href="{of_message(report)}"' in page


def test_an_answer_of_the_customer_follows_ours(
    client_for: Clients, nordlicht: Tenant, received: Arrival, anna: User
) -> None:
    reply = answer(received.ticket, anna)
    back = make_message(received.ticket, in_reply_to="<answer-1@nordlicht.example>", at=clock.now())

    page = text(client_for(anna, nordlicht).get(of_message(reply)))

    assert "From kaethe@post.example" in page
    assert f'href="{of_message(back)}"' in page


def test_a_held_mail_has_a_journey_without_a_ticket(
    client_for: Clients, nordlicht: Tenant, nordlicht_account: MailAccount, sven: User
) -> None:
    held = make_held(nordlicht_account, subject="Wohin damit")

    page = text(client_for(sven, nordlicht).get(f"{SEARCH}{held.pk}/"))

    assert "Wohin damit" in page
    assert "Filters: Held" in page
    assert "No rule fits, and the account has no fallback category." in page


def test_a_mail_of_which_only_the_head_is_here(
    client_for: Clients, nordlicht: Tenant, nordlicht_account: MailAccount, sven: User
) -> None:
    big = make_arrival(nordlicht_account, subject="Riesig", problem="too_large")

    page = text(client_for(sven, nordlicht).get(f"{SEARCH}{big.pk}/"))

    assert "Riesig" in page
    assert "Only the head of this mail is here." in page


def test_markup_in_a_mail_is_text(
    client_for: Clients, nordlicht: Tenant, nordlicht_account: MailAccount, received: Arrival, anna: User
) -> None:
    hostile = receive(nordlicht_account, letter("<script>alert(1)</script>", message_id="<x><script>"))

    page = text(client_for(anna, nordlicht).get(of_message(hostile.message)))

    assert "<script>alert" not in page


# --- who may see what


def test_a_colleague_without_the_category_does_not_see_it(
    client_for: Clients, nordlicht: Tenant, received: Arrival, sven: User, anna: User, dora: User
) -> None:
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=received.ticket_id).update(category=_closed_off(nordlicht))

    assert client_for(anna, nordlicht).get(of_message(received.message)).status_code == 404


def _closed_off(tenant: Tenant) -> Category:
    return make_category(make_group_tree(tenant, "Vorstand"))


def test_another_tenant_does_not_see_it(client_for: Clients, alpina: Tenant, received: Arrival, carla: User) -> None:
    browser = client_for(carla, alpina)

    assert browser.get(of_message(received.message)).status_code == 404
    assert browser.get(f"{SEARCH}{received.pk}/").status_code in (403, 404)
    assert "Abrechnung" not in text(browser.get(SEARCH, {"q": "first-1@post.example"}))


def test_the_ledger_is_for_those_who_may_read_it(
    client_for: Clients, nordlicht: Tenant, nordlicht_account: MailAccount, anna: User
) -> None:
    held = make_held(nordlicht_account)

    assert client_for(anna, nordlicht).get(f"{SEARCH}{held.pk}/").status_code == 403


def test_who_reads_the_ledger_but_not_the_ticket_sees_no_ticket(
    client_for: Clients, nordlicht: Tenant, received: Arrival, sven: User
) -> None:
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=received.ticket_id).update(category=_closed_off(nordlicht))

    page = text(client_for(sven, nordlicht).get(f"{SEARCH}{received.pk}/"))

    assert "Filters: New ticket" in page
    assert "A mail of a request that you may not read" in page
    assert "&lt;first-1@post.example&gt;" in page
    for content in (str(received.ticket.number), "Category Abrechnung", "kaethe@post.example", "stimmt nicht"):
        assert content not in page, content


# --- finding


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


def test_a_scan_says_where_its_text_comes_from_what_it_shows_and_what_could_not_be_done(
    client_for: Clients, sven: User, nordlicht: Tenant
) -> None:
    account = make_account(nordlicht, protocol="folder", channel="letter")
    arrival = make_arrival(account)
    _scan(
        arrival,
        text_source=TextSource.OCR,
        pages=3,
        codes=["KL.1.2.ABC", "4006381333931"],
        remarks=[{"kind": "page_broken", "page": 2}],
    )

    page = text(client_for(sven, nordlicht).get(f"{SEARCH}{arrival.pk}/"))

    assert "Read by Tesseract (OCR)" in page
    assert "<dt>Pages</dt><dd>3</dd>" in page
    assert "<code>KL.1.2.ABC</code>" in page
    assert "<code>4006381333931</code>" in page
    assert "Page 2 is damaged and could not be shown." in page


WRAPPED = b"Subject: 2026-11-27-0001\nMessage-ID: <0a1b2c@scan.invalid>\n\n"


def test_a_letter_from_a_folder_tells_of_its_file_and_not_of_the_mail_that_wraps_it(
    client_for: Clients, sven: User, nordlicht: Tenant
) -> None:
    account = make_account(nordlicht, protocol="folder", channel="letter", name="Poststelle")
    arrival = make_arrival(account, raw=WRAPPED, details={"connection": {"worker": "desk1:7"}})
    with in_scope(nordlicht):
        Arrival.objects.filter(pk=arrival.pk).update(key="0a1b2c:2026-11-27-0001.pdf")
    _scan(arrival, pages=2)

    page = text(client_for(sven, nordlicht).get(f"{SEARCH}{arrival.pk}/"))

    assert "<title>What happened to this letter?" in page
    assert "<h1>Letter: 2026-11-27-0001</h1>" in page
    assert "<dt>File</dt><dd>2026-11-27-0001.pdf</dd>" in page
    assert "<dt>SHA-256</dt><dd><code>0a1b2c</code></dd>" in page
    assert "<dt>Incoming account</dt><dd>Poststelle</dd>" in page
    assert "<dt>Fetched by</dt><dd><code>desk1:7</code></dd>" in page
    told_of_mails = (
        "Fetched from the mailbox",
        "<dt>Message-ID",
        "Encryption",
        "<dt>From</dt>",
        "<dt>To</dt>",
        "header line",
    )
    assert [words for words in told_of_mails if words in page.partition("<main")[2]] == []


def test_a_letter_that_a_scan_service_mailed_still_says_who_sent_it(
    client_for: Clients, sven: User, nordlicht: Tenant, received: Arrival
) -> None:
    with in_scope(nordlicht):
        MailAccount.objects.filter(pk=received.account_id).update(channel="letter")
    _scan(received)

    page = text(client_for(sven, nordlicht).get(f"{SEARCH}{received.pk}/"))

    assert "<title>What happened to this letter?" in page
    assert "<h1>Letter: " in page
    assert "<dt>From</dt>" in page
    assert "Fetched from the mailbox" in page


def test_of_a_scan_whose_request_may_not_be_read_nothing_is_told(
    client_for: Clients, sven: User, nordlicht: Tenant, received: Arrival
) -> None:
    with in_scope(nordlicht):
        MailAccount.objects.filter(pk=received.account_id).update(channel="letter")
    _scan(received, codes=["GEHEIM"])
    address = f"{SEARCH}{received.pk}/"
    assert "GEHEIM" in text(client_for(sven, nordlicht).get(address))

    with in_scope(nordlicht):
        Ticket.objects.filter(pk=received.ticket_id).update(category=_closed_off(nordlicht))

    assert "GEHEIM" not in text(client_for(sven, nordlicht).get(address))


def _scan(arrival: Arrival, **values: Any) -> None:
    values = {"tenant_id": arrival.tenant_id, "state": ScanState.READ, "read_at": clock.now(), **values}
    with in_scope(arrival.tenant_id or 0):
        Scan.objects.update_or_create(arrival=arrival.pk, defaults=values)
