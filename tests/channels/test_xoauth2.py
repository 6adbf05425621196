"""Signing in by token: at a real Dovecot, and at servers that answer as Microsoft and Google do."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from kontor.channels import imap, pop3, smtp
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.servers import MailServer, SmtpServer
from tests.channels.mails import plain_mail, subject_of
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.lines import scripted_imap, scripted_lines

CHALLENGE = base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode()
USER = "service@kontor.example"
WORD = base64.b64encode(b"user=" + USER.encode() + b"\1auth=Bearer abc\1\1").decode()


@pytest.fixture
def box(new_mailbox: Callable[[], str]) -> str:
    return new_mailbox()


def by_token(mail_server: Dovecot, box: str, token: str, **changes: str) -> MailServer:
    return mail_server.server(box, password="", by_token=True, token=token, **changes)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_imap_by_token(mail_server: Dovecot, box: str, security: str) -> None:
    mail_server.deliver(box, plain_mail("one"))

    (batch,) = imap.fetch_new(
        by_token(mail_server, box, mail_server.token(box), security=security), uidvalidity=0, last_uid=0
    )

    assert [subject_of(mail.raw) for mail in batch.mails] == ["one"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_pop3_by_token(mail_server: Dovecot, box: str, security: str) -> None:
    mail_server.deliver(box, plain_mail("one"))
    server = by_token(mail_server, box, mail_server.token(box), protocol="pop3", security=security)

    (batch,) = pop3.fetch_new(server, known=lambda _keys: [])

    assert [subject_of(mail.raw) for mail in batch.mails] == ["one"]


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
@pytest.mark.parametrize("fault", ["expired", "of somebody else", "nonsense"])
def test_a_bad_token_is_refused(
    mail_server: Dovecot, new_mailbox: Callable[[], str], box: str, protocol: str, fault: str
) -> None:
    token = {
        "expired": mail_server.token(box, lifetime=-60),
        "of somebody else": mail_server.token(new_mailbox()),
        "nonsense": "nonsense",
    }[fault]
    open_mailbox = imap.open_mailbox if protocol == "imap" else pop3.open_mailbox

    with (
        pytest.raises(ConnectionFailed) as failed,
        open_mailbox(by_token(mail_server, box, token, protocol=protocol)),  # type: ignore[operator]
    ):
        pass

    assert (failed.value.kind, failed.value.permanent) == (Kind.TOKEN_REFUSED, True)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_no_token_travels_without_tls(mail_server: Dovecot, box: str, protocol: str) -> None:
    server = by_token(mail_server, box, mail_server.token(box), protocol=protocol, security="plain")
    open_mailbox = imap.open_mailbox if protocol == "imap" else pop3.open_mailbox

    with pytest.raises(ConnectionFailed) as failed, open_mailbox(server):  # type: ignore[operator]
        pass

    assert failed.value.kind in (Kind.TLS_DEMANDED, Kind.NO_TOKEN)


def test_a_password_is_no_way_in_for_an_account_with_a_token(mail_server: Dovecot, box: str) -> None:
    server = mail_server.server(box, password=PASSWORD, by_token=True, token="")

    with pytest.raises(ConnectionFailed) as failed, imap.open_mailbox(server):
        pass

    assert failed.value.kind == Kind.TOKEN_REFUSED


def test_imap_gives_the_token_with_the_command_where_it_may() -> None:
    with scripted_imap(
        "IMAP4rev1 AUTH=XOAUTH2 SASL-IR", AUTHENTICATE="OK done", SELECT="NO [NONEXISTENT] none"
    ) as script:
        server = MailServer("127.0.0.1", script.port, USER, "", security="plain", by_token=True, token="abc")
        with pytest.raises(ConnectionFailed) as failed, imap.open_mailbox(server):
            pass

    assert failed.value.kind == Kind.FOLDER  # so the sign-in went well
    assert [line.split(maxsplit=1)[1] for line in script.heard if "AUTHENTICATE" in line] == [
        f"AUTHENTICATE XOAUTH2 {WORD}"
    ]


@pytest.mark.parametrize("capabilities", ["AUTH=XOAUTH2 SASL-IR", "AUTH=XOAUTH2"])
def test_imap_takes_note_of_the_reason_for_a_refusal(capabilities: str) -> None:
    dialogue = {
        "CAPABILITY": f"* CAPABILITY IMAP4rev1 {capabilities}\r\n{{tag}} OK done\r\n",
        "AUTHENTICATE": f"+ {CHALLENGE}\r\n" if "SASL-IR" in capabilities else "+ \r\n",
        WORD: f"+ {CHALLENGE}\r\n",
        "": "{last} NO AUTHENTICATE failed.\r\n",
    }
    with scripted_lines("* OK hello\r\n", dialogue) as script:
        server = MailServer("127.0.0.1", script.port, USER, "", security="plain", by_token=True, token="abc")
        with pytest.raises(ConnectionFailed) as failed, imap.open_mailbox(server):
            pass

    assert failed.value.kind == Kind.TOKEN_REFUSED
    assert "" in script.heard


def test_imap_without_xoauth2_gets_no_token() -> None:
    with scripted_imap("IMAP4rev1 AUTH=PLAIN", AUTHENTICATE="OK done", LOGIN="OK done") as script:
        server = MailServer("127.0.0.1", script.port, USER, "", security="plain", by_token=True, token="abc")
        with pytest.raises(ConnectionFailed) as failed, imap.open_mailbox(server):
            pass

    assert str(failed.value) == f"The server 127.0.0.1 offers no sign-in by token (XOAUTH2) on port {script.port}."
    assert not any("AUTHENTICATE" in line or "LOGIN" in line for line in script.heard)


def test_pop3_takes_note_of_the_reason_for_a_refusal() -> None:
    dialogue = {
        "CAPA": "+OK\r\nSASL PLAIN XOAUTH2\r\n.\r\n",
        "AUTH": "+ \r\n",
        WORD: f"+ {CHALLENGE}\r\n",
        "": "-ERR Authentication failure\r\n",
    }
    with scripted_lines("+OK hello\r\n", dialogue) as script:
        server = MailServer(
            "127.0.0.1", script.port, USER, "", protocol="pop3", security="plain", by_token=True, token="abc"
        )
        with pytest.raises(ConnectionFailed) as failed, pop3.open_mailbox(server):
            pass

    assert failed.value.kind == Kind.TOKEN_REFUSED
    assert script.heard[:4] == ["CAPA", "AUTH XOAUTH2", WORD, ""]


SMTP_GREETING = "220 hello\r\n"
EHLO = "250-hello\r\n250-AUTH PLAIN XOAUTH2\r\n250 8BITMIME\r\n"


def sending(port: int) -> SmtpServer:
    return SmtpServer("127.0.0.1", port, USER, security="plain", by_token=True, token="abc")


def test_smtp_by_token() -> None:
    with (
        scripted_lines(SMTP_GREETING, {"ehlo": EHLO, "AUTH": "235 2.7.0 accepted\r\n"}) as script,
        smtp.open_connection(sending(script.port)),
    ):
        pass

    assert script.heard[1] == f"AUTH XOAUTH2 {WORD}"


def failure_of(port: int) -> ConnectionFailed:
    with pytest.raises(ConnectionFailed) as failed, smtp.open_connection(sending(port)):
        pass
    return failed.value


def test_smtp_takes_note_of_the_reason_for_a_refusal() -> None:
    dialogue = {"ehlo": EHLO, "AUTH": f"334 {CHALLENGE}\r\n", "": "535 5.7.3 unsuccessful\r\n"}
    with scripted_lines(SMTP_GREETING, dialogue) as script:
        failed = failure_of(script.port)

    assert (failed.kind, failed.permanent) == (Kind.TOKEN_REFUSED, True)


def test_smtp_busy_at_the_sign_in_passes() -> None:
    with scripted_lines(SMTP_GREETING, {"ehlo": EHLO, "AUTH": "454 4.7.0 later\r\n"}) as script:
        failed = failure_of(script.port)

    assert (failed.kind, failed.permanent) == (Kind.BUSY, False)


def test_smtp_without_xoauth2_gets_no_token() -> None:
    with scripted_lines(SMTP_GREETING, {"ehlo": "250-hello\r\n250 AUTH PLAIN LOGIN\r\n"}) as script:
        failed = failure_of(script.port)

    assert failed.kind == Kind.NO_TOKEN
    assert not any(line.upper().startswith("AUTH") for line in script.heard)


def test_a_token_is_no_part_of_what_is_printed() -> None:
    server = MailServer("imap.example", 993, USER, "hidden-1", by_token=True, token="hidden-2")

    assert "hidden" not in repr(server)
    assert "hidden" not in repr(SmtpServer("smtp.example", 465, USER, "hidden-1", by_token=True, token="hidden-2"))
