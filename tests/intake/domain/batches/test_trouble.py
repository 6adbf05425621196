"""One mail’s trouble is no other’s."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection

from kontor.channels.models import MailAccount
from kontor.customers.models import Address, Customer
from kontor.intake.domain import claims, filing, paper
from kontor.intake.domain.blocking import BlockBook
from kontor.intake.domain.judged import Filed
from kontor.intake.domain.new_tickets import Request, file_new
from kontor.intake.domain.processing import drain
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.intake.parsing.mail import ParsedMail
from kontor.intake.parsing.reading import parse_mail
from kontor.tickets.models import Attachment, Blob, HistoryEntry, Message
from tests.intake.domain.batches.conftest import outcomes, subjects_of_tickets, watch
from tests.intake.domain.conftest import seen, store
from tests.support.letters import letter, letter_with_file
from tests.support.scoping import everywhere


@pytest.mark.parametrize("trouble", ["python", "database"])
def test_a_poisonous_mail_in_a_batch_stops_no_other_and_doubles_none(
    committed_db: str, account: MailAccount, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    texts = ["BAD" if number == 3 else "Guten Tag" for number in range(7)]
    store(account, *(seen(letter(f"Nr {n}", text=text, sender=f"k{n}@post.example")) for n, text in enumerate(texts)))
    monkeypatch.setattr(paper, "parse_mail", partial(poisoned, trouble))

    assert drain(account.owner) == 7

    good = [f"Nr {number}" for number in range(7) if number != 3]
    assert subjects_of_tickets() == good
    assert [attempts for _outcome, _reason, attempts in outcomes()] == [0, 0, 0, 1, 0, 0, 0]
    with everywhere():
        assert sorted(Message.objects.values_list("subject", flat=True)) == good
        assert Customer.objects.count() == Address.objects.count() == 6
        assert HistoryEntry.objects.count() == 12
        waiting = Arrival.objects.filter(state=ArrivalState.WAITING)
        assert [(row.ticket_id, row.raw is not None) for row in waiting] == [(None, True)]


def poisoned(trouble: str, raw: bytes, **values: object) -> ParsedMail:
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
    monkeypatch.setattr(paper, "parse_mail", partial(poisoned, "python"))
    drain(account.owner)
    store(account, *(seen(letter(f"Nr {number}")) for number in range(4)))
    batches = watch(monkeypatch)

    drain(account.owner)

    assert batches == [1, 4]
    assert subjects_of_tickets() == ["Nr 0", "Nr 1", "Nr 2", "Nr 3"]


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
    before = subjects_of_tickets(), outcomes()
    monkeypatch.undo()
    monkeypatch.setattr(claims, "SURELY_LOCKED", timedelta())

    drain(account.owner)

    assert before == ([], [("", "", 0)] * 5)
    assert_filed_once(5)


def test_a_connection_that_breaks_in_the_middle_of_a_batch_is_no_mails_fault(
    committed_db: str, account: MailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(
        account, *(seen(letter_with_file(f"Nr {n}", "a.pdf", b"%PDF", sender=f"k{n}@post.example")) for n in range(5))
    )
    monkeypatch.setattr(filing, "file_new", _File(dies=OperationalError))

    assert drain(account.owner) == 5

    assert_filed_once(5)


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


def assert_filed_once(count: int) -> None:
    assert subjects_of_tickets() == [f"Nr {number}" for number in range(count)]
    assert outcomes() == [(Outcome.NEW_TICKET, "new", 0)] * count
    with everywhere():
        assert Message.objects.count() == Customer.objects.count() == Attachment.objects.count() == count
        assert Blob.objects.count() == count + 1
