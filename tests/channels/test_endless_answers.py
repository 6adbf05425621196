"""Servers that do not stop talking, or announce more than there is: they fail, and do not fill our memory."""

from __future__ import annotations

import pytest

from kontor.channels import imap, pop3, smtp
from kontor.channels.enums import Protocol, Security
from kontor.channels.errors import ConnectionFailed, DeliveryFailed, Kind
from kontor.channels.fetched import LONGEST_ANSWER
from kontor.channels.servers import MailServer, SmtpServer
from tests.servers.lines import HOST, endless_server, scripted_lines

MEGABYTE = 1024 * 1024
HALF = MEGABYTE // 2
GREETED = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n{tag} OK done\r\n",
    b"LOGIN": b"{tag} OK signed in\r\n",
    b"AUTHENTICATE": b"{tag} OK signed in\r\n",
    b"LOGOUT": b"* BYE\r\n{tag} OK\r\n",
}
SELECTED = {b"SELECT": b"* 3 EXISTS\r\n* OK [UIDVALIDITY 1]\r\n* OK [UIDNEXT 4]\r\n{tag} OK [READ-WRITE] done\r\n"}
WELCOME = {b"USER": b"+OK\r\n", b"PASS": b"+OK\r\n", b"QUIT": b"+OK\r\n"}
LISTED = {b"UIDL": b"+OK\r\n1 one\r\n.\r\n", b"LIST": b"+OK\r\n1 100\r\n.\r\n"}


def _mailbox(port: int, protocol: str) -> MailServer:
    return MailServer(HOST, port, "anna", "secret", protocol, Security.PLAIN, timeout=20)


@pytest.mark.parametrize(
    ("begun", "forever", "rounds"),
    [
        (GREETED, (b"* 1 EXISTS" + b" " * HALF + b"\r\n") * 2, LONGEST_ANSWER // MEGABYTE),
        (GREETED | SELECTED, (b"* SEARCH " + b"1 " * (HALF // 2) + b"\r\n") * 2, LONGEST_ANSWER // MEGABYTE),
        (GREETED | SELECTED, b"* 1 FETCH (BODY[] {999999999999}\r\n" + b"x" * MEGABYTE, 0),
    ],
    ids=["folder", "search", "literal"],
)
def test_imap(begun: dict[bytes, bytes], forever: bytes, rounds: int) -> None:
    with endless_server(b"* OK hello\r\n", begun, forever) as server, pytest.raises(ConnectionFailed) as failed:
        list(imap.fetch_new(_mailbox(server.port, Protocol.IMAP), uidvalidity=1, last_uid=0))

    assert failed.value.kind == Kind.PROTOCOL
    assert rounds - 1 <= len(server.heard) < rounds + 40


@pytest.mark.parametrize("begun", [WELCOME, WELCOME | LISTED], ids=["list", "mail"])
def test_pop3(begun: dict[bytes, bytes]) -> None:
    forever = b"+OK\r\n1 " + b"x" * MEGABYTE + b"\r\n"
    with endless_server(b"+OK hello\r\n", begun, forever) as server, pytest.raises(ConnectionFailed) as failed:
        list(pop3.fetch_new(_mailbox(server.port, Protocol.POP3), known=lambda _keys: []))

    assert failed.value.kind == Kind.PROTOCOL
    assert LONGEST_ANSWER // MEGABYTE <= len(server.heard) < LONGEST_ANSWER // MEGABYTE + 40


@pytest.mark.parametrize("said", ["x y", "1", "99999999999999999999999999999999x 1", "-"])
def test_pop3_that_lists_nonsense(said: str) -> None:
    answers = {"UIDL": f"+OK\r\n{said}\r\n.\r\n", "USER": "+OK\r\n", "PASS": "+OK\r\n", "QUIT": "+OK\r\n"}
    with scripted_lines("+OK hello\r\n", answers) as server, pytest.raises(ConnectionFailed) as failed:
        pop3.listing(_mailbox(server.port, Protocol.POP3))

    assert failed.value.kind == Kind.PROTOCOL


@pytest.mark.parametrize("begun", [{}, {b"EHLO": b"250 hello\r\n"}], ids=["hello", "sender"])
def test_smtp(begun: dict[bytes, bytes]) -> None:
    with endless_server(b"220 hello\r\n", begun, b"250-more\r\n" * 1000) as endless:
        server = SmtpServer(HOST, endless.port, security=Security.PLAIN, timeout=20)
        with pytest.raises(DeliveryFailed) as failed:
            smtp.send(server, envelope_from="a@b.example", recipients=["c@d.example"], message=b"Subject: x\r\n\r\nx")

    assert not failed.value.permanent
    assert len(endless.heard) < 1000
