"""The server is slow, refuses, or cannot be used."""

from __future__ import annotations

import pytest

from kontor.channels import smtp
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import MailAccount
from kontor.channels.servers import SmtpServer
from tests.channels.mails import plain_mail
from tests.channels.smtp.conftest import KIM, SENDER, Make, delivery_failure, send
from tests.servers.lines import (
    breaking_line,
    scripted_lines,
    server_that_says,
    silent_server,
    slow_line,
    unused_port,
)
from tests.servers.smtp_sink import SmtpSink


def connection_failure(server: SmtpServer) -> ConnectionFailed:
    with pytest.raises(ConnectionFailed) as failed, smtp.open_connection(server):
        pass
    return failed.value


def test_a_slow_server_leaves_it_uncertain(smtp_sink: SmtpSink) -> None:
    smtp_sink.slow = 1.0

    failed = delivery_failure(smtp_sink.server(final_timeout=0.3))

    assert (failed.permanent, failed.uncertain) == (False, True)


def test_the_answer_to_a_whole_mail_is_waited_for_ten_minutes(nordlicht_account: MailAccount) -> None:
    """RFC 5321, 4.5.3.2.6: a server that scans and writes down may take that long, and has the mail in the end."""
    assert nordlicht_account.smtp_server().final_timeout == 600


def test_a_line_that_breaks_before_the_mail_is_no_doubt(smtp_sink: SmtpSink) -> None:
    with breaking_line("127.0.0.1", smtp_sink.port, after=150) as line:
        failed = delivery_failure(smtp_sink.server(port=line.port))

    assert (failed.permanent, failed.uncertain) == (False, False)
    assert smtp_sink.kept == []


@pytest.mark.parametrize("security", ["plain", "starttls", "tls"])
def test_a_large_mail_over_a_slow_line_arrives_as_long_as_it_goes_on(
    make_sink: Make, secured: dict[str, object], security: str
) -> None:
    sink = make_sink(security=security, **(secured if security != "plain" else {}))
    large = plain_mail("Answer") + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 150_000

    with slow_line("127.0.0.1", sink.port, megabytes=5) as port:
        result = send(sink.server(port=port, timeout=0.7), message=large)

    assert result.accepted == (KIM,)
    assert len(sink.kept[0].raw) == len(large)


def test_who_was_refused_is_known_though_the_server_hangs_up_at_once() -> None:
    answers = {"ehlo": "250 ok\r\n", "MAIL": "250 ok\r\n", "RCPT": "550 5.1.1 no such user\r\n{hang up}"}

    with scripted_lines("220 hello\r\n", answers) as server:
        result = send(SmtpServer("127.0.0.1", server.port, security="plain"))

    assert result.refused == {KIM: (550, "5.1.1 no such user")}


def test_a_server_that_stopped(make_sink: Make) -> None:
    sink = make_sink()
    sink.stop()
    refused = delivery_failure(sink.server())
    sink.start()

    assert str(refused) == f"The server 127.0.0.1 does not answer on port {sink.port}. Check the port."
    assert send(sink.server()).accepted == (KIM,)


def test_trouble_with_the_account_is_not_the_fault_of_the_mail(make_sink: Make) -> None:
    sink = make_sink(users={SENDER: "right"}, auth_without_tls=True)

    failed = delivery_failure(sink.server(password="wrong"))

    assert str(failed) == "The server 127.0.0.1 refused the sign-in. Check user name and password."
    assert failed.permanent is False


def test_wrong_password(make_sink: Make, secured: dict[str, object]) -> None:
    sink = make_sink(security="tls", users={SENDER: "right"}, **secured)

    failed = connection_failure(sink.server(password="wrong"))

    assert (failed.kind, failed.permanent) == (Kind.SIGN_IN, True)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_certificate_of_an_unknown_authority(make_sink: Make, secured: dict[str, object], security: str) -> None:
    sink = make_sink(security=security, **secured)

    assert connection_failure(sink.server(ca_file=None)).kind == Kind.CERTIFICATE


def test_no_tls_where_tls_was_chosen(smtp_sink: SmtpSink) -> None:
    assert connection_failure(smtp_sink.server(security="tls")).kind == Kind.NO_TLS


def test_starttls_not_offered(smtp_sink: SmtpSink) -> None:
    failed = connection_failure(smtp_sink.server(security="starttls"))

    assert str(failed) == "The server 127.0.0.1 does not offer STARTTLS. Nothing was sent to it unencrypted."


def test_server_demands_encryption(make_sink: Make, secured: dict[str, object]) -> None:
    sink = make_sink(security="starttls", users={SENDER: "right"}, **secured)

    assert connection_failure(sink.server(security="plain")).kind == Kind.TLS_DEMANDED


def test_server_without_sign_in(make_sink: Make, secured: dict[str, object]) -> None:
    sink = make_sink(security="tls", **secured)

    failed = connection_failure(sink.server(username="a", password="b"))

    assert failed.kind == Kind.NO_SIGN_IN


def test_nobody_listens_and_silence() -> None:
    assert connection_failure(SmtpServer("127.0.0.1", unused_port())).kind == Kind.REFUSED
    assert connection_failure(SmtpServer("no-such-host.invalid", 465)).kind == Kind.HOST_UNKNOWN
    for security in ("tls", "starttls", "plain"):
        with silent_server() as port:
            server = SmtpServer("127.0.0.1", port, security=security, timeout=0.2)
            assert connection_failure(server).kind == Kind.TIMEOUT


def test_a_busy_server() -> None:
    with server_that_says(b"421 4.3.2 too many connections\r\n") as port:
        failed = connection_failure(SmtpServer("127.0.0.1", port, security="plain"))

    assert str(failed) == "The server 127.0.0.1 is not ready at the moment: 421 4.3.2 too many connections"
    assert failed.permanent is False


def test_a_server_that_will_not_have_us() -> None:
    with server_that_says(b"554 5.7.1 your address is on a block list\r\n") as port:
        failed = connection_failure(SmtpServer("127.0.0.1", port, security="plain"))

    assert str(failed) == "The server 127.0.0.1 turns us away: 554 5.7.1 your address is on a block list"


def test_a_server_that_speaks_something_else() -> None:
    with server_that_says(b"-ERR what do you want\r\n") as port:
        failed = connection_failure(SmtpServer("127.0.0.1", port, security="plain"))

    assert failed.kind == Kind.PROTOCOL
