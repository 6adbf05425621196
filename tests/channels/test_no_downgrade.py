"""Nobody on the way talks us out of the encryption that was chosen, nor puts words into the mouth of the server."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from kontor.channels import imap, pop3, smtp
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.servers import MailServer, SmtpServer
from tests.servers.certificates import Authority
from tests.servers.lines import scripted_lines

SECRET = "c2VjcmV0"  # "secret", as it stands in an answer


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def reading(port: int, protocol: str, **changes: object) -> MailServer:
    values = {"protocol": protocol, "security": "starttls", "timeout": 3.0, **changes}
    return MailServer("127.0.0.1", port, "service", "secret", **values)  # type: ignore[arg-type]


def sending(port: int, **changes: object) -> SmtpServer:
    values = {"security": "starttls", "timeout": 3.0, **changes}
    return SmtpServer("127.0.0.1", port, "service", "secret", **values)  # type: ignore[arg-type]


def failure_of(protocol: str, port: int, **changes: object) -> ConnectionFailed:
    opened: AbstractContextManager[object]
    if protocol == "smtp":
        opened = smtp.open_connection(sending(port, **changes))
    elif protocol == "pop3":
        opened = pop3.open_mailbox(reading(port, protocol, **changes))
    else:
        opened = imap.open_mailbox(reading(port, protocol, **changes))
    with pytest.raises(ConnectionFailed) as failed, opened:
        pass
    return failed.value


GREETINGS = {"imap": "* OK hello\r\n", "pop3": "+OK hello\r\n", "smtp": "220 hello\r\n"}
STRIPPED = {
    "imap": {"CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done\r\n", "LOGIN": "{tag} OK done\r\n"},
    "pop3": {"CAPA": "+OK\r\nUSER\r\n.\r\n", "USER": "+OK\r\n", "PASS": "+OK\r\n", "QUIT": "+OK\r\n{hang up}"},
    "smtp": {"ehlo": "250-hello\r\n250 AUTH PLAIN\r\n", "AUTH": "235 ok\r\n", "QUIT": "221 bye\r\n{hang up}"},
}
OFFERED = {
    "imap": {"CAPABILITY": "* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK done\r\n"},
    "pop3": {"CAPA": "+OK\r\nSTLS\r\n.\r\n"},
    "smtp": {"ehlo": "250-hello\r\n250 STARTTLS\r\n"},
}
BEGIN = {"imap": "STARTTLS", "pop3": "STLS", "smtp": "STARTTLS"}
READY = {"imap": "{tag} OK begin\r\n", "pop3": "+OK begin\r\n", "smtp": "220 begin\r\n"}
REFUSED = {"imap": "{tag} NO not today\r\n", "pop3": "-ERR not today\r\n", "smtp": "454 not today\r\n"}
PROTOCOLS = ["imap", "pop3", "smtp"]


def said(heard: list[str]) -> str:
    return " ".join(heard).upper()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_offer_that_was_taken_out_ends_the_connection(protocol: str) -> None:
    with scripted_lines(GREETINGS[protocol], STRIPPED[protocol]) as script:
        failure = failure_of(protocol, script.port)

    assert (failure.kind, failure.permanent) == (Kind.NO_STARTTLS, True)
    assert not any(word in said(script.heard) for word in ("LOGIN", "AUTH", "USER", "PASS", "SECRET"))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_refused_starttls_ends_the_connection(protocol: str) -> None:
    answers = {**STRIPPED[protocol], **OFFERED[protocol], BEGIN[protocol]: REFUSED[protocol]}
    with scripted_lines(GREETINGS[protocol], answers) as script:
        failure_of(protocol, script.port)

    assert not any(word in said(script.heard) for word in ("LOGIN", "AUTH", "USER", "PASS", "SECRET"))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_starttls_that_is_none_ends_the_connection(protocol: str) -> None:
    """The answer says yes, and whoever gave it goes on in plain text."""
    answers = {**STRIPPED[protocol], **OFFERED[protocol], BEGIN[protocol]: READY[protocol]}
    with scripted_lines(GREETINGS[protocol], answers) as script:
        failure = failure_of(protocol, script.port)

    assert failure.kind in (Kind.NO_TLS, Kind.LOST, Kind.TIMEOUT)
    assert not any(word in said(script.heard) for word in ("LOGIN", "AUTH", "PASS", "SECRET"))


def test_imap_signed_in_beforehand_is_no_way_around_tls() -> None:
    with scripted_lines("* PREAUTH hello\r\n", STRIPPED["imap"] | OFFERED["imap"]) as script:
        failure = failure_of("imap", script.port)

    assert failure.kind in (Kind.NO_STARTTLS, Kind.PROTOCOL)
    assert "SELECT" not in said(script.heard)


INJECTED = {
    "imap": "* CAPABILITY IMAP4rev1 AUTH=PLAIN LOGINDISABLED\r\n{tag}X OK injected\r\n",
    "pop3": "+OK injected\r\n+OK injected\r\n",
    "smtp": "250-injected\r\n250 AUTH LOGIN\r\n",
}
ENCRYPTED = {
    "imap": {
        "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n",
        "LOGIN": "{tag} NO [AUTHENTICATIONFAILED] wrong\r\n",
        "LOGOUT": "* BYE bye\r\n{tag} OK done\r\n{hang up}",
    },
    "pop3": {"USER": "+OK\r\n", "PASS": "-ERR wrong\r\n", "QUIT": "+OK\r\n{hang up}"},
    "smtp": {"ehlo": "250-hello\r\n250 AUTH PLAIN\r\n", "AUTH": "535 wrong\r\n", "QUIT": "221 bye\r\n{hang up}"},
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_words_slipped_in_before_tls_are_not_believed(protocol: str, authority: Authority) -> None:
    """CVE-2011-0411 and its kin: what follows the answer to STARTTLS in plain text comes from somebody on the way.

    Either it is thrown away, and what the server says itself counts, or the connection ends; it is never taken as an
    answer, and no secret was told before the encryption.
    """
    answers = {**OFFERED[protocol], BEGIN[protocol]: READY[protocol] + INJECTED[protocol] + "{tls}"}
    certificate = authority.issue("server", hosts=("127.0.0.1",))
    with scripted_lines(GREETINGS[protocol], answers, certificate=certificate, encrypted=ENCRYPTED[protocol]) as script:
        failure = failure_of(protocol, script.port, ca_file=str(authority.file))

    assert failure.kind in (Kind.SIGN_IN, Kind.NO_TLS)
    before = script.heard[: [line.split()[-1] for line in script.heard].index(BEGIN[protocol]) + 1]
    assert not any(word in said(before) for word in ("LOGIN", "AUTH", "USER", "PASS", SECRET.upper()))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_after_starttls_the_certificate_counts(protocol: str, authority: Authority) -> None:
    answers = {**OFFERED[protocol], BEGIN[protocol]: READY[protocol] + "{tls}"}
    certificate = authority.issue("server", hosts=("another.example",))
    with scripted_lines(GREETINGS[protocol], answers, certificate=certificate, encrypted=ENCRYPTED[protocol]) as script:
        failure = failure_of(protocol, script.port, ca_file=str(authority.file))

    assert failure.kind == Kind.CERTIFICATE
    assert not any(word in said(script.heard) for word in ("LOGIN", "AUTH", "USER", "PASS"))
