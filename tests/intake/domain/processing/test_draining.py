"""What waits is filed, and what fails is held."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from kontor.channels.models import MailAccount
from kontor.intake import tasks
from kontor.intake.domain import paper, processing
from kontor.intake.domain.processing import ATTEMPTS, PATIENCE, drain, something_waits
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival, Claim
from kontor.intake.parsing import reading
from kontor.intake.parsing.mail import ParsedMail
from kontor.intake.parsing.reading import parse_mail
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.tickets.domain import blobs
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.routing import make_rule
from tests.intake.domain.conftest import Receive, newest, seen, store
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope


def rows_of() -> list[tuple[str, str, str, int]]:
    with everywhere():
        return list(Arrival.objects.order_by("id").values_list("state", "outcome", "reason", "attempts"))


def test_everything_that_waits_is_filed_in_the_order_of_its_coming(account: MailAccount) -> None:
    store(account, *(seen(letter(f"Nr {number}")) for number in range(3)))

    assert drain(account.owner) == 3

    with everywhere():
        assert list(Ticket.objects.order_by("id").values_list("subject", flat=True)) == ["Nr 0", "Nr 1", "Nr 2"]
    assert drain(account.owner) == 0


def test_a_batch_ends_and_the_rest_waits(account: MailAccount) -> None:
    store(account, *(seen(letter()) for _mail in range(3)))

    assert [drain(account.owner, most=2), drain(account.owner, most=2)] == [2, 1]


def test_a_mail_that_cannot_be_read_is_held(
    account: MailAccount, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read_body", _break)

    arrival = receive(account, letter())

    assert (arrival.state, arrival.outcome, arrival.reason) == (ArrivalState.HELD, Outcome.HELD, "unreadable")


def _break(*_arguments: object) -> None:
    raise RecursionError


@pytest.mark.parametrize("error", [ZeroDivisionError, ValueError, RuntimeError, psycopg.errors.OutOfMemory])
def test_a_mail_that_fails_is_tried_again_then_held_and_stops_no_other(
    committed_db: str, account: MailAccount, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    store(account, seen(letter("böse", text="BAD")), seen(letter("gut")))
    monkeypatch.setattr(paper, "parse_mail", partial(_stumbling, error))

    first = drain(account.owner)
    after_first = rows_of()
    for _time in range(ATTEMPTS - 1):
        drain(account.owner)

    assert first == 2
    assert after_first == [
        (ArrivalState.WAITING, "", "", 1),
        (ArrivalState.DONE, Outcome.NEW_TICKET, "new", 0),
    ]
    assert rows_of()[0] == (ArrivalState.HELD, Outcome.HELD, "error", ATTEMPTS)
    with everywhere():
        assert Arrival.objects.earliest("id").details["error"] == error.__name__
        assert Ticket.objects.count() == 1


def test_a_mail_for_which_there_is_no_room_waits_until_there_is(
    committed_db: str, account: MailAccount, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """However often it is tried: nobody has to decide on it, and the others are filed."""
    store(account, seen(letter("groß", text="BAD")), seen(letter("klein")))
    with monkeypatch.context() as full:
        full.setattr(paper, "parse_mail", partial(_stumbling, partial(OSError, errno.ENOSPC)))
        for _time in range(ATTEMPTS + 1):
            drain(account.owner)
        while_full = rows_of()
    drain(account.owner)

    assert while_full == [(ArrivalState.WAITING, "", "", 0), (ArrivalState.DONE, Outcome.NEW_TICKET, "new", 0)]
    assert rows_of() == [(ArrivalState.DONE, Outcome.NEW_TICKET, "new", 0)] * 2
    assert caplog.text.count("waits, there is no room for it") == ATTEMPTS + 1
    assert "Traceback" not in caplog.text


def test_a_mail_whose_file_lies_in_a_folder_that_is_not_mounted_waits(
    committed_db: str,
    account: MailAccount,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.MAIL_STORAGE = str(tmp_path / "kept")
    monkeypatch.setattr(blobs, "IN_ROW", 0)
    store(account, seen(letter("groß")))
    settings.MAIL_STORAGE = str(tmp_path / "not mounted")
    for _time in range(ATTEMPTS + 1):
        drain(account.owner)
    while_away = rows_of()
    settings.MAIL_STORAGE = str(tmp_path / "kept")
    drain(account.owner)

    assert while_away == [(ArrivalState.WAITING, "", "", 0)]
    assert rows_of() == [(ArrivalState.DONE, Outcome.NEW_TICKET, "new", 0)]
    assert "Traceback" not in caplog.text


def test_a_database_without_room_is_no_mails_trouble(
    committed_db: str, account: MailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(account, seen(letter("groß", text="BAD")), seen(letter("klein")))
    monkeypatch.setattr(paper, "parse_mail", partial(_stumbling, psycopg.errors.DiskFull))

    for _time in range(ATTEMPTS + 1):
        with pytest.raises(psycopg.errors.DiskFull):
            drain(account.owner)

    assert rows_of() == [(ArrivalState.WAITING, "", "", 0)] * 2
    with everywhere():
        assert not Claim.objects.exists()


def _stumbling(error: Callable[[str], Exception], raw: bytes, **values: object) -> ParsedMail:
    """A mail with BAD in it breaks whoever reads it."""
    if b"BAD" in raw:
        raise error("stumbled")
    return parse_mail(raw, **values)  # type: ignore[arg-type]


def test_a_failure_is_not_counted_when_another_worker_has_filed_the_mail(
    account: MailAccount, receive: Receive
) -> None:
    arrival = receive(account, letter())
    with everywhere():
        Arrival.objects.update(attempts=ATTEMPTS - 1)

    processing._note_failure(account.owner, arrival.pk, ValueError())

    assert rows_of() == [(ArrivalState.DONE, Outcome.NEW_TICKET, "new", ATTEMPTS - 1)]


def test_a_long_backlog_has_one_waiting_job_however_often_the_clock_strikes(
    account: MailAccount, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "BATCH", 0)
    store(account, seen(letter()))
    with in_scope(account.owner):
        frozen.move(seconds=PATIENCE.total_seconds() + 1)
        MailAccount.objects.all().update(fetch_due_at=frozen.at + timedelta(days=1))

    tasks.look_after_waiting(0)
    tasks.look_after_waiting(0)
    tasks.drain(account.owner)

    assert [job.arguments for job in waiting_jobs("drain")] == [{"tenant_id": account.owner}]


def test_a_mail_whose_job_is_gone_is_found_again(account: MailAccount, frozen: Frozen) -> None:
    store(account, seen(letter()))
    with in_scope(account.owner):
        before = something_waits(account.owner)
        frozen.move(seconds=PATIENCE.total_seconds() + 1)
        after = something_waits(account.owner)
        MailAccount.objects.all().update(fetch_due_at=frozen.at + timedelta(days=1))

    tasks.look_after_waiting(0)
    run_jobs("drain")

    assert (before, after) == (False, True)
    assert newest().outcome == Outcome.NEW_TICKET


def test_a_category_deleted_within_a_batch_gives_way_to_the_next_rule(
    account: MailAccount, moving: Category, billing: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rule(moving, "Umzug")
    store(account, seen(letter("Umzug 1")), seen(letter("Umzug 2")))
    monkeypatch.setattr(paper, "parse_mail", _parse_after(partial(_delete, moving)))

    drain(account.owner)

    assert [outcome for _state, outcome, *_more in rows_of()] == [Outcome.NEW_TICKET] * 2
    with everywhere():
        assert set(Ticket.objects.values_list("category", flat=True)) == {billing.pk}


def test_a_category_deleted_within_a_batch_holds_the_mail_when_nothing_else_claims_it(
    nordlicht_account: MailAccount, moving: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rule(moving, "Umzug")
    store(nordlicht_account, seen(letter("Umzug")))
    monkeypatch.setattr(paper, "parse_mail", _parse_after(partial(_delete, moving)))

    drain(nordlicht_account.owner)

    assert rows_of() == [(ArrivalState.HELD, Outcome.HELD, "no_category", 0)]


def test_a_rule_changed_within_a_batch_counts_from_the_next_one_on(
    account: MailAccount, moving: Category, billing: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "TOGETHER", 2)
    store(account, *(seen(letter(f"Umzug {number}")) for number in range(3)))
    monkeypatch.setattr(paper, "parse_mail", _parse_after(partial(make_rule, moving, "Umzug")))

    drain(account.owner)

    with everywhere():
        categories = Ticket.objects.order_by("id").values_list("category", flat=True)
        assert list(categories) == [billing.pk, billing.pk, moving.pk]


def _delete(category: Category) -> None:
    with in_scope(category.tenant_id):
        Category.objects.filter(pk=category.pk).update(deleted_at=clock.now())


def _parse_after(change: Callable[[], object]) -> Callable[..., ParsedMail]:
    """Parsing, in front of which something changes, once: after the rules were read."""
    waiting = [change]

    def parse(raw: bytes, **values: object) -> ParsedMail:
        if waiting:
            waiting.pop()()
        return parse_mail(raw, **values)  # type: ignore[arg-type]

    return parse


def test_a_full_batch_goes_on_in_another_job(account: MailAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processing, "BATCH", 2)
    monkeypatch.setattr(drain, "__kwdefaults__", {"most": 2})
    store(account, *(seen(letter()) for _mail in range(5)))

    tasks.drain(account.owner)

    assert [job.arguments for job in waiting_jobs("drain")] == [{"tenant_id": account.owner}]
    assert run_jobs("drain") == 2
    assert {state for state, *_more in rows_of()} == {ArrivalState.DONE}


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_a_made_up_token_with_a_letter_that_only_resembles_ours_holds_up_no_mail(
    account: MailAccount, header: str
) -> None:
    forged = letter("Made up", **{header: f"<kontor.{'a' * 26}.{'a' * 15}s@north.example>"})
    store(account, seen(forged.replace(b"aas@north", "aa\u017f@north".encode())), seen(letter("Any other")))

    assert drain(account.owner) == 2

    assert rows_of() == [(ArrivalState.DONE, Outcome.NEW_TICKET, "new", 0)] * 2
