"""A server for sending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kontor.channels import smtp
from kontor.channels.errors import DeliveryFailed
from kontor.channels.servers import SmtpServer
from tests.channels.mails import plain_mail
from tests.servers.certificates import Authority
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
