"""Many mails in one transaction: it comes to the same as one after the other, and one mail's trouble stays its own."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection

from kontor.channels.models import MailAccount
from kontor.customers.models import Address, Customer
from kontor.intake.domain import claims, filing, judging, paper, processing
from kontor.intake.domain.blocking import BlockBook
from kontor.intake.domain.judged import Filed, JudgedMail
from kontor.intake.domain.new_tickets import Request, file_new
from kontor.intake.domain.processing import drain
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.intake.parsing.mail import ParsedMail
from kontor.intake.parsing.reading import parse_mail
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import MessageKind
from kontor.tickets.models import Attachment, Blob, HistoryEntry, Message, Ticket
from tests.factories.tickets import make_message, make_ticket
from tests.intake.domain.conftest import seen, store
from tests.support.letters import delivery_report, letter, letter_with_file
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import at_once


def _outcomes() -> list[tuple[str, str, int]]:
    with everywhere():
        return list(Arrival.objects.order_by("id").values_list("outcome", "reason", "attempts"))


def _subjects() -> list[str]:
    with everywhere():
        return list(Ticket.objects.order_by("id").values_list("subject", flat=True))


# One mail's trouble


@pytest.mark.parametrize("trouble", ["python", "database"])
def test_a_poisonous_mail_in_a_batch_stops_no_other_and_doubles_none(
    committed_db: str, account: MailAccount, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    texts = ["BAD" if number == 3 else "Guten Tag" for number in range(7)]
    store(account, *(seen(letter(f"Nr {n}", text=text, sender=f"k{n}@post.example")) for n, text in enumerate(texts)))
    monkeypatch.setattr(paper, "parse_mail", partial(_poisoned, trouble))

    assert drain(account.owner) == 7

    good = [f"Nr {number}" for number in range(7) if number != 3]
    assert _subjects() == good
    assert [attempts for _outcome, _reason, attempts in _outcomes()] == [0, 0, 0, 1, 0, 0, 0]
    with everywhere():
        assert sorted(Message.objects.values_list("subject", flat=True)) == good
        assert Customer.objects.count() == Address.objects.count() == 6
        assert HistoryEntry.objects.count() == 12
        waiting = Arrival.objects.filter(state=ArrivalState.WAITING)
        assert [(row.ticket_id, row.raw is not None) for row in waiting] == [(None, True)]


def _poisoned(trouble: str, raw: bytes, **values: object) -> ParsedMail:
    """A mail with BAD in it breaks whoever reads it, or cannot be stored."""
    mail = parse_mail(raw, **values)  # type: ignore[arg-type]
    if "BAD" not in mail.text:
        return mail
    if trouble == "python":
        raise ValueError("stumbled")
    return replace(mail, text="\0")


def test_a_mail_that_failed_before_spoils_no_batch_again(
    committed_db: str, account: MailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(account, seen(letter("böse", text="BAD")))
    monkeypatch.setattr(paper, "parse_mail", partial(_poisoned, "python"))
    drain(account.owner)
    store(account, *(seen(letter(f"Nr {number}")) for number in range(4)))
    batches = _watch(monkeypatch)

    drain(account.owner)

    assert batches == [1, 4]
    assert _subjects() == ["Nr 0", "Nr 1", "Nr 2", "Nr 3"]


def _watch(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many mails are taken at once, from now on."""
    batches: list[int] = []

    def judge(arrivals: list[Arrival]) -> list[JudgedMail]:
        batches.append(len(arrivals))
        return judging.judge(arrivals)

    monkeypatch.setattr(processing, "judge", judge)
    return batches


def test_a_worker_that_dies_in_the_middle_of_a_batch_leaves_all_of_it_waiting(
    committed_db: str, account: MailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has written is as if it had never been; the next one files each mail once."""
    store(
        account, *(seen(letter_with_file(f"Nr {n}", "a.pdf", b"%PDF", sender=f"k{n}@post.example")) for n in range(5))
    )
    monkeypatch.setattr(filing, "file_new", _File(dies=SystemExit))
    with pytest.raises(SystemExit):
        drain(account.owner)
    connection.close()
    before = _subjects(), _outcomes()
    monkeypatch.undo()
    monkeypatch.setattr(claims, "SURELY_LOCKED", timedelta())

    drain(account.owner)

    assert before == ([], [("", "", 0)] * 5)
    _assert_filed_once(5)


def test_a_connection_that_breaks_in_the_middle_of_a_batch_is_no_mails_fault(
    committed_db: str, account: MailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(
        account, *(seen(letter_with_file(f"Nr {n}", "a.pdf", b"%PDF", sender=f"k{n}@post.example")) for n in range(5))
    )
    monkeypatch.setattr(filing, "file_new", _File(dies=OperationalError))

    assert drain(account.owner) == 5

    _assert_filed_once(5)


class _File:
    """Files; the first time its connection is cut off when everything is written, before it is committed."""

    def __init__(self, *, dies: type[BaseException]) -> None:
        self.dies: type[BaseException] | None = dies

    def __call__(self, requests: list[Request], blocks: BlockBook) -> list[Filed]:
        filed = file_new(requests, blocks)
        dies, self.dies = self.dies, None
        if dies:
            with suppress(OperationalError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            raise dies
        return filed


def _assert_filed_once(count: int) -> None:
    assert _subjects() == [f"Nr {number}" for number in range(count)]
    assert _outcomes() == [(Outcome.NEW_TICKET, "new", 0)] * count
    with everywhere():
        assert Message.objects.count() == Customer.objects.count() == Attachment.objects.count() == count
        assert Blob.objects.count() == count + 1


# The same as one after the other


def test_an_answer_to_a_mail_of_the_same_batch_goes_to_its_ticket(account: MailAccount) -> None:
    store(
        account,
        seen(letter("Frage", message_id="<first@post.example>")),
        seen(letter("Anderes", sender="max@post.example")),
        seen(letter("Re: Frage", In_Reply_To="<first@post.example>", message_id="<second@post.example>")),
        seen(letter("Re: Re: Frage", References="<second@post.example>", sender="max@post.example")),
    )

    assert drain(account.owner) == 4

    assert _subjects() == ["Frage", "Anderes"]
    assert [reason for _outcome, reason, _attempts in _outcomes()] == ["new", "new", "references", "references"]
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

    assert [outcome for outcome, *_more in _outcomes()] == [Outcome.FOLLOW_UP, Outcome.FOLLOW_UP, Outcome.NEW_TICKET]


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
    assert [outcome for outcome, *_more in _outcomes()] == expected
    with everywhere():
        assert Ticket.objects.get(subject__startswith="Wieder").process_id == closed.pk
        kinds = Message.objects.filter(ticket=ticket).order_by("id").values_list("kind", flat=True)
        assert list(kinds)[1:] == [MessageKind.CUSTOMER, MessageKind.AUTO_REPLY]
        assert Attachment.objects.get().message.ticket.subject == "Mit Datei"


def test_a_large_mail_waits_for_the_next_batch(account: MailAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "BYTES_TOGETHER", 2_000)
    store(account, *(seen(letter(f"Nr {number}", text="Wort " * 300 * (number == 1))) for number in range(4)))
    batches = _watch(monkeypatch)

    drain(account.owner)

    assert batches == [1, 1, 2]
    assert _subjects() == ["Nr 0", "Nr 1", "Nr 2", "Nr 3"]


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
    assert set(_outcomes()) == {(Outcome.FOLLOW_UP, "references", 0)}
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

    assert [outcome for outcome, *_more in _outcomes()] == [Outcome.FOLLOW_UP, Outcome.BOUNCE, Outcome.FOLLOW_UP]
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
