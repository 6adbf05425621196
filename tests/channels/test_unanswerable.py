"""Mail of which no report comes back: links to passwords, and the mails of go-live tests and canaries."""

from __future__ import annotations

import pytest

from kontor.channels.errors import DeliveryFailed
from kontor.channels.unanswerable import send_without_sender
from tests.servers.smtp_sink import SmtpSink

CONTENT = b"Subject: Trial\r\n\r\nText.\r\n"


def send(sink: SmtpSink) -> None:
    send_without_sender(sink.server(), address="desk@house.example", recipient="box@house.example", message=CONTENT)


def test_a_server_that_takes_nothing_without_a_sender_gets_one(smtp_sink: SmtpSink) -> None:
    send(smtp_sink)
    smtp_sink.refuse[""] = "550 5.7.60 client has no permission to send as this sender"
    send(smtp_sink)

    assert [kept.envelope_from for kept in smtp_sink.kept] == ["", "desk@house.example"]


def test_a_server_that_cannot_say_yet_is_not_asked_twice(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse[""] = "450 4.2.0 greylisted"

    with pytest.raises(DeliveryFailed) as failed:
        send(smtp_sink)

    assert not failed.value.permanent
    assert smtp_sink.kept == []
