"""Every way a connection can fail, and the sentence for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kontor.channels import imap
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.servers import MailServer
from tests.servers.certificates import Authority
from tests.servers.dovecot import HOST, Dovecot
from tests.servers.lines import scripted_imap, server_that_says, silent_server, unused_port
from tests.servers.smtp_sink import SmtpSink


@pytest.fixture
def box(new_mailbox: Callable[[], str]) -> str:
    return new_mailbox()


def failure_of(server: MailServer) -> ConnectionFailed:
    with pytest.raises(ConnectionFailed) as failed, imap.open_mailbox(server):
        pass
    return failed.value


def test_wrong_password(mail_server: Dovecot, box: str) -> None:
    failed = failure_of(mail_server.server(box, password="wrong"))

    assert str(failed) == f"The server {HOST} refused the sign-in. Check user name and password."
    assert (failed.kind, failed.permanent) == (Kind.SIGN_IN, True)


def test_certificate_of_an_unknown_authority(mail_server: Dovecot, box: str) -> None:
    failed = failure_of(mail_server.server(box, ca_file=None))

    assert str(failed) == f"The certificate of {HOST} is not trusted: unable to get local issuer certificate."
    assert (failed.kind, failed.permanent) == (Kind.CERTIFICATE, True)


def test_certificate_of_an_unknown_authority_with_starttls(mail_server: Dovecot, box: str) -> None:
    assert failure_of(mail_server.server(box, ca_file=None, security="starttls")).kind == Kind.CERTIFICATE


def test_own_authority_is_the_only_one_trusted(mail_server: Dovecot, box: str, tmp_path: Path) -> None:
    other = Authority(tmp_path, "other")

    assert failure_of(mail_server.server(box, ca_file=str(other.file))).kind == Kind.CERTIFICATE


def test_certificate_for_another_name(make_sink: Callable[..., SmtpSink], tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    sink = make_sink(security="tls", certificate=authority.issue("other", hosts=("other.example",)))

    failed = failure_of(MailServer("localhost", sink.port, "a", "b", ca_file=str(authority.file)))

    assert str(failed) == (
        "The certificate of localhost is not trusted: Hostname mismatch, certificate is not valid for 'localhost'."
    )


def test_certificate_out_of_date(make_sink: Callable[..., SmtpSink], tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certificate = authority.issue("old", hosts=("localhost",), valid_for=timedelta(days=-1))
    sink = make_sink(security="tls", certificate=certificate)

    failed = failure_of(MailServer("localhost", sink.port, "a", "b", ca_file=str(authority.file)))

    assert str(failed) == "The certificate of localhost is not trusted: certificate has expired."


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "No such file or directory"), ("nonsense", "NO_CERTIFICATE_OR_CRL_FOUND")]
)
def test_file_of_the_authority_cannot_be_used(tmp_path: Path, content: str | None, reason: str) -> None:
    file = tmp_path / "own.crt"
    if content is not None:
        file.write_text(content)

    failed = failure_of(MailServer("localhost", 993, "a", "b", ca_file=str(file)))

    assert failed.kind == Kind.CA_FILE
    assert str(file) in str(failed)
    assert reason in str(failed)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "two..dots.example", "x" * 70 + ".example"])
def test_host_not_found(host: str) -> None:
    failed = failure_of(MailServer(host, 993, "a", "b"))

    assert str(failed) == f"The server {host} was not found. Check how its name is written."


def test_nobody_listens() -> None:
    port = unused_port()

    failed = failure_of(MailServer("127.0.0.1", port, "a", "b"))

    assert str(failed) == f"The server 127.0.0.1 does not answer on port {port}. Check the port."
    assert (failed.kind, failed.permanent) == (Kind.REFUSED, False)


@pytest.mark.parametrize("security", ["tls", "starttls", "plain"])
def test_silence(security: str) -> None:
    with silent_server() as port:
        failed = failure_of(MailServer("127.0.0.1", port, "a", "b", security=security, timeout=0.2))

    assert str(failed) == (
        f"The server 127.0.0.1 did not answer on port {port} in time. Check the port and the kind of encryption."
    )
    assert failed.permanent is False


def test_no_tls_where_tls_was_chosen(mail_server: Dovecot, box: str) -> None:
    port = mail_server.ports["imap"]

    failed = failure_of(mail_server.server(box, port=port))

    assert str(failed) == f"The server {HOST} speaks no TLS on port {port}. Check the port and the kind of encryption."


def test_starttls_taken_away_on_the_line_sends_no_password() -> None:
    with scripted_imap("IMAP4rev1 AUTH=PLAIN") as server:
        failed = failure_of(MailServer("127.0.0.1", server.port, "a", "b", security="starttls", timeout=2))

    assert str(failed) == "The server 127.0.0.1 does not offer STARTTLS. Nothing was sent to it unencrypted."
    assert failed.permanent is True
    assert [line.split()[1] for line in server.heard] == ["CAPABILITY", "LOGOUT"]


def test_server_that_signs_us_in_to_avoid_starttls_is_left() -> None:
    with scripted_imap("IMAP4rev1 STARTTLS", greeting="PREAUTH") as server:
        failed = failure_of(MailServer("127.0.0.1", server.port, "a", "b", security="starttls", timeout=2))

    assert failed.kind == Kind.PROTOCOL
    assert {line.split()[1] for line in server.heard} == {"CAPABILITY", "LOGOUT"}


def test_server_demands_encryption(mail_server: Dovecot, box: str) -> None:
    failed = failure_of(mail_server.server(box, security="plain"))

    assert str(failed) == f"The server {HOST} accepts a sign-in over an encrypted connection only."


def test_folder_missing(mail_server: Dovecot, box: str) -> None:
    failed = failure_of(mail_server.server(box, folder="Nowhere"))

    assert str(failed) == (
        "The mailbox has no folder “Nowhere”. If it was renamed or deleted, correct the folder in the account."
    )
    assert (failed.kind, failed.permanent) == (Kind.FOLDER, True)


def test_server_not_ready() -> None:
    with scripted_imap("IMAP4rev1", LOGIN="NO [UNAVAILABLE] try later") as server:
        failed = failure_of(MailServer("127.0.0.1", server.port, "a", "b", security="plain", timeout=1))

    assert str(failed) == "The server 127.0.0.1 is not ready at the moment: [UNAVAILABLE] try later"
    assert (failed.kind, failed.permanent) == (Kind.BUSY, False)


def test_too_many_connections() -> None:
    with server_that_says(b"* BYE too many connections\r\n") as port:
        failed = failure_of(MailServer("127.0.0.1", port, "a", "b", security="plain", timeout=1))

    assert failed.permanent is False
    assert "too many connections" in str(failed)


def test_another_protocol(make_sink: Callable[..., SmtpSink]) -> None:
    sink = make_sink()

    failed = failure_of(MailServer("127.0.0.1", sink.port, "a", "b", security="plain", timeout=2))

    assert failed.kind == Kind.PROTOCOL


def test_line_broken_at_once() -> None:
    with server_that_says(b"") as port:
        failed = failure_of(MailServer("127.0.0.1", port, "a", "b", security="plain", timeout=1))

    assert failed.permanent is False


def test_passwords_show_nowhere(mail_server: Dovecot, box: str) -> None:
    server = mail_server.server(box, password="very-secret")

    assert "very-secret" not in repr(server)
    assert "very-secret" not in str(failure_of(server))
