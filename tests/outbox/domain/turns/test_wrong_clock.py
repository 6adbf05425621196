"""What was noted while the clock was ahead holds nothing back once it is right again."""

from __future__ import annotations

import pytest
from django.db import connection

from kontor.channels.models import MailAccount
from kontor.outbox.domain.delivery import deliver, send_queue
from kontor.outbox.domain.pausing import standing_of, try_anew
from kontor.outbox.domain.recovery import sweep
from kontor.outbox.domain.results import WAITS
from kontor.outbox.domain.turns import is_lined_up
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.turns.conftest import line_to, states_of
from tests.outbox.domain.turns.test_pauses import port_of
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import waiting_jobs
from tests.support.letters import sending_through
from tests.support.scoping import in_scope


def test_an_account_that_failed_then_sends_again(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, frozen: Frozen
) -> None:
    frozen.move(days=3)
    old = queue()
    port_of(sending_account, 1)
    send_queue(line_to(old))
    port_of(sending_account, smtp_sink.port)
    frozen.move(days=-3)
    new = queue()

    sweep(new.tenant_id)

    [turn] = waiting_jobs("send_queue")
    assert turn.at is None or turn.at <= frozen.at
    send_queue(line_to(new))
    assert states_of() == {DeliveryState.SENT}
    assert len(smtp_sink.kept) == 2


def test_a_pause_of_before_is_kept_where_the_clock_is_right(
    queue: Queue, sending_account: MailAccount, frozen: Frozen
) -> None:
    mail = queue()
    port_of(sending_account, 1)
    send_queue(line_to(mail))
    [before] = waiting_jobs("send_queue")

    sweep(mail.tenant_id)

    assert waiting_jobs("send_queue") == [before]
    assert is_lined_up(line_to(mail))


def test_an_account_that_was_corrected_then_pauses_when_it_fails(
    queue: Queue, sending_account: MailAccount, frozen: Frozen
) -> None:
    mail = queue()
    port_of(sending_account, 1)
    frozen.move(days=3)
    try_anew(sending_account.owner, sending_account.pk)
    frozen.move(days=-3)

    send_queue(line_to(mail))

    with in_scope(mail.tenant_id):
        assert standing_of(MailAccount.objects.get(pk=sending_account.pk)).paused


@pytest.mark.parametrize("attempts", range(len(WAITS) + 1))
def test_a_mail_that_was_put_off_then_has_its_turn(queue: Queue, frozen: Frozen, attempts: int) -> None:
    mail = queue()
    wait = WAITS[attempts - 1] if attempts else WAITS[0]
    _put_off(mail, frozen, attempts, hours=wait.total_seconds() / 3600)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")

    sweep(mail.tenant_id)
    assert waiting_jobs("send_queue") == []

    _put_off(mail, frozen, attempts, hours=wait.total_seconds() / 3600 + 1)
    sweep(mail.tenant_id)
    assert len(waiting_jobs("send_queue")) == 1
    assert deliver(mail.tenant_id, mail.pk) is None  # its queue has a turn
    assert send_queue(line_to(mail)) == {mail.pk: DeliveryState.SENT}


def test_nothing_of_another_tenant_is_touched(
    queue: Queue, alpina: Tenant, smtp_sink: SmtpSink, frozen: Frozen, anna: User
) -> None:
    mail = queue()
    _put_off(mail, frozen, 1, hours=72)
    make_account(alpina, "service@alpina.example", **sending_through(smtp_sink))

    assert sweep(alpina.pk) == 0
    with in_scope(mail.tenant_id):
        assert OutgoingMail.objects.get(pk=mail.pk).next_attempt_at > frozen.at  # type: ignore[operator]


def _put_off(mail: OutgoingMail, frozen: Frozen, attempts: int, *, hours: float) -> None:
    at = frozen.at + hours * (frozen.at.resolution * 3_600_000_000)
    with in_scope(mail.tenant_id):
        OutgoingMail.objects.filter(pk=mail.pk).update(attempts=attempts, next_attempt_at=at)
