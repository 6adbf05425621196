"""Each step of the talk."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from kontor.channels import smtp
from kontor.channels.errors import DeliveryFailed
from kontor.channels.servers import SmtpServer
from tests.channels.mails import plain_mail
from tests.channels.smtp.conftest import KIM, LOU, SENDER, Watching, delivery_failure, send
from tests.servers.lines import hanging_up_at, scripted_lines
from tests.servers.smtp_sink import SmtpSink


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


@pytest.mark.parametrize("after", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_up_at_a_command_has_no_mail(after: str) -> None:
    with hanging_up_at(after) as port:
        failed = delivery_failure(SmtpServer("127.0.0.1", port, security="plain"))

    assert (failed.permanent, failed.uncertain, failed.code) == (False, False, 0)


def test_a_server_that_hangs_up_after_the_mail_leaves_doubt() -> None:
    with hanging_up_at(".") as port:
        failed = delivery_failure(SmtpServer("127.0.0.1", port, security="plain"))

    assert (failed.permanent, failed.uncertain) == (False, True)


class Patient(Watching):
    """Between the mail and its end there is time for the server to be heard."""

    def handing_over(self, accepted: Sequence[str], refused: dict[str, tuple[int, str]], size: int) -> None:
        time.sleep(0.2)


@pytest.mark.parametrize(
    ("said", "code", "permanent"),
    [("", 0, False), ("421 4.4.2 closing", 421, False), ("552 5.3.4 too large", 552, True), ("250 ok", 0, False)],
)
def test_a_server_that_hangs_up_or_answers_before_the_mails_end_has_no_mail(
    said: str, code: int, permanent: bool
) -> None:
    early = f"354 go on\r\n{{pause}}{said}\r\n{{hang up}}" if said else "354 go on\r\n{hang up}"
    answers = {"ehlo": "250 ok\r\n", "MAIL": "250 ok\r\n", "RCPT": "250 ok\r\n", "DATA": early}

    with (
        scripted_lines("220 hello\r\n", answers) as server,
        smtp.open_connection(SmtpServer("127.0.0.1", server.port, security="plain")) as connection,
    ):
        with pytest.raises(DeliveryFailed) as failed:
            connection.send(envelope_from=SENDER, recipients=[KIM], message=plain_mail("Answer"), watch=Patient())
        is_broken = connection.is_broken

    assert (is_broken, failed.value.uncertain) == (True, False)
    assert (failed.value.code, failed.value.permanent) == (code, permanent)


def test_a_server_that_closes_in_the_middle_is_left(smtp_sink: SmtpSink) -> None:
    smtp_sink.answer_sender = "421 4.3.2 closing"

    with smtp.open_connection(smtp_sink.server()) as connection:
        with pytest.raises(DeliveryFailed) as failed:
            connection.send(envelope_from=SENDER, recipients=[KIM], message=plain_mail("Answer"))
        assert (failed.value.permanent, connection.is_broken) == (False, True)


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
