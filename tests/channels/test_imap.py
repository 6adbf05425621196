from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from kontor.channels import imap, imap_contents
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.fetched import Batch, Problem
from tests.channels.mails import plain_mail, subject_of
from tests.servers.dovecot import UMLAUT_PASSWORD, UMLAUT_USER, Dovecot
from tests.servers.lines import breaking_line


@pytest.fixture
def box(new_mailbox: Callable[[], str]) -> str:
    return new_mailbox()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_new_mails_come_as_they_lie_on_the_server(mail_server: Dovecot, box: str, security: str) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two"))

    batches = list(imap.fetch_new(mail_server.server(box, security=security), uidvalidity=0, last_uid=0))

    assert [mail.raw for batch in batches for mail in batch.mails] == mail_server.mailbox(box)
    assert [mail.uid for batch in batches for mail in batch.mails] == [1, 2]
    first = batches[0].mails[0]
    assert first.key == f"{first.uidvalidity}:1"
    assert first.size == len(first.raw or b"")
    assert first.internal_date is not None
    assert first.internal_date.tzinfo is not None
    assert batches[0].renumbered is False


def test_fetching_changes_nothing_on_the_server(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("one"))

    list(imap.fetch_new(mail_server.server(box), uidvalidity=0, last_uid=0))

    with mail_server.client(box) as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search(["UNSEEN"]) == [1]


def test_only_mails_after_the_last_one_come(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two"))
    server = mail_server.server(box)
    (known,) = imap.fetch_new(server, uidvalidity=0, last_uid=0)

    (nothing,) = imap.fetch_new(server, uidvalidity=known.uidvalidity, last_uid=known.last_uid)
    mail_server.deliver(box, plain_mail("three"))
    (new,) = imap.fetch_new(server, uidvalidity=known.uidvalidity, last_uid=known.last_uid)

    assert (nothing.mails, nothing.last_uid, nothing.uidvalidity) == ((), 2, known.uidvalidity)
    assert [(mail.uid, subject_of(mail.raw)) for mail in new.mails] == [(3, "three")]
    assert new.last_uid == 3


def test_an_empty_mailbox_tells_its_uidvalidity(mail_server: Dovecot, box: str) -> None:
    (batch,) = imap.fetch_new(mail_server.server(box), uidvalidity=0, last_uid=0)

    assert batch.uidvalidity > 0
    assert batch.mails == ()


def test_mails_come_in_batches_of_fifty(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, *(plain_mail(str(number)) for number in range(120)))

    batches = list(imap.fetch_new(mail_server.server(box), uidvalidity=0, last_uid=0))

    assert [len(batch.mails) for batch in batches] == [50, 50, 20]
    assert [batch.last_uid for batch in batches] == [50, 100, 120]
    assert [subject_of(mail.raw) for batch in batches for mail in batch.mails] == [str(n) for n in range(120)]


def test_batches_are_bounded_by_bytes(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(
        box, *(plain_mail(str(number), size=size) for number, size in enumerate([9000, 9000, 30000, 100]))
    )

    batches = list(imap.fetch_new(mail_server.server(box), uidvalidity=0, last_uid=0, batch_bytes=20_000))

    assert [[subject_of(mail.raw) for mail in batch.mails] for batch in batches] == [["0", "1"], ["2"], ["3"]]


def test_no_more_mails_than_asked_for_come(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, *(plain_mail(str(number)) for number in range(5)))

    (batch,) = imap.fetch_new(mail_server.server(box), uidvalidity=0, last_uid=0, limit=3)

    assert [mail.uid for mail in batch.mails] == [1, 2, 3]
    assert batch.last_uid == 3


@pytest.mark.parametrize("window", [1, 3, 100])
def test_very_large_mailboxes_are_searched_in_steps(
    mail_server: Dovecot, box: str, monkeypatch: pytest.MonkeyPatch, window: int
) -> None:
    monkeypatch.setattr(imap, "WINDOW", window)
    mail_server.deliver(box, *(plain_mail(str(number)) for number in range(7)))
    with imap.open_mailbox(mail_server.server(box)) as mailbox:
        mailbox.delete([2, 5])
        mail_server.deliver(box, plain_mail("just now"))
        mailbox.client.noop()

        assert mailbox.uids() == [1, 3, 4, 6, 7, 8]
        (some,) = mailbox.new(uidvalidity=mailbox.uidvalidity, last_uid=1, limit=3)
        assert [mail.uid for mail in some.mails] == [3, 4, 6]
        (nothing,) = mailbox.new(uidvalidity=mailbox.uidvalidity, last_uid=8)
        assert nothing.mails == ()


def test_a_mail_above_the_maximum_size_comes_with_its_head_only(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("small"), plain_mail("large", size=100_000), plain_mail("after"))

    (batch,) = imap.fetch_new(mail_server.server(box), uidvalidity=0, last_uid=0, max_bytes=50_000)

    small, large, after = batch.mails
    assert (large.raw, large.problem) == (None, Problem.TOO_LARGE)
    assert large.size > 100_000
    assert subject_of(large.headers) == "large"
    assert b"xxxx" not in large.headers
    assert [subject_of(small.raw), subject_of(after.raw)] == ["small", "after"]


def test_a_mail_removed_in_the_meantime_is_left_out(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two"), plain_mail("three"))

    with imap.open_mailbox(mail_server.server(box)) as mailbox:
        batches = mailbox.new(uidvalidity=0, last_uid=0, batch=1)
        next(batches)
        imap.delete(mail_server.server(box), [2], uidvalidity=mailbox.uidvalidity)
        mailbox.client.noop()
        rest = list(batches)

    assert [[subject_of(mail.raw) for mail in batch.mails] for batch in rest] == [[], ["three"]]
    assert rest[-1].last_uid == 3


def test_renumbering_is_told_and_everything_comes_again(mail_server: Dovecot, box: str) -> None:
    server = mail_server.server(box, folder="Service")
    with mail_server.client(box) as client:
        client.create_folder("Service")
        client.append("Service", plain_mail("one"))
        (known,) = imap.fetch_new(server, uidvalidity=0, last_uid=0)
        client.delete_folder("Service")
        time.sleep(1.1)
        client.create_folder("Service")
        client.append("Service", plain_mail("one again"))

    (batch,) = imap.fetch_new(server, uidvalidity=known.uidvalidity, last_uid=known.last_uid)

    assert batch.renumbered is True
    assert batch.uidvalidity != known.uidvalidity
    assert [subject_of(mail.raw) for mail in batch.mails] == ["one again"]


def test_acts_upon_old_numbers_are_refused(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("stays"))
    server = mail_server.server(box)

    with pytest.raises(ConnectionFailed) as refused:
        imap.delete(server, [1], uidvalidity=1)

    assert refused.value.kind == Kind.RENUMBERED
    assert len(mail_server.mailbox(box)) == 1


def test_mark_seen(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two"))

    with imap.open_mailbox(mail_server.server(box)) as mailbox:
        mailbox.mark_seen([1])

    with mail_server.client(box) as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search(["UNSEEN"]) == [2]


def test_move_makes_the_folder(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two"))
    server = mail_server.server(box)

    with imap.open_mailbox(server) as mailbox:
        mailbox.move([1], "Erledigte Vorgänge")

    assert [subject_of(raw) for raw in mail_server.mailbox(box)] == ["two"]
    assert [subject_of(raw) for raw in mail_server.mailbox(box, "Erledigte Vorgänge")] == ["one"]


def test_move_passes_over_what_somebody_else_removes_at_this_moment(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two"), plain_mail("three"))

    with imap.open_mailbox(mail_server.server(box)) as mailbox:
        imap.delete(mail_server.server(box), [2], uidvalidity=mailbox.uidvalidity)
        mailbox.move([1, 2, 3], "Archive")

    assert mail_server.mailbox(box) == []
    assert [subject_of(raw) for raw in mail_server.mailbox(box, "Archive")] == ["one", "three"]


def test_delete_leaves_what_others_have_marked(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two"), plain_mail("three"))
    with mail_server.client(box) as client:
        client.select_folder("INBOX")
        client.delete_messages([1])

        with imap.open_mailbox(mail_server.server(box)) as mailbox:
            mailbox.delete([2])

    assert [subject_of(raw) for raw in mail_server.mailbox(box)] == ["one", "three"]


def test_find_sees_mails_that_came_later(mail_server: Dovecot, box: str) -> None:
    with imap.open_mailbox(mail_server.server(box)) as mailbox:
        assert mailbox.find("<one@customer.example>") == []
        mail_server.deliver(box, plain_mail("one"))
        assert mailbox.find("<one@customer.example>") == [1]


def test_a_password_may_have_umlauts(mail_server: Dovecot) -> None:
    server = mail_server.server(UMLAUT_USER, password=UMLAUT_PASSWORD)

    with imap.open_mailbox(server) as mailbox:
        assert mailbox.count == 0


def test_a_folder_may_have_umlauts(mail_server: Dovecot, box: str) -> None:
    with mail_server.client(box) as client:
        client.create_folder("Anfragen für uns")

    with imap.open_mailbox(mail_server.server(box, folder="Anfragen für uns")) as mailbox:
        assert mailbox.count == 0


def test_what_was_handed_over_before_the_line_broke_is_not_lost(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, *(plain_mail(str(number), size=20_000) for number in range(60)))
    taken: list[Batch] = []

    with breaking_line(mail_server.host, mail_server.ports["imaps"], after=500_000) as line:
        server = mail_server.server(box, host="127.0.0.1", port=line.port)
        with pytest.raises(ConnectionFailed) as broken:
            taken.extend(imap.fetch_new(server, uidvalidity=0, last_uid=0, batch=10))
        last = taken[-1]
        rest = list(imap.fetch_new(mail_server.server(box), uidvalidity=last.uidvalidity, last_uid=last.last_uid))

    assert (broken.value.kind, broken.value.permanent) == (Kind.LOST, False)
    assert len(taken) == 2
    mails = [mail for batch in [*taken, *rest] for mail in batch.mails]
    assert [subject_of(mail.raw) for mail in mails] == [str(number) for number in range(60)]


def test_a_server_without_move_and_uidplus_is_served(
    mail_server: Dovecot, box: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two"), plain_mail("three"))

    with imap.open_mailbox(mail_server.server(box)) as mailbox:
        monkeypatch.setattr(mailbox.client, "_cached_capabilities", (b"IMAP4REV1",))
        mailbox.move([1], "Archive")
        mailbox.delete([3])

    assert [subject_of(raw) for raw in mail_server.mailbox(box)] == ["two"]
    assert [subject_of(raw) for raw in mail_server.mailbox(box, "Archive")] == ["one"]


def test_a_server_need_not_tell_the_number_of_the_next_mail(mail_server: Dovecot, box: str) -> None:
    with imap.open_mailbox(mail_server.server(box)) as opened:
        mailbox = imap.Mailbox(opened.client, opened.server, uidvalidity=opened.uidvalidity, next_uid=0, count=0)
        before = mailbox.has_new()
        mail_server.deliver(box, plain_mail("one"))
        mailbox.client.noop()

        assert (before, mailbox.has_new()) == (False, True)


def test_nothing_in_place_of_a_mail_is_no_mail(mail_server: Dovecot, box: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would count as kept, and be deleted on the server."""
    mail_server.deliver(box, plain_mail("one"))
    fetch = imap.Mailbox.fetch

    def stumbling(mailbox: imap.Mailbox, uids: Sequence[int], items: list[str]) -> dict[int, Any]:
        answers = fetch(mailbox, uids, items)
        if items != [imap_contents.CONTENT]:
            return answers
        return {uid: {**answers[uid], b"BODY[]": b""} for uid in answers}

    monkeypatch.setattr(imap.Mailbox, "fetch", stumbling)
    (batch,) = imap.fetch_new(mail_server.server(box), uidvalidity=0, last_uid=0)

    (mail,) = batch.mails
    assert (mail.raw, mail.problem, b"Subject: one" in mail.headers) == (None, Problem.UNREADABLE, True)
