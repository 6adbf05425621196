"""A server that says no, or hangs up, once all of a mail but its end is there has not taken it: that mail waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from kontor.channels.domain.troubles import troubles_of
from kontor.channels.enums import Direction
from kontor.channels.models import MailAccount
from kontor.outbox.domain.delivery import send_queue
from kontor.outbox.enums import DeliveryState, Phase
from kontor.outbox.models import OutgoingMail
from tests.conftest import Frozen
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.turns.conftest import line_to, states_of
from tests.outbox.domain.turns.test_pauses import port_of
from tests.servers.lines import scripted_lines
from tests.servers.smtp_sink import SmtpSink
from tests.support.scoping import everywhere

SIGN_IN = "530 5.7.0 Authentication required"
HANGS_UP = "354 go on\r\n{hang up}"
ASKS_EARLY = f"354 go on\r\n{{pause}}{SIGN_IN}\r\n{{hang up}}"


@pytest.mark.parametrize(
    ("data", "kind", "attempts"),
    [(HANGS_UP, "lost", [1, 0, 0]), (ASKS_EARLY, "sign_in", [0, 0, 0])],
)
def test_the_account_waits_with_all_its_mails_when_it_happens_before_the_mails_end(
    queue: Queue,
    smtp_sink: SmtpSink,
    sending_account: MailAccount,
    frozen: Frozen,
    data: str,
    kind: str,
    attempts: list[int],
) -> None:
    mails = [queue() for _mail in range(3)]
    answers = {"ehlo": "250 ok\r\n", "MAIL": "250 ok\r\n", "RCPT": "250 ok\r\n", "DATA": data}
    with scripted_lines("220 hello\r\n", answers) as server, time_for_the_server_to_be_heard():
        port_of(sending_account, server.port)
        send_queue(line_to(mails[0]))

    assert what_waits() == [(DeliveryState.QUEUED, Phase.NONE, count, []) for count in attempts]
    assert trouble_of(sending_account) == kind
    port_of(sending_account, smtp_sink.port)
    frozen.move(minutes=2)
    send_queue(line_to(mails[0]))
    assert states_of() == {DeliveryState.SENT}
    assert len(smtp_sink.kept) == 3


def test_a_sign_in_that_is_asked_for_after_the_mail_leaves_no_doubt(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, frozen: Frozen
) -> None:
    mail = queue()
    smtp_sink.answer_data = SIGN_IN
    send_queue(line_to(mail))

    assert what_waits() == [(DeliveryState.QUEUED, Phase.NONE, 0, [])]
    assert trouble_of(sending_account) == "sign_in"
    smtp_sink.answer_data = ""
    frozen.move(minutes=2)
    send_queue(line_to(mail))
    assert states_of() == {DeliveryState.SENT}


def what_waits() -> list[tuple[Any, ...]]:
    with everywhere():
        return list(OutgoingMail.objects.order_by("id").values_list("state", "phase", "attempts", "in_flight"))


def trouble_of(account: MailAccount) -> str:
    with everywhere():
        return troubles_of(account, Direction.OUT).get().kind


@contextmanager
def time_for_the_server_to_be_heard() -> Iterator[None]:
    """Between the mail and its end."""

    def wait(execute: Callable[..., Any], statement: str, values: Any, *rest: Any) -> Any:
        if values and Phase.HANDING_OVER in tuple(values):
            time.sleep(0.2)
        return execute(statement, values, *rest)

    with connection.execute_wrapper(wait):
        yield
