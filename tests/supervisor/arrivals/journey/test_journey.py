"""The way of a mail, from the mailbox to its answer."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.outbox.enums import DeliveryState
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import MessageKind
from tests.factories.intake import make_arrival, make_held
from tests.factories.tickets import make_message
from tests.supervisor.arrivals.journey.conftest import SEARCH, Clients, answer, of_message, receive, text
from tests.support.letters import letter


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
    assert "No rule matches, and the account has no fallback category." in page


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
