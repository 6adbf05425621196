"""A batch comes to the same as one after the other, and costs less."""

from __future__ import annotations

from functools import partial

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain import claims, processing
from kontor.intake.domain.processing import drain
from kontor.intake.enums import Outcome
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import MessageKind
from kontor.tickets.models import Attachment, Message, Ticket
from tests.factories.tickets import make_message, make_ticket
from tests.intake.domain.batches.conftest import outcomes, subjects_of_tickets, watch
from tests.intake.domain.conftest import seen, store
from tests.support.letters import delivery_report, letter, letter_with_file
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import at_once


def test_an_answer_to_a_mail_of_the_same_batch_goes_to_its_ticket(account: MailAccount) -> None:
    store(
        account,
        seen(letter("Frage", message_id="<first@post.example>")),
        seen(letter("Anderes", sender="max@post.example")),
        seen(letter("Re: Frage", In_Reply_To="<first@post.example>", message_id="<second@post.example>")),
        seen(letter("Re: Re: Frage", References="<second@post.example>", sender="max@post.example")),
    )

    assert drain(account.owner) == 4

    assert subjects_of_tickets() == ["Frage", "Anderes"]
    assert [reason for _outcome, reason, _attempts in outcomes()] == ["new", "new", "references", "references"]
    with everywhere():
        first = Ticket.objects.get(subject="Frage")
        subjects = Message.objects.filter(ticket=first).order_by("id").values_list("subject", flat=True)
        assert list(subjects) == ["Frage", "Re: Frage", "Re: Re: Frage"]


@pytest.mark.parametrize("together", [1, 50])
def test_of_two_mails_with_one_id_the_later_counts_as_if_filed_one_by_one(
    account: MailAccount, ticket: Ticket, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "TOGETHER", together)
    with everywhere():
        known = Message.objects.get(ticket=ticket).message_id
    store(
        account,
        seen(letter("Neu", message_id="<same@post.example>")),
        seen(letter("Dazu", In_Reply_To=known, message_id="<same@post.example>")),
        seen(letter("Re: Dazu", In_Reply_To="<same@post.example>")),
    )

    drain(account.owner)

    with everywhere():
        subjects = Message.objects.filter(ticket=ticket).order_by("id").values_list("subject", flat=True)
        assert list(subjects)[1:] == ["Dazu", "Re: Dazu"]


def test_a_number_counts_for_who_takes_part_since_a_mail_of_the_same_batch(
    account: MailAccount, ticket: Ticket
) -> None:
    with everywhere():
        known = Message.objects.get(ticket=ticket).message_id
    number = format_number(ticket.number)
    store(
        account,
        seen(letter("Dazu", sender="max@post.example", In_Reply_To=known)),
        seen(letter(f"Noch etwas zu {number}", sender="max@post.example")),
        seen(letter(f"Zu {number}", sender="stranger@post.example")),
    )

    drain(account.owner)

    assert [outcome for outcome, *_more in outcomes()] == [Outcome.FOLLOW_UP, Outcome.FOLLOW_UP, Outcome.NEW_TICKET]


def test_a_new_customer_who_writes_twice_in_a_batch_is_one(account: MailAccount) -> None:
    store(
        account,
        seen(letter("Nr 1", sender="neu@post.example")),
        seen(letter("Nr 2", sender="Nele Neu <NEU@post.example>")),
    )

    drain(account.owner)

    with everywhere():
        assert list(Customer.objects.values_list("name", "sort_key")) == [("Nele Neu", "nele neu")]
        assert len(set(Ticket.objects.values_list("customer", flat=True))) == 1


def test_all_kinds_of_mail_in_one_batch(account: MailAccount, ticket: Ticket, billing: Category) -> None:
    with everywhere():
        known = Message.objects.get(ticket=ticket).message_id
    closed = make_ticket(billing, customer=ticket.customer, state="closed", closed_at=ticket.received_at)
    store(
        account,
        seen(letter("Neu", sender="neu@post.example")),
        seen(letter("Dazu", In_Reply_To=known)),
        seen(letter(f"Wieder {closed.number}")),
        seen(letter("Abwesend", In_Reply_To=known, Auto_Submitted="auto-replied")),
        seen(letter_with_file("Mit Datei", "a.pdf", b"%PDF", sender="max@post.example")),
    )

    with statements() as sent:
        drain(account.owner)

    assert sum("skip locked" in statement.lower() for statement in sent) == 3, "one batch, and two looks that end it"
    expected = [Outcome.NEW_TICKET, Outcome.FOLLOW_UP, Outcome.NEW_TICKET, Outcome.FOLLOW_UP, Outcome.NEW_TICKET]
    assert [outcome for outcome, *_more in outcomes()] == expected
    with everywhere():
        assert Ticket.objects.get(subject__startswith="Wieder").process_id == closed.pk
        kinds = Message.objects.filter(ticket=ticket).order_by("id").values_list("kind", flat=True)
        assert list(kinds)[1:] == [MessageKind.CUSTOMER, MessageKind.AUTO_REPLY]
        assert Attachment.objects.get().message.ticket.subject == "Mit Datei"


def test_a_large_mail_waits_for_the_next_batch(account: MailAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "BYTES_TOGETHER", 2_000)
    store(account, *(seen(letter(f"Nr {number}", text="Wort " * 300 * (number == 1))) for number in range(4)))
    batches = watch(monkeypatch)

    drain(account.owner)

    assert batches == [1, 1, 2]
    assert subjects_of_tickets() == ["Nr 0", "Nr 1", "Nr 2", "Nr 3"]


def test_workers_that_append_to_the_same_tickets_crosswise_wait_for_each_other(
    committed_db: str, account: MailAccount, billing: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "TOGETHER", 4)
    tickets = [make_ticket(billing) for _ticket in range(3)]
    with in_scope(account.owner):
        for ticket in tickets:
            Message.objects.filter(ticket=ticket).update(message_id=f"<of{ticket.pk}@post.example>")
    order = [tickets[number % 3] if number % 2 else tickets[-number % 3] for number in range(36)]
    store(account, *(seen(letter("Re:", In_Reply_To=f"<of{ticket.pk}@post.example>")) for ticket in order))

    done = at_once(*[partial(drain, account.owner)] * 4)

    assert sum(number for number in done if isinstance(number, int)) == 36
    assert set(outcomes()) == {(Outcome.FOLLOW_UP, "references", 0)}
    with everywhere():
        assert Message.objects.count() == 3 + 36


def test_reports_and_messages_on_one_ticket_keep_their_order(
    account: MailAccount, billing: Category, anna: User
) -> None:
    ticket = make_ticket(billing, account=account, owner=anna)
    with in_scope(account.owner):
        sent = make_message(ticket, direction="out", author=anna, to=[["", "kaethe@post.example"]])
        sent.message_id = make_message_id(ticket.pk, sent.pk, "nordlicht.example")
        sent.save()
        Ticket.objects.filter(pk=ticket.pk).update(state="closed", owner=None, closed_at=ticket.received_at)
    answers = [letter(f"Re: {n}", In_Reply_To=sent.message_id, Auto_Submitted="auto-replied") for n in range(2)]
    report = delivery_report(sent.message_id, "kaethe@post.example")
    store(account, seen(answers[0]), seen(report), seen(answers[1]))

    drain(account.owner)

    assert [outcome for outcome, *_more in outcomes()] == [Outcome.FOLLOW_UP, Outcome.BOUNCE, Outcome.FOLLOW_UP]
    with everywhere():
        kinds = Message.objects.filter(ticket=ticket, direction="in").order_by("id").values_list("kind", flat=True)
        assert list(kinds)[-3:] == [MessageKind.AUTO_REPLY, MessageKind.BOUNCE, MessageKind.AUTO_REPLY]
        assert Ticket.objects.get(pk=ticket.pk).delivery_failed is True


# What it costs


@pytest.mark.parametrize("kind", ["new", "follow-up"])
def test_filing_many_costs_hardly_more_statements_than_filing_few(
    account: MailAccount, ticket: Ticket, kind: str
) -> None:
    with everywhere():
        known = Message.objects.get(ticket=ticket).message_id

    def cost(count: int, mark: str) -> int:
        headers = {"In_Reply_To": known} if kind == "follow-up" else {}
        store(account, *(seen(letter(sender=f"{mark}{number}@post.example", **headers)) for number in range(count)))
        with statements() as sent:
            drain(account.owner)
        return len(sent)

    cost(1, "first")

    assert cost(30, "many") <= cost(5, "few")
