"""Copies of a mail at one tenant are one message."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import IntegrityError

from kontor.answers.preferences import ACKNOWLEDGE_FOLLOW_UPS
from kontor.channels.models import MailAccount
from kontor.intake.domain.deciding import file_as_ticket, file_to_ticket
from kontor.intake.domain.processing import drain
from kontor.intake.enums import Outcome
from kontor.intake.models import Arrival
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tickets.enums import MessageKind
from kontor.tickets.models import HistoryEntry, Message, Ticket
from tests.factories.answers import acknowledging, prefer
from tests.factories.channels import make_account
from tests.factories.tickets import make_message
from tests.intake.domain.conftest import Receive, newest, seen, store
from tests.intake.domain.same_mail.conftest import BOTH, ID, received_by
from tests.support.letters import letter
from tests.support.refusal import rolled_back
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once


@pytest.fixture
def second(nordlicht_account: MailAccount, billing: Category) -> MailAccount:
    """Another account of the first tenant."""
    account = make_account(nordlicht_account.tenant, "info@nordlicht.example")
    with in_scope(account.owner):
        set_fallback(account, billing, by=None)
    return account


def outcomes_of_all() -> list[tuple[str, str, int | None, int | None]]:
    with everywhere():
        return list(Arrival.objects.order_by("id").values_list("outcome", "reason", "ticket_id", "message_id"))


# One tenant


def test_a_mail_to_two_addresses_is_one_message_with_two_deliveries(
    account: MailAccount, second: MailAccount, receive: Receive
) -> None:
    first = receive(account, received_by("mx1.example"))
    again = receive(second, received_by("mx2.example"))

    assert (first.outcome, again.outcome, again.reason) == (Outcome.NEW_TICKET, Outcome.FOLLOW_UP, "same_mail")
    assert (again.ticket, again.message) == (first.ticket, first.message)
    assert again.message
    assert again.message.evidence == {"filing": "new", "accounts": [account.pk, second.pk]}
    assert again.raw
    assert again.raw.content == received_by("mx2.example")
    with everywhere():
        assert Message.objects.count() == Ticket.objects.count() == 1
        steps = list(HistoryEntry.objects.order_by("id").values_list("action", "details"))
    assert steps[0] == ("received", {"account": account.name})
    assert steps[-1] == ("received_again", {"account": second.name})


def test_both_in_one_batch_are_one_message(account: MailAccount) -> None:
    store(
        account,
        seen(received_by("mx1.example")),
        seen(received_by("mx2.example")),
        seen(received_by("mx3.example")),
        seen(letter("Anderes")),
    )

    assert drain(account.owner) == 4

    assert [outcome for outcome, *_more in outcomes_of_all()] == [
        Outcome.NEW_TICKET,
        Outcome.FOLLOW_UP,
        Outcome.FOLLOW_UP,
        Outcome.NEW_TICKET,
    ]
    with everywhere():
        assert Message.objects.count() == 2


def test_a_copy_changes_nothing_at_the_ticket(
    account: MailAccount, second: MailAccount, ticket: Ticket, receive: Receive
) -> None:
    known = make_message(ticket, message_id="<known@post.example>").message_id
    answer = letter("Re:", In_Reply_To=known, Date="Mon, 2 Feb 2026 10:00:00 +0100", message_id=ID)
    receive(account, received_by("mx1.example", answer))
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(unread=False, state="closed", closed_at=ticket.received_at)

    again = receive(second, received_by("mx2.example", answer))

    assert (again.reason, again.ticket) == ("same_mail", ticket)
    with everywhere():
        assert Ticket.objects.count() == 1
        assert Ticket.objects.values_list("unread", "state").get(pk=ticket.pk) == (False, "closed")


def test_a_copy_is_not_acknowledged_once_more(
    account: MailAccount, second: MailAccount, billing: Category, receive: Receive
) -> None:
    acknowledging(billing)
    prefer(billing, ACKNOWLEDGE_FOLLOW_UPS, True)

    for place in (account, second):
        receive(place, received_by(f"mx{place.pk}.example"))

    with everywhere():
        assert Message.objects.filter(kind=MessageKind.ACKNOWLEDGEMENT).count() == 1
        assert not HistoryEntry.objects.filter(action="not_acknowledged").exists()


def test_another_mail_with_the_same_message_id_is_not_swallowed(
    account: MailAccount, second: MailAccount, receive: Receive
) -> None:
    """A broken program gives all its mails one Message-ID; somebody hostile takes another one's."""
    receive(account, BOTH)
    others = [
        letter("Angebot", text="Etwas anderes", message_id=ID),
        letter("Anderer Betreff", message_id=ID),
        letter("Angebot", sender="hostile@elsewhere.example", message_id=ID),
    ]

    arrivals = [receive(second, other) for other in others]

    assert [arrival.outcome for arrival in arrivals] == [Outcome.NEW_TICKET] * 3
    with everywhere():
        assert Message.objects.count() == 4


def test_two_workers_with_a_copy_each_make_one_message(
    committed_db: str, account: MailAccount, second: MailAccount
) -> None:
    for number in range(12):
        mail = letter(f"Nr {number}", message_id=f"<{number}@post.example>", Date="Mon, 2 Feb 2026 10:00:00 +0100")
        for place in (account, second) if number % 2 else (second, account):
            store(place, seen(received_by(place.address.partition("@")[0], mail)))

    at_once(*[partial(drain, account.owner, most=8)] * 4)
    drain(account.owner)

    with everywhere():
        assert sorted(Message.objects.values_list("subject", flat=True)) == sorted(f"Nr {n}" for n in range(12))
        assert Ticket.objects.count() == 12
        assert {tuple(sorted(row["accounts"])) for row in Message.objects.values_list("evidence", flat=True)} == {
            tuple(sorted((account.pk, second.pk)))
        }
        assert list(Arrival.objects.exclude(attempts=0)) == []
    outcomes = [(outcome, reason) for outcome, reason, *_more in outcomes_of_all()]
    assert sorted(outcomes) == [(Outcome.FOLLOW_UP, "same_mail")] * 12 + [(Outcome.NEW_TICKET, "new")] * 12


def test_the_database_refuses_a_second_message_of_one_mail(account: MailAccount, receive: Receive) -> None:
    message = receive(account, BOTH).message

    assert message
    with in_scope(account.owner), rolled_back(IntegrityError):
        message.pk = None
        message.save(force_insert=True)


def held_by(account: MailAccount, raw: bytes) -> Arrival:
    """The mail, held because nothing claims it."""
    with in_scope(account.owner):
        set_fallback(account, None, by=None)
    store(account, seen(raw))
    drain(account.owner)
    arrival = newest()
    assert arrival.outcome == Outcome.HELD
    return arrival


def test_what_a_person_files_is_known_to_later_copies(
    nordlicht_account: MailAccount, second: MailAccount, billing: Category, sven: User, receive: Receive
) -> None:
    held = held_by(nordlicht_account, received_by("mx1.example"))
    with in_scope(billing.tenant_id):
        ticket = file_as_ticket(held, billing, by=sven)

    again = receive(second, received_by("mx2.example"))

    assert (again.reason, again.ticket) == ("same_mail", ticket)
    assert again.message
    assert again.message.evidence == {"filing": "by_hand", "accounts": [nordlicht_account.pk, second.pk]}


@pytest.mark.parametrize("way", ["ticket", "new"])
def test_a_person_may_file_one_mail_several_times(
    nordlicht_account: MailAccount, ticket: Ticket, billing: Category, sven: User, way: str
) -> None:
    held = [held_by(nordlicht_account, received_by(f"mx{number}.example")) for number in range(2)]

    with in_scope(billing.tenant_id):
        if way == "ticket":
            file_to_ticket(held, ticket, by=sven)
        else:
            for arrival in held:
                file_as_ticket(arrival, billing, by=sven)

    with everywhere():
        messages = Message.objects.filter(subject="Angebot").order_by("id")
        assert [message.identity is None for message in messages] == [False, True]
