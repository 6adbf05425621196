"""An account that fails pauses as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from kontor.channels.domain.troubles import note_trouble, troubles_of
from kontor.channels.enums import Direction
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.kernel.secrets import new_key
from kontor.outbox.domain.delivery import deliver, send_queue
from kontor.outbox.domain.pausing import PAUSES, standing_of
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.notices import latest_notices
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.turns.conftest import line_to, states_of
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.scoping import everywhere, in_scope


def test_an_account_that_fails_pauses_as_a_whole_and_its_mails_lose_no_attempt(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, second_account: MailAccount, frozen: Frozen
) -> None:
    mails = [queue() for _mail in range(4)]
    other = queue(account=second_account)
    port_of(sending_account, 1)

    run_jobs("deliver")

    with in_scope(sending_account.owner):
        attempts = set(OutgoingMail.objects.filter(account=sending_account).values_list("attempts", "state"))
        trouble = troubles_of(sending_account, Direction.OUT).get()
    assert attempts == {(0, DeliveryState.QUEUED)}
    assert [job.at for job in waiting_jobs("send_queue")] == [frozen.at + PAUSES[0]]
    assert (trouble.kind, trouble.count, trouble.is_going_on) == ("refused", 1, True)
    assert deliver(mails[1].tenant_id, mails[1].pk) is None
    assert [kept.envelope_from for kept in smtp_sink.kept] == [second_account.address]
    assert other.tenant_id == mails[0].tenant_id


def test_the_pauses_grow_and_end_with_the_trouble(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, frozen: Frozen
) -> None:
    mail = queue()
    port_of(sending_account, 1)

    waits = []
    for _failure in range(len(PAUSES) + 1):
        send_queue(line_to(mail))
        with in_scope(sending_account.owner):
            until = standing_of(sending_account).until
        assert until is not None
        waits.append(until - frozen.at)
        frozen.move(seconds=waits[-1].total_seconds())
    port_of(sending_account, smtp_sink.port)
    send_queue(line_to(mail))

    assert waits == [*PAUSES, PAUSES[-1]]
    with in_scope(sending_account.owner):
        assert troubles_of(sending_account, Direction.OUT).filter(ended_at=None).count() == 0
        assert standing_of(sending_account).trouble is None
        assert MailAccount.objects.get(pk=sending_account.pk).last_sent_at == frozen.at
    assert states_of() == {DeliveryState.SENT}


def test_a_turn_while_the_account_pauses_ends_at_once(
    queue: Queue, sending_account: MailAccount, frozen: Frozen
) -> None:
    mail = queue()
    port_of(sending_account, 1)
    send_queue(line_to(mail))
    asked = 0

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal asked
        asked += 1
        assert asked < 100, "The queue looks again and again."
        return execute(*statement)

    with connection.execute_wrapper(count):
        assert send_queue(line_to(mail)) == {}


def test_an_account_whose_secret_cannot_be_read_waits_for_the_longest_pause(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, frozen: Frozen
) -> None:
    mail = queue()
    with in_scope(sending_account.owner):
        MailAccount.objects.filter(pk=sending_account.pk).update(smtp_password="written with another key")

    with override_settings(SECRETS_KEYS=[new_key()]):
        send_queue(line_to(mail))

    with in_scope(mail.tenant_id):
        after = OutgoingMail.objects.get(pk=mail.pk)
    assert (after.state, after.attempts) == (DeliveryState.QUEUED, 0)
    assert after.last_error == "A stored secret cannot be read with the present keys."
    assert [job.at for job in waiting_jobs("send_queue")] == [frozen.at + PAUSES[-1]]
    assert smtp_sink.kept == []


def test_those_who_look_after_the_account_are_told_once_and_of_its_recovery(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, sven: User, anna: User, frozen: Frozen
) -> None:
    mail = queue()
    began = frozen.at
    port_of(sending_account, 1)

    told = []
    for _failure in range(5):
        send_queue(line_to(mail))
        told.append((frozen.at - began, notices_of(sven)))
        with in_scope(sending_account.owner):
            until = standing_of(sending_account).until
        assert until is not None
        frozen.move(seconds=(until - frozen.at).total_seconds())
    port_of(sending_account, smtp_sink.port)
    send_queue(line_to(mail))

    fails = "No mail can be sent through service@nordlicht.example; its mails wait"
    assert [len(lines) for _after, lines in told] == [0, 0, 1, 1, 1]
    assert told[2] == (timedelta(minutes=3), [fails])
    assert notices_of(sven) == ["Mail can be sent through service@nordlicht.example again", fails]
    assert notices_of(anna) == []


def test_they_are_told_too_when_something_else_stands_in_the_way_each_time(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, sven: User, frozen: Frozen
) -> None:
    mail = queue()
    told = []
    for host in ("127.0.0.1", "no-such-host.invalid", "127.0.0.1", "no-such-host.invalid"):
        port_of(sending_account, 1, smtp_host=host)
        send_queue(line_to(mail))
        told.append(len(notices_of(sven)))
        frozen.move(minutes=20)
    port_of(sending_account, smtp_sink.port, smtp_host="127.0.0.1")
    send_queue(line_to(mail))

    assert told == [0, 0, 1, 1]
    assert notices_of(sven)[0] == "Mail can be sent through service@nordlicht.example again"


def test_those_who_look_after_a_general_account_are_told(queue: Queue, ada: User, frozen: Frozen) -> None:
    general = make_account(None, "info@kontor.example", smtp_host="127.0.0.1", smtp_port=1, username="", password="")
    mail = queue(account=general)
    for wait in PAUSES[:3]:
        send_queue(line_to(mail))
        frozen.move(seconds=wait.total_seconds())

    assert notices_of(ada) == ["No mail can be sent through info@kontor.example; its mails wait"]


def test_a_sign_in_that_is_asked_for_late_is_the_accounts_trouble(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount
) -> None:
    mail = queue()
    smtp_sink.answer_sender = "530 5.7.0 Authentication required"

    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.QUEUED

    with in_scope(sending_account.owner):
        assert troubles_of(sending_account, Direction.OUT).get().kind == "sign_in"


def test_a_sign_in_that_is_asked_for_only_at_the_recipients_is_too(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount
) -> None:
    mail = queue()
    smtp_sink.refuse["kaethe@post.example"] = "530 SMTP authentication is required."

    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.QUEUED

    with in_scope(sending_account.owner):
        assert troubles_of(sending_account, Direction.OUT).get().kind == "sign_in"
        assert OutgoingMail.objects.values_list("attempts", "refused").get() == (0, {})


def test_a_line_that_breaks_twice_in_a_row_is_the_accounts_trouble(
    queue: Queue, sending_account: MailAccount, frozen: Frozen
) -> None:
    from tests.servers.lines import hanging_up_at

    mails = [queue() for _mail in range(3)]
    with hanging_up_at("DATA") as port:
        port_of(sending_account, port)
        send_queue(line_to(mails[0]))

    with in_scope(sending_account.owner):
        assert list(OutgoingMail.objects.order_by("id").values_list("attempts", flat=True)) == [1, 0, 0]
        assert troubles_of(sending_account, Direction.OUT).get().kind == "lost"


def test_a_server_that_leaves_two_in_a_row_in_doubt_gets_no_third(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, frozen: Frozen
) -> None:
    mails = [queue() for _mail in range(4)]
    smtp_sink.vanish_after_data = True

    told = send_queue(line_to(mails[0]))

    assert list(told.values()) == [DeliveryState.UNCLEAR] * 2 + [DeliveryState.QUEUED]
    with in_scope(sending_account.owner):
        states = OutgoingMail.objects.order_by("id").values_list("state", "attempts")
        assert (
            list(states) == [(DeliveryState.UNCLEAR, 1), (DeliveryState.UNCLEAR, 1)] + [(DeliveryState.QUEUED, 0)] * 2
        )
        assert troubles_of(sending_account, Direction.OUT).get().kind == "lost"
    assert len(smtp_sink.kept) == 2


@pytest.mark.parametrize(("before", "told"), [(2, 0), (3, 1)])
def test_what_stops_an_account_that_has_just_worked_again_begins_anew(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, sven: User, before: int, told: int
) -> None:
    mail, _refused = queue(), queue(to=[["Lou", "lou@post.example"]])
    smtp_sink.refuse["lou@post.example"] = "530 SMTP authentication is required."
    with in_scope(sending_account.owner):
        for _failure in range(before):
            note_trouble(sending_account, ConnectionFailed(Kind.SIGN_IN, host="127.0.0.1"), direction=Direction.OUT)
        hour_ago = clock.now() - timedelta(hours=1)
        troubles_of(sending_account, Direction.OUT).update(began_at=hour_ago, last_at=hour_ago)

    send_queue(line_to(mail))

    with in_scope(sending_account.owner):
        troubles = [(trouble.count, trouble.is_going_on) for trouble in troubles_of(sending_account, Direction.OUT)]
        assert standing_of(sending_account).paused is True
    assert troubles == [(1, True), (before, False)]
    assert notices_of(sven) == ["Mail can be sent through service@nordlicht.example again"] * told


def test_an_account_that_fails_is_left_though_more_waits_than_a_turn_takes(
    queue: Queue, sending_account: MailAccount, frozen: Frozen
) -> None:
    mails = [queue() for _mail in range(3)]
    port_of(sending_account, 1)
    with in_scope(sending_account.owner):
        MailAccount.objects.filter(pk=sending_account.pk).update(weight_out=1)

    send_queue(line_to(mails[0]))

    with in_scope(sending_account.owner):
        assert troubles_of(sending_account, Direction.OUT).get().count == 1
    assert states_of() == {DeliveryState.QUEUED}


def test_a_general_account_is_paused_for_all(queue: Queue, nordlicht: Tenant) -> None:
    general = make_account(None, "info@kontor.example", smtp_host="127.0.0.1", smtp_port=1, username="", password="")
    mail = queue(account=general)

    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.QUEUED

    with in_scope(nordlicht):
        assert standing_of(general).paused is True


def notices_of(user: User) -> list[str]:
    with everywhere():
        return [line.text for line in latest_notices(user)]


def port_of(account: MailAccount, port: int, **values: str) -> None:
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(smtp_port=port, **values)
