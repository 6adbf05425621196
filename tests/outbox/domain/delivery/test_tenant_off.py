"""For a tenant that is switched off or deleted nothing leaves; what it had written waits, but not for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from kontor.channels.models import MailAccount
from kontor.outbox.domain.recovery import GIVEN_UP_AFTER, STALLED_AFTER, sweep
from kontor.outbox.enums import DeliveryState
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from tests.conftest import Frozen
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.delivery.conftest import as_it_is, delivered, ticket_of
from tests.servers.smtp_sink import Kept, SmtpSink
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.scoping import everywhere
from tests.support.threads import at_once

OFF = [{"active": False}, {"deleted_at": datetime(2026, 1, 1, tzinfo=UTC)}]


def _set(tenant: Tenant, **values: Any) -> None:
    with everywhere():
        Tenant.objects.filter(pk=tenant.pk).update(**values)


@pytest.mark.parametrize("off", OFF)
def test_its_mail_waits_and_leaves_when_it_is_back(
    queue: Queue, smtp_sink: SmtpSink, nordlicht: Tenant, frozen: Frozen, off: dict[str, Any]
) -> None:
    mail = queue()
    _set(nordlicht, **off)

    assert delivered(mail) is None
    run_jobs("deliver")
    frozen.move(days=1)
    sweep(nordlicht.pk)
    assert (smtp_sink.kept, waiting_jobs("send_queue")) == ([], [])
    assert (as_it_is(mail).state, as_it_is(mail).attempts) == (DeliveryState.QUEUED, 0)

    _set(nordlicht, active=True, deleted_at=None)
    sweep(nordlicht.pk)
    run_jobs("send_queue")
    assert [kept.mail["Message-ID"] for kept in smtp_sink.kept] == [as_it_is(mail).message.message_id]
    assert ticket_of(mail).state == TicketState.CLOSED


def test_what_waited_too_long_comes_back_to_its_author(
    queue: Queue, smtp_sink: SmtpSink, nordlicht: Tenant, frozen: Frozen
) -> None:
    """So that no answer of last month leaves when the tenant is switched on again."""
    mail = queue()
    _set(nordlicht, active=False)
    frozen.move(seconds=(GIVEN_UP_AFTER + timedelta(seconds=1)).total_seconds())

    sweep(nordlicht.pk)
    _set(nordlicht, active=True)
    frozen.move(seconds=(2 * STALLED_AFTER).total_seconds())
    sweep(nordlicht.pk)
    run_jobs()

    assert smtp_sink.kept == []
    assert (as_it_is(mail).state, as_it_is(mail).last_error) == (
        DeliveryState.FAILED,
        "The tenant was switched off or deleted before this mail had left.",
    )
    assert (ticket_of(mail).state, ticket_of(mail).delivery_failed) == (TicketState.ASSIGNED, True)


class SwitchingOff(list[Kept]):
    """What the server keeps; with the first mail somebody switches the tenant off."""

    def __init__(self, tenant: Tenant) -> None:
        super().__init__()
        self._tenant = tenant

    def append(self, kept: Kept) -> None:
        super().append(kept)
        if len(self) == 1:
            at_once(partial(_set, self._tenant, active=False))


def test_it_is_switched_off_in_the_middle_of_a_turn(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, nordlicht: Tenant
) -> None:
    """What a worker has claimed already is on its way; a turn may have two hundred more to claim."""
    mails = [queue() for _each in range(5)]
    smtp_sink.kept = SwitchingOff(nordlicht)

    assert delivered(mails[0]) == DeliveryState.SENT

    assert len(smtp_sink.kept) == sending_account.weight_out == 3
    assert [as_it_is(mail).state for mail in mails[3:]] == [DeliveryState.QUEUED] * 2
