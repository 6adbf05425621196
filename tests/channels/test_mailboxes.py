"""What is done to a mailbox whatever its protocol, and what servers do in the middle of it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from kontor.channels import imap, mailboxes, pop3
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.servers import MailServer
from tests.channels.listing import listing
from tests.channels.mails import plain_mail, subject_of
from tests.channels.test_imap_idle import SERVER, scripted
from tests.servers.dovecot import Dovecot
from tests.servers.lines import scripted_lines, slow_line


@pytest.fixture
def box(new_mailbox: Callable[[], str]) -> str:
    return new_mailbox()


def keys_of(server: MailServer) -> list[str]:
    if server.protocol == "pop3":
        batches = list(pop3.fetch_new(server, known=lambda _keys: []))
    else:
        batches = list(imap.fetch_new(server, uidvalidity=0, last_uid=0))
    return [mail.key for batch in batches for mail in batch.mails]


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_the_listing_names_what_fetching_hands_over(mail_server: Dovecot, box: str, protocol: str) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two", size=5000))
    server = mail_server.server(box, protocol=protocol)

    listed = listing(server)

    assert list(listed) == keys_of(server)
    assert list(listed.values()) == [len(raw) for raw in mail_server.mailbox(box)]


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_an_empty_mailbox_has_an_empty_listing(mail_server: Dovecot, box: str, protocol: str) -> None:
    assert listing(mail_server.server(box, protocol=protocol)) == {}


def test_long_listings_come_in_steps(mail_server: Dovecot, box: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "SIZES", 2)
    mail_server.deliver(box, *(plain_mail(str(number)) for number in range(5)))
    server = mail_server.server(box)
    mailboxes.delete(server, [keys_of(server)[1]])

    assert [key.partition(":")[2] for key in listing(server)] == ["1", "3", "4", "5"]


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_mails_are_removed_by_key(mail_server: Dovecot, box: str, protocol: str) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two"), plain_mail("three"))
    server = mail_server.server(box, protocol=protocol)
    first, _second, third = keys_of(server)

    removed = mailboxes.delete(server, [first, third, "of long ago"])

    assert removed == 2
    assert [subject_of(raw) for raw in mail_server.mailbox(box)] == ["two"]
    assert mailboxes.delete(server, [first, third]) == 0
    assert mailboxes.delete(server, []) == 0


def test_a_key_of_another_numbering_removes_nothing(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("stays"))

    assert mailboxes.delete(mail_server.server(box), ["1:1"]) == 0
    assert len(mail_server.mailbox(box)) == 1


def test_a_copy_is_put_once_and_marked_as_read(mail_server: Dovecot, box: str) -> None:
    server = mail_server.server(box)
    copy = plain_mail("answer")

    first = mailboxes.append_copy(server, "Gesendete Objekte – Büro", copy, message_id="<answer@customer.example>")
    again = mailboxes.append_copy(server, "Gesendete Objekte – Büro", copy, message_id="<answer@customer.example>")

    assert (first, again) == (True, False)
    assert mail_server.mailbox(box, "Gesendete Objekte – Büro") == [copy]
    with mail_server.client(box) as client:
        client.select_folder("Gesendete Objekte – Büro", readonly=True)
        assert client.search(["UNSEEN"]) == []


def test_a_large_copy_over_a_slow_line_is_put_there_as_long_as_it_goes_on(mail_server: Dovecot, box: str) -> None:
    large = plain_mail("answer") + (b"y" * 70 + b"\r\n") * 150_000

    with slow_line(mail_server.host, mail_server.ports["imaps"], megabytes=5) as port:
        server = mail_server.server(box, host="127.0.0.1", port=port, timeout=0.7)
        assert mailboxes.append_copy(server, "Sent", large)

    assert mail_server.mailbox(box, "Sent") == [large]


def test_a_copy_that_the_server_refuses_is_told() -> None:
    answers = {
        **SERVER,
        "LIST": '* LIST () "/" Sent\r\n{tag} OK done\r\n',
        "APPEND": "{tag} NO [OVERQUOTA] full\r\n",
    }
    with scripted_lines("* OK hello\r\n", answers) as script, pytest.raises(ConnectionFailed) as failed:
        mailboxes.append_copy(scripted(script.port), "Sent", plain_mail("answer"))

    assert (failed.value.kind, failed.value.permanent) == (Kind.BUSY, False)


def test_a_folder_that_was_renamed_is_told_plainly(mail_server: Dovecot, box: str) -> None:
    server = mail_server.server(box, folder="Service")
    with mail_server.client(box) as client:
        client.create_folder("Service")
        imap.fetch_new(server, uidvalidity=0, last_uid=0)
        client.rename_folder("Service", "Kundenservice")

    with pytest.raises(ConnectionFailed) as failed:
        list(imap.fetch_new(server, uidvalidity=0, last_uid=0))

    assert str(failed.value) == (
        "The mailbox has no folder “Service”. If it was renamed or deleted, correct the folder in the account."
    )


def test_a_folder_deleted_while_it_is_open_breaks_off_and_is_told_at_the_next_visit(
    mail_server: Dovecot, box: str
) -> None:
    server = mail_server.server(box, folder="Service")
    with mail_server.client(box) as client:
        client.create_folder("Service")
        client.append("Service", plain_mail("one"))
        with imap.open_mailbox(server) as mailbox:
            client.delete_folder("Service")
            time.sleep(1.1)
            with pytest.raises(ConnectionFailed) as broken:
                mailbox.find("<one@customer.example>")

    with pytest.raises(ConnectionFailed) as failed:
        list(imap.fetch_new(server, uidvalidity=0, last_uid=0))
    assert broken.value.kind in (Kind.LOST, Kind.PROTOCOL)
    assert failed.value.kind == Kind.FOLDER


def test_mails_moved_away_between_search_and_fetch_are_left_out(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, *(plain_mail(str(number)) for number in range(4)))
    with imap.open_mailbox(mail_server.server(box)) as mailbox:
        batches = mailbox.new(uidvalidity=0, last_uid=0, batch=1)
        next(batches)
        with mail_server.client(box) as client:
            client.create_folder("Elsewhere")
            client.select_folder("INBOX")
            client.move([2, 3], "Elsewhere")
        rest = [subject_of(mail.raw) for batch in batches for mail in batch.mails]

    assert rest == ["3"]


def fetched(answers: dict[str, str]) -> ConnectionFailed:
    with scripted_lines("* OK hello\r\n", answers) as script, pytest.raises(ConnectionFailed) as failed:
        list(imap.fetch_new(scripted(script.port), uidvalidity=0, last_uid=0))
    return failed.value


@pytest.mark.parametrize(
    "answer",
    [
        "* BYE shutting down\r\n{hang up}",
        "* 1 FETCH (UID 1 RFC822.SIZE 500 FLAGS ())\r\n* BYE\r\n{hang up}",
        "* 1 FETCH (UID 1 BODY[] {500}\r\nFrom: somebody\r\n{hang up}",
        "* 1 FETCH (UID 1 RFC822.SI{hang up}",
    ],
)
def test_a_server_that_breaks_off_in_the_middle_hands_over_nothing_half(answer: str) -> None:
    failure = fetched({**SERVER, "SEARCH": "* SEARCH 1\r\n{tag} OK done\r\n", "FETCH": answer, "UID": answer})

    assert (failure.kind, failure.permanent) == (Kind.LOST, False)


def test_a_server_that_tells_no_uidvalidity_is_read_once() -> None:
    answers = {**SERVER, "SELECT": "* 0 EXISTS\r\n{tag} OK done\r\n", "UID": "* SEARCH\r\n{tag} OK done\r\n"}
    with scripted_lines("* OK hello\r\n", answers) as script:
        (batch,) = imap.fetch_new(scripted(script.port), uidvalidity=0, last_uid=12)

    assert (batch.uidvalidity, batch.last_uid, batch.renumbered, batch.mails) == (0, 12, False, ())
