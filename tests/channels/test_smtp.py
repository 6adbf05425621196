from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kontor.channels import smtp
from kontor.channels.errors import ConnectionFailed, DeliveryFailed, Kind
from kontor.channels.servers import SmtpServer
from tests.channels.mails import plain_mail
from tests.servers.certificates import Authority
from tests.servers.lines import breaking_line, hanging_up_at, server_that_says, silent_server, unused_port
from tests.servers.smtp_sink import SmtpSink

SENDER = "service@nordlicht.example"
KIM = "kim@customer.example"
LOU = "lou@customer.example"

Make = Callable[..., SmtpSink]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def secured(authority: Authority) -> dict[str, object]:
    """What makes a sink one with a certificate."""
    return {"certificate": authority.issue("server", hosts=("127.0.0.1",)), "ca_file": str(authority.file)}


def send(server: SmtpServer, *recipients: str, message: bytes = plain_mail("Answer")) -> smtp.SendResult:
    return smtp.send(server, envelope_from=SENDER, recipients=recipients or (KIM,), message=message)


def delivery_failure(server: SmtpServer, *recipients: str, **more: bytes) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        send(server, *recipients, **more)
    return failed.value


def connection_failure(server: SmtpServer) -> ConnectionFailed:
    with pytest.raises(ConnectionFailed) as failed, smtp.open_connection(server):
        pass
    return failed.value


@pytest.mark.parametrize("security", ["tls", "starttls", "plain"])
def test_a_mail_is_handed_over_as_it_is(make_sink: Make, secured: dict[str, object], security: str) -> None:
    users = {SENDER: "geheim-äöü"}
    behaviour = secured if security != "plain" else {"auth_without_tls": True}
    sink = make_sink(security=security, users=users, **behaviour)
    mail = plain_mail("Answer", text=".a dot\r\n..two dots\r\nGrüße")

    result = send(sink.server(), KIM, LOU, message=mail)

    assert result == smtp.SendResult(accepted=(KIM, LOU), refused={}, answer="250 2.0.0 kept")
    (kept,) = sink.kept
    assert (kept.envelope_from, kept.recipients, kept.raw) == (SENDER, [KIM, LOU], mail)
    assert (kept.login, kept.encrypted) == (SENDER, security != "plain")


def test_line_breaks_become_those_of_the_protocol(smtp_sink: SmtpSink) -> None:
    send(smtp_sink.server(), message=b"Subject: x\n\none\n.\rtwo\r\n.\nMAIL FROM:<evil@evil.example>\n")

    (kept,) = smtp_sink.kept
    assert kept.raw == b"Subject: x\r\n\r\none\r\n.\r\ntwo\r\n.\r\nMAIL FROM:<evil@evil.example>\r\n"


def test_an_empty_sender_is_possible(smtp_sink: SmtpSink) -> None:
    smtp.send(smtp_sink.server(), envelope_from="", recipients=[KIM], message=plain_mail("Absent"))

    assert smtp_sink.kept[0].envelope_from == ""


def test_one_connection_carries_several_mails(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse[LOU] = "550 no such user"

    with smtp.open_connection(smtp_sink.server()) as connection:
        for recipient in (KIM, LOU, KIM):
            connection.send(envelope_from=SENDER, recipients=[recipient], message=plain_mail("Answer"))

    assert [kept.recipients for kept in smtp_sink.kept] == [[KIM], [KIM]]
    assert smtp_sink.connections == 1


def test_one_refused_recipient_does_not_keep_the_mail_from_the_other(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse[LOU] = "550 5.1.1 no such user"

    result = send(smtp_sink.server(), KIM, LOU)

    assert result == smtp.SendResult((KIM,), {LOU: (550, "5.1.1 no such user")}, "250 2.0.0 kept")
    assert smtp_sink.kept[0].recipients == [KIM]


def test_all_recipients_refused_is_a_result(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse = {KIM: "450 4.2.1 mailbox busy", LOU: "550 5.1.1 no such user"}

    result = send(smtp_sink.server(), KIM, LOU)

    assert result.accepted == ()
    assert {address: code for address, (code, _text) in result.refused.items()} == {KIM: 450, LOU: 550}
    assert smtp_sink.kept == []


@pytest.mark.parametrize(("answer", "permanent"), [("451 4.3.0 try later", False), ("554 5.7.1 spam", True)])
@pytest.mark.parametrize("at", ["answer_sender", "answer_data"])
def test_a_refused_mail(smtp_sink: SmtpSink, at: str, answer: str, permanent: bool) -> None:
    setattr(smtp_sink, at, answer)

    failed = delivery_failure(smtp_sink.server())

    assert str(failed) == f"The server for sending refused the mail: {answer}"
    assert (failed.permanent, failed.code, failed.uncertain) == (permanent, int(answer[:3]), False)


@pytest.mark.parametrize("recipient", ["kim@customer.example>\r\nRCPT TO:<x@y.example", "kim lou@customer.example", ""])
def test_an_address_that_is_none_is_not_sent_to(smtp_sink: SmtpSink, recipient: str) -> None:
    failed = delivery_failure(smtp_sink.server(), recipient)

    assert str(failed) == "An address of this mail is not valid."
    assert failed.permanent is True


def test_addresses_beyond_ascii(smtp_sink: SmtpSink) -> None:
    result = send(smtp_sink.server(), "jürgen@müller.example")

    assert result.accepted == ("jürgen@müller.example",)
    assert smtp_sink.kept[0].recipients == ["jürgen@müller.example"]


def test_a_slow_server_leaves_it_uncertain(smtp_sink: SmtpSink) -> None:
    smtp_sink.slow = 1.0

    failed = delivery_failure(smtp_sink.server(final_timeout=0.3))

    assert (failed.permanent, failed.uncertain) == (False, True)


def test_a_line_that_breaks_before_the_mail_is_no_doubt(smtp_sink: SmtpSink) -> None:
    with breaking_line("127.0.0.1", smtp_sink.port, after=150) as line:
        failed = delivery_failure(smtp_sink.server(port=line.port))

    assert (failed.permanent, failed.uncertain) == (False, False)
    assert smtp_sink.kept == []


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


class Watching(smtp.Watch):
    def __init__(self, *, stop: bool = False) -> None:
        self.seen: list[object] = []
        self.stop = stop

    def answered(self, said: str, code: int, answer: str) -> None:
        self.seen.append((said.split()[0], code))

    def handing_over(self, accepted: Sequence[str], refused: dict[str, tuple[int, str]], size: int) -> None:
        self.seen.append((list(accepted), list(refused), size))
        if self.stop:
            raise KeyboardInterrupt

    def accepted(self, answer: str) -> None:
        self.seen.append(answer)


def test_a_watch_sees_every_step_and_no_content(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse[LOU] = "550 5.1.1 no such user"
    watch = Watching()

    with smtp.open_connection(smtp_sink.server()) as connection:
        connection.send(envelope_from=SENDER, recipients=[KIM, LOU], message=b"Subject: x\r\n\r\ny\r\n", watch=watch)

    said = [("MAIL", 250), ("RCPT", 250), ("RCPT", 550), ("DATA", 354)]
    assert watch.seen == [*said, ([KIM], [LOU], 17), ("(end", 250), "250 2.0.0 kept"]


def test_who_stops_before_the_last_dot_has_sent_nothing(smtp_sink: SmtpSink) -> None:
    with smtp.open_connection(smtp_sink.server()) as connection:
        with pytest.raises(KeyboardInterrupt):
            connection.send(
                envelope_from=SENDER, recipients=[KIM], message=plain_mail("Answer"), watch=Watching(stop=True)
            )
        is_broken = connection.is_broken

    assert (is_broken, smtp_sink.kept) == (True, [])


def test_a_domain_beyond_ascii_travels_as_dns_knows_it(smtp_sink: SmtpSink) -> None:
    result = send(smtp_sink.server(), "kim@müller.example")

    assert result.accepted == ("kim@müller.example",)
    assert smtp_sink.kept[0].recipients == ["kim@xn--mller-kva.example"]


def test_the_size_a_server_takes_is_known_before(smtp_sink: SmtpSink) -> None:
    """The sink says 33,554,432 bytes; nothing of the mail goes over the line."""
    watch = Watching()

    with smtp.open_connection(smtp_sink.server()) as connection, pytest.raises(DeliveryFailed) as failed:
        connection.send(
            envelope_from=SENDER, recipients=[KIM], message=plain_mail("Large", size=34_000_000), watch=watch
        )

    assert str(failed.value) == "The mail has 34.0 MB; the server for sending takes 33.6 MB at most."
    assert (failed.value.permanent, failed.value.code, watch.seen) == (True, 552, [])


@pytest.mark.parametrize("after", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_up_at_a_command_has_no_mail(after: str) -> None:
    with hanging_up_at(after) as port:
        failed = delivery_failure(SmtpServer("127.0.0.1", port, security="plain"))

    assert (failed.permanent, failed.uncertain, failed.code) == (False, False, 0)


def test_a_server_that_hangs_up_after_the_mail_leaves_doubt() -> None:
    with hanging_up_at(".") as port:
        failed = delivery_failure(SmtpServer("127.0.0.1", port, security="plain"))

    assert (failed.permanent, failed.uncertain) == (False, True)


def test_a_server_that_closes_in_the_middle_is_left(smtp_sink: SmtpSink) -> None:
    smtp_sink.answer_sender = "421 4.3.2 closing"

    with smtp.open_connection(smtp_sink.server()) as connection:
        with pytest.raises(DeliveryFailed) as failed:
            connection.send(envelope_from=SENDER, recipients=[KIM], message=plain_mail("Answer"))
        assert (failed.value.permanent, connection.is_broken) == (False, True)


def test_eight_bit_content_is_announced_where_the_server_knows_it(smtp_sink: SmtpSink) -> None:
    with smtp.open_connection(smtp_sink.server()) as connection:
        plain = connection._options([SENDER, KIM], b"Subject: x\r\n\r\ny\r\n")
        body = connection._options([SENDER, KIM], "Subject: x\r\n\r\nGrüße\r\n".encode())
        head = connection._options([SENDER, KIM], "Subject: Grüße\r\n\r\ny\r\n".encode())

    assert plain == ["SIZE=17"]
    assert body == ["BODY=8BITMIME", "SIZE=23"]
    assert head == ["SMTPUTF8", "BODY=8BITMIME", "SIZE=23"]


def test_every_yes_to_the_mail_is_one(smtp_sink: SmtpSink) -> None:
    """Else it would be sent once more."""
    smtp_sink.answer_data = "251 2.0.0 queued elsewhere"

    result = send(smtp_sink.server(), KIM)

    assert (result.accepted, result.answer) == ((KIM,), "251 2.0.0 queued elsewhere")


@pytest.mark.parametrize("answer", ["Ok, thank you", "354 go on"])
def test_an_answer_to_the_mail_that_is_none_leaves_doubt(smtp_sink: SmtpSink, answer: str) -> None:
    smtp_sink.answer_data = answer

    failed = delivery_failure(smtp_sink.server())

    assert (failed.permanent, failed.uncertain) == (False, True)
