from __future__ import annotations

import poplib
from collections.abc import Callable

import pytest

from kontor.channels import pop3
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.fetched import Batch, Problem
from kontor.channels.servers import MailServer
from tests.channels.mails import plain_mail, subject_of
from tests.servers.dovecot import HOST, UMLAUT_PASSWORD, UMLAUT_USER, Dovecot
from tests.servers.lines import breaking_line, server_that_says, silent_server, unused_port


@pytest.fixture
def box(new_mailbox: Callable[[], str]) -> str:
    return new_mailbox()


def fetched(server: MailServer, *taken: str, **bounds: int) -> list[Batch]:
    return list(pop3.fetch_new(server, known=lambda _uidls: taken, **bounds))


def failure_of(server: MailServer) -> ConnectionFailed:
    with pytest.raises(ConnectionFailed) as failed:
        fetched(server)
    return failed.value


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mails_come_as_they_lie_on_the_server(mail_server: Dovecot, box: str, security: str) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two", text=".dot\r\n..dots"))

    (batch,) = fetched(mail_server.server(box, protocol="pop3", security=security))

    assert [mail.raw for mail in batch.mails] == mail_server.mailbox(box)


def test_mails_taken_before_do_not_come(mail_server: Dovecot, box: str) -> None:
    server = mail_server.server(box, protocol="pop3")
    mail_server.deliver(box, plain_mail("one"))
    (batch,) = fetched(server)
    mail_server.deliver(box, plain_mail("two"))

    (new,) = fetched(server, batch.mails[0].key)

    assert [subject_of(mail.raw) for mail in new.mails] == ["two"]
    assert fetched(server, batch.mails[0].key, new.mails[0].key) == []


def test_batches_are_bounded_by_number_and_bytes(mail_server: Dovecot, box: str) -> None:
    server = mail_server.server(box, protocol="pop3")
    mail_server.deliver(box, *(plain_mail(str(number), size=1000) for number in range(5)))

    assert [len(batch.mails) for batch in fetched(server, batch=2)] == [2, 2, 1]
    assert [len(batch.mails) for batch in fetched(server, batch_bytes=3000)] == [3, 2]
    assert [len(batch.mails) for batch in fetched(server, limit=3)] == [3]


def test_a_mail_above_the_maximum_size_comes_with_its_head_only(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("large", size=100_000))

    (batch,) = fetched(mail_server.server(box, protocol="pop3"), max_bytes=50_000)

    (large,) = batch.mails
    assert (large.raw, large.problem) == (None, Problem.TOO_LARGE)
    assert subject_of(large.headers) == "large"
    assert b"xxxx" not in large.headers


def test_a_mail_with_a_very_long_line_comes(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, plain_mail("long", text="y" * 500_000))

    (batch,) = fetched(mail_server.server(box, protocol="pop3"))

    assert b"y" * 500_000 in (batch.mails[0].raw or b"")


def test_delete(mail_server: Dovecot, box: str) -> None:
    server = mail_server.server(box, protocol="pop3")
    mail_server.deliver(box, plain_mail("one"), plain_mail("two"))
    (batch,) = fetched(server)

    pop3.delete(server, [batch.mails[0].key])

    assert [subject_of(raw) for raw in mail_server.mailbox(box)] == ["two"]


def test_a_broken_line_deletes_nothing_and_loses_nothing(mail_server: Dovecot, box: str) -> None:
    mail_server.deliver(box, *(plain_mail(str(number), size=20_000) for number in range(20)))
    taken: list[Batch] = []

    with breaking_line(mail_server.host, mail_server.ports["pop3s"], after=200_000) as line:
        server = mail_server.server(box, protocol="pop3", host="127.0.0.1", port=line.port)
        with pytest.raises(ConnectionFailed) as broken:
            taken.extend(pop3.fetch_new(server, known=lambda _uidls: [], batch=5))

    assert (broken.value.kind, broken.value.permanent) == (Kind.LOST, False)
    assert len(taken) == 1
    assert len(mail_server.mailbox(box)) == 20


def test_a_password_may_have_umlauts(mail_server: Dovecot) -> None:
    assert fetched(mail_server.server(UMLAUT_USER, protocol="pop3", password=UMLAUT_PASSWORD)) == []


def test_wrong_password(mail_server: Dovecot, box: str) -> None:
    failed = failure_of(mail_server.server(box, protocol="pop3", password="wrong"))

    assert str(failed) == f"The server {HOST} refused the sign-in. Check user name and password."
    assert failed.permanent is True


def test_server_demands_encryption(mail_server: Dovecot, box: str) -> None:
    assert failure_of(mail_server.server(box, protocol="pop3", security="plain")).kind == Kind.TLS_DEMANDED


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_certificate_of_an_unknown_authority(mail_server: Dovecot, box: str, security: str) -> None:
    server = mail_server.server(box, protocol="pop3", security=security, ca_file=None)

    assert failure_of(server).kind == Kind.CERTIFICATE


def test_no_tls_where_tls_was_chosen(mail_server: Dovecot, box: str) -> None:
    server = mail_server.server(box, protocol="pop3", port=mail_server.ports["pop3"])

    assert failure_of(server).kind == Kind.NO_TLS


def test_starttls_not_offered() -> None:
    with server_that_says(b"+OK hello\r\n-ERR what\r\n") as port:
        failed = failure_of(MailServer("127.0.0.1", port, "a", "b", security="starttls", timeout=2))

    assert failed.kind == Kind.PROTOCOL


def test_nobody_listens_and_silence() -> None:
    assert failure_of(MailServer("127.0.0.1", unused_port(), "a", "b")).kind == Kind.REFUSED
    with silent_server() as port:
        assert failure_of(MailServer("127.0.0.1", port, "a", "b", timeout=0.2)).kind == Kind.TIMEOUT


def test_too_many_connections() -> None:
    with server_that_says(b"-ERR [IN-USE] busy\r\n") as port:
        failed = failure_of(MailServer("127.0.0.1", port, "a", "b", security="plain", timeout=2))

    assert failed.permanent is False
    assert "busy" in str(failed)


def test_nothing_in_place_of_a_mail_is_no_mail(mail_server: Dovecot, box: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would count as kept, and be deleted on the server."""
    mail_server.deliver(box, plain_mail("one"))
    monkeypatch.setattr(poplib.POP3, "retr", lambda _pop, _number: (b"+OK", [], 0))

    (batch,) = fetched(mail_server.server(box, protocol="pop3"))

    (mail,) = batch.mails
    assert (mail.raw, mail.problem) == (None, Problem.UNREADABLE)


def test_of_two_mails_that_the_server_calls_alike_the_one_that_was_fetched_is_deleted(
    mail_server: Dovecot, box: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_server.deliver(box, plain_mail("one"), plain_mail("two"))
    server, listed = mail_server.server(box, protocol="pop3"), pop3.listed
    monkeypatch.setattr(pop3, "listed", lambda lines: dict.fromkeys(listed(lines), "7"))
    with pop3.open_mailbox(server) as pop:
        numbers = pop3.Mailbox(pop, server)._numbers
        text = b"\r\n".join(pop.retr(numbers["7"])[1])

    pop3.delete(server, ["7"])

    (left,) = mail_server.mailbox(box)
    assert subject_of(left) != subject_of(text)
