from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.channels.fetched import Batch, FetchedMail, Problem
from kontor.channels.models import MailAccount
from kontor.intake.domain.arrivals import known_keys, store_arrivals
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.tickets.models import Blob
from tests.conftest import Frozen
from tests.intake.domain.conftest import newest, seen, store
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope


def _count() -> int:
    with everywhere():
        return Arrival.objects.count()


def test_a_mail_waits_with_its_bytes(nordlicht_account: MailAccount) -> None:
    raw = letter("Zählerstand")

    assert store(nordlicht_account, seen(raw)) == 1

    arrival = newest()
    assert (arrival.state, arrival.outcome, arrival.size) == (ArrivalState.WAITING, "", len(raw))
    assert arrival.raw is not None
    assert arrival.raw.content == raw


def test_the_same_mail_fetched_twice_is_one_row(nordlicht_account: MailAccount) -> None:
    mail = seen(letter())

    assert [store(nordlicht_account, mail) for _time in range(2)] == [1, 0]

    assert _count() == 1


def test_the_same_key_on_another_account_is_another_mail(
    nordlicht_account: MailAccount, alpina_account: MailAccount
) -> None:
    mail = seen(letter())

    assert [store(account, mail) for account in (nordlicht_account, alpina_account)] == [1, 1]


def test_after_a_new_uidvalidity_mails_taken_before_are_known_by_their_bytes(nordlicht_account: MailAccount) -> None:
    old, new = letter("alt"), letter("neu")
    store(nordlicht_account, seen(old, key="1:1"))

    assert store(nordlicht_account, seen(old, key="2:1"), seen(new, key="2:2"), renumbered=True) == 1

    with everywhere():
        rows = Arrival.objects.order_by("id").values_list("key", "state", "outcome", "reason")
        assert list(rows) == [
            ("1:1", ArrivalState.WAITING, "", ""),
            ("2:1", ArrivalState.DONE, Outcome.IGNORED, "renumbered"),
            ("2:2", ArrivalState.WAITING, "", ""),
        ]


def test_equal_mails_are_both_taken_as_long_as_the_server_keeps_its_numbers(nordlicht_account: MailAccount) -> None:
    raw = letter()

    assert store(nordlicht_account, seen(raw, key="1:1"), seen(raw, key="1:2")) == 2

    with everywhere():
        assert Blob.objects.count() == 1


def test_a_mail_that_is_too_large_is_held_with_its_head(nordlicht_account: MailAccount) -> None:
    head = b"Subject: Video\r\n\r\n"

    assert store(nordlicht_account, seen(None, headers=head, problem=Problem.TOO_LARGE)) == 0

    arrival = newest()
    assert (arrival.state, arrival.outcome, arrival.reason) == (ArrivalState.HELD, Outcome.HELD, "too_large")
    assert arrival.raw is not None
    assert arrival.raw.content == head
    assert arrival.size == 60_000_000


def test_a_mail_the_server_cannot_give_out_is_held(nordlicht_account: MailAccount) -> None:
    store(nordlicht_account, seen(None, problem=Problem.UNREADABLE))

    assert (newest().state, newest().reason) == (ArrivalState.HELD, "unreadable")


def test_known_keys_are_those_of_the_account(nordlicht_account: MailAccount, alpina_account: MailAccount) -> None:
    store(nordlicht_account, seen(letter(), key="A"))
    store(alpina_account, seen(letter(), key="B"))

    with in_scope(nordlicht_account.owner):
        assert known_keys(nordlicht_account, ["A", "B", "C"]) == {"A"}


def test_unfiled_mail_of_a_general_account_is_seen_by_the_installation_only(
    general_account: MailAccount, nordlicht_account: MailAccount
) -> None:
    store(general_account, seen(letter()))

    with in_scope(nordlicht_account.owner):
        assert (Arrival.objects.count(), Blob.objects.count()) == (0, 0)
    assert _count() == 1


def test_pop3_mails_that_come_under_new_names_are_known_by_their_bytes(nordlicht_account: MailAccount) -> None:
    raw = letter("alt")
    batches = [Batch(0, 0, (FetchedMail(key, 0, 0, len(raw), raw),)) for key in ("old-1", "new-1")]

    with in_scope(nordlicht_account.tenant_id):
        assert [store_arrivals(nordlicht_account, batch) for batch in batches] == [1, 0]

    assert newest().reason == "renumbered"


def test_two_mails_of_which_only_the_same_head_is_here_are_two(nordlicht_account: MailAccount) -> None:
    """Also when the server has numbered its folder anew: what they hold is not known."""
    heads = [seen(None, key=f"2:{uid}", headers=b"Subject: Video\r\n\r\n") for uid in (1, 2)]

    store(nordlicht_account, *heads, renumbered=True)

    with everywhere():
        states = Arrival.objects.order_by("id").values_list("key", "state", "reason")
        assert list(states) == [("2:1", ArrivalState.HELD, "too_large"), ("2:2", ArrivalState.HELD, "too_large")]


def test_when_it_came_is_what_the_server_says_else_now(nordlicht_account: MailAccount, frozen: Frozen) -> None:
    said = frozen() - timedelta(hours=3)

    for date, received_at in ((said, said), (None, frozen())):
        store(nordlicht_account, seen(letter(), internal_date=date))
        assert newest().received_at == received_at


@pytest.mark.parametrize("connection", [None, {"server": "imap.mail.example"}])
def test_it_is_noted_how_a_mail_was_fetched_where_that_is_known(
    nordlicht_account: MailAccount, connection: dict[str, str] | None
) -> None:
    with in_scope(nordlicht_account.owner):
        store_arrivals(nordlicht_account, Batch(1, 1, (seen(letter()),)), connection=connection)

    assert newest().details.get("connection") == connection


def test_a_folder_that_holds_nothing_new_gives_nothing_to_do(nordlicht_account: MailAccount) -> None:
    mail = seen(letter())
    store(nordlicht_account, mail)

    assert [store(nordlicht_account), store(nordlicht_account, mail, renumbered=True)] == [0, 0]
