"""Waiting for new mail: with a server that tells of it, with one that does not, and with one that hangs up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from kontor.channels import imap, imap_idle
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.servers import MailServer
from tests.channels.mails import plain_mail, subject_of
from tests.servers.dovecot import Dovecot
from tests.servers.lines import breaking_line, scripted_lines

SERVER = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n",
    "LOGIN": "{tag} OK done\r\n",
    "SELECT": "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 2] ok\r\n{tag} OK done\r\n",
    "NOOP": "{tag} OK done\r\n",
    "UID": "* SEARCH 1\r\n{tag} OK done\r\n",
    "IDLE": "+ idling\r\n",
    "DONE": "{last} OK done\r\n",
    "LOGOUT": "* BYE bye\r\n{tag} OK done\r\n{hang up}",
}


@pytest.fixture
def box(new_mailbox: Callable[[], str]) -> str:
    return new_mailbox()


@contextmanager
def later(seconds: float, do: Callable[[], object]) -> Iterator[None]:
    timer = threading.Timer(seconds, do)
    timer.start()
    yield
    timer.join()


def scripted(port: int) -> MailServer:
    return MailServer("127.0.0.1", port, "service", "secret", security="plain", timeout=3.0)


def test_a_new_mail_ends_the_waiting_soon(mail_server: Dovecot, box: str) -> None:
    with imap.open_mailbox(mail_server.server(box)) as mailbox:
        assert mailbox.can_idle
        with later(0.5, lambda: mail_server.deliver(box, plain_mail("one"))):
            begin = time.monotonic()
            assert mailbox.idle(20, threading.Event()) is True
        assert time.monotonic() - begin < 5

        (batch,) = mailbox.new(uidvalidity=mailbox.uidvalidity, last_uid=0)
    assert [subject_of(mail.raw) for mail in batch.mails] == ["one"]


def test_a_mail_that_came_before_the_waiting_counts(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("one"))
    with imap.open_mailbox(mail_server.server(box)) as mailbox:
        list(mailbox.new(uidvalidity=0, last_uid=0))
        mail_server.deliver(box, plain_mail("two"))

        begin = time.monotonic()
        assert mailbox.idle(20, threading.Event()) is True
        assert time.monotonic() - begin < 3


def test_what_was_handed_over_is_not_new(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two"))
    with imap.open_mailbox(mail_server.server(box)) as mailbox:
        list(mailbox.new(uidvalidity=0, last_uid=0))

        assert mailbox.idle(1.2, threading.Event()) is False


def test_flags_and_removals_are_not_news(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two"))

    def disturb() -> None:
        with mail_server.client(box) as client:
            client.select_folder("INBOX")
            client.add_flags([1], [b"\\Seen"])
            client.delete_messages([2])
            client.expunge()

    with imap.open_mailbox(mail_server.server(box)) as mailbox:
        list(mailbox.new(uidvalidity=0, last_uid=0))
        with later(0.3, disturb):
            assert mailbox.idle(3, threading.Event()) is False


def test_the_waiting_can_be_stopped(mail_server: Dovecot, box: str) -> None:
    stop = threading.Event()
    with imap.open_mailbox(mail_server.server(box)) as mailbox, later(0.5, stop.set):
        begin = time.monotonic()
        assert mailbox.idle(60, stop) is False
        assert time.monotonic() - begin < 3
        assert mailbox.uids() == []


def test_idle_is_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_idle, "RENEW", 0.4)
    with scripted_lines("* OK hello\r\n", SERVER) as script, imap.open_mailbox(scripted(script.port)) as mailbox:
        assert mailbox.idle(1.5, threading.Event()) is False

    idles = [line for line in script.heard if line.endswith("IDLE")]
    assert len(idles) >= 3
    assert script.heard.count("DONE") == len(idles)


def test_renewing_is_within_what_servers_allow() -> None:
    assert imap_idle.RENEW < 29 * 60


def test_a_broken_line_ends_the_waiting(mail_server: Dovecot, box: str) -> None:
    with breaking_line(mail_server.host, mail_server.ports["imaps"], after=1_000_000) as line:
        server = mail_server.server(box, host="127.0.0.1", port=line.port)
        with imap.open_mailbox(server) as mailbox:
            line.after = line.passed
            news = later(0.5, lambda: mail_server.deliver(box, plain_mail("one")))
            with news, pytest.raises(ConnectionFailed) as failed:
                mailbox.idle(20, threading.Event())

    assert (failed.value.kind, failed.value.permanent) == (Kind.LOST, False)


def test_a_server_that_says_goodbye_ends_the_waiting() -> None:
    answers = {**SERVER, "IDLE": "+ idling\r\n* BYE shutting down\r\n{hang up}"}
    with (
        scripted_lines("* OK hello\r\n", answers) as script,
        pytest.raises(ConnectionFailed) as failed,
        imap.open_mailbox(scripted(script.port)) as mailbox,
    ):
        mailbox.idle(20, threading.Event())

    assert failed.value.kind == Kind.LOST


def test_a_server_that_refuses_to_idle_is_told() -> None:
    answers = {**SERVER, "IDLE": "{tag} NO not now\r\n"}
    with (
        scripted_lines("* OK hello\r\n", answers) as script,
        pytest.raises(ConnectionFailed) as failed,
        imap.open_mailbox(scripted(script.port)) as mailbox,
    ):
        mailbox.idle(20, threading.Event())

    assert failed.value.kind == Kind.PROTOCOL


def test_a_mail_announced_with_another_answer_is_not_overlooked() -> None:
    answers = {**SERVER, "UID": "* SEARCH 1\r\n* 2 EXISTS\r\n{tag} OK done\r\n"}
    with scripted_lines("* OK hello\r\n", answers) as script, imap.open_mailbox(scripted(script.port)) as mailbox:

        def turn() -> None:
            answers["UID"] = "* SEARCH 1 2\r\n{tag} OK done\r\n"

        with later(0.3, turn):
            assert mailbox.idle(20, threading.Event()) is True

    assert not any(line.endswith("IDLE") for line in script.heard)


def test_a_server_without_idle_is_asked_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_idle, "POLL", 0.2)
    answers = {**SERVER, "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n"}

    def arrive() -> None:
        answers["UID"] = "* SEARCH 1 2\r\n{tag} OK done\r\n"

    with scripted_lines("* OK hello\r\n", answers) as script, imap.open_mailbox(scripted(script.port)) as mailbox:
        assert mailbox.can_idle is False
        with later(0.5, arrive):
            assert mailbox.idle(20, threading.Event()) is True

    assert not any(line.endswith("IDLE") for line in script.heard)
