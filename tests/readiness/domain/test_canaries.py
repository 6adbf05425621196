from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.people.models import User
from kontor.readiness.domain.canaries import canaries_of, fly, look_after_canaries, minutes_since_success
from kontor.readiness.models import Canary
from kontor.readiness.preferences import CANARY_EVERY, OFF
from kontor.reports.domain.raising import look_at_alarms
from kontor.reports.enums import Measure
from kontor.tenants.models import Tenant
from kontor.tickets.models import Notice, Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.reports import make_alarm
from tests.readiness.working import read
from tests.servers.dovecot import Dovecot
from tests.support.jobs import waiting_jobs
from tests.support.scoping import everywhere, in_scope


def canary(account: MailAccount) -> Canary:
    with everywhere():
        return Canary.objects.get(account=account)


def came(account: MailAccount, *, minutes: int) -> None:
    at = clock.now() - timedelta(minutes=minutes)
    with in_scope(account.owner):
        Canary.objects.create(
            tenant_id=account.tenant_id,
            account=account,
            account_owner=account.owner,
            begun_at=at,
            sent_at=at,
            came_at=at,
        )


def waiting() -> list[int]:
    return sorted(job.arguments["account_id"] for job in waiting_jobs("fly"))


def test_a_canary_flies_comes_back_and_leaves_nothing(
    working: MailAccount, nordlicht: Tenant, mail_server: Dovecot
) -> None:
    prefer(nordlicht, CANARY_EVERY, "5")
    fly(nordlicht.pk, working.pk)
    assert canary(working).nonce

    for _ in range(200):
        read(working)
        fly(nordlicht.pk, working.pk)
        if canary(working).came_at:
            break

    found = canary(working)
    assert (found.nonce, found.error, found.failing_since) == ("", "", None)
    assert found.seconds is not None
    assert mail_server.mailbox(working.address) == []
    with everywhere():
        assert (Arrival.objects.count(), Ticket.objects.count()) == (0, 0)


def test_canaries_are_off_until_somebody_wants_them(nordlicht: Tenant) -> None:
    make_account(nordlicht)

    look_after_canaries()

    assert waiting() == []


def test_each_account_has_one_job_however_often_it_is_due(nordlicht: Tenant, alpina: Tenant) -> None:
    prefer(nordlicht, CANARY_EVERY, "5")
    mine = [make_account(nordlicht).pk for _ in range(3)]
    make_account(nordlicht, smtp_host="")
    make_account(nordlicht, active=False)
    make_account(alpina)

    look_after_canaries()
    look_after_canaries()

    assert waiting() == mine


def test_the_next_one_flies_when_its_time_has_come(nordlicht: Tenant, frozen: Frozen) -> None:
    prefer(nordlicht, CANARY_EVERY, "15")
    account = make_account(nordlicht)
    came(account, minutes=14)
    look_after_canaries()
    assert waiting() == []

    frozen.move(minutes=1)
    look_after_canaries()

    assert waiting() == [account.pk]


def test_a_server_that_refuses_is_said_and_tried_again_in_time(nordlicht: Tenant, frozen: Frozen) -> None:
    prefer(nordlicht, CANARY_EVERY, "5")
    account = make_account(nordlicht, smtp_host="127.0.0.1", smtp_port=1)

    fly(nordlicht.pk, account.pk)
    first = canary(account)
    frozen.move(minutes=6)
    fly(nordlicht.pk, account.pk)

    assert first.error
    assert (first.nonce, canary(account).failing_since) == ("", first.failing_since)


def test_a_canary_that_does_not_come_back_is_lost(nordlicht: Tenant, frozen: Frozen) -> None:
    prefer(nordlicht, CANARY_EVERY, "60")
    account = make_account(nordlicht)
    came(account, minutes=0)
    with in_scope(nordlicht):
        Canary.objects.update(nonce="0" * 32)
    fly(nordlicht.pk, account.pk)
    assert canary(account).failing_since is None

    frozen.move(minutes=11)
    fly(nordlicht.pk, account.pk)

    lost = canary(account)
    assert lost.error
    assert (lost.nonce, lost.failing_since) == ("", clock.now())


def test_switching_off_forgets_what_was_known(nordlicht: Tenant) -> None:
    prefer(nordlicht, CANARY_EVERY, "5")
    came(make_account(nordlicht), minutes=1)
    prefer(nordlicht, CANARY_EVERY, OFF)

    look_after_canaries()

    with everywhere():
        assert not Canary.objects.exists()


def test_the_oldest_success_counts_and_is_the_tenants_own(nordlicht: Tenant, alpina: Tenant) -> None:
    came(make_account(nordlicht), minutes=3)
    slow = make_account(nordlicht)
    came(slow, minutes=40)
    came(make_account(alpina), minutes=90)

    with in_scope(nordlicht):
        assert minutes_since_success(nordlicht.pk) == 40
        assert next(each.account_id for each in canaries_of([nordlicht.pk, alpina.pk])) == slow.pk
        assert len(canaries_of([nordlicht.pk, alpina.pk])) == 2


def test_a_tenant_without_an_account_of_its_own_counts_by_the_general_ones(nordlicht: Tenant, alpina: Tenant) -> None:
    came(make_account(None), minutes=50)
    came(make_account(None), minutes=5)
    came(make_account(alpina), minutes=7)

    with in_scope(nordlicht):
        assert minutes_since_success(nordlicht.pk) == 50
    with in_scope(alpina):
        assert minutes_since_success(alpina.pk) == 7


@pytest.mark.usefixtures("sven")
def test_an_alarm_is_raised_when_the_age_grows_and_ends_with_the_next(nordlicht: Tenant, sven: User) -> None:
    alarm = make_alarm(nordlicht, measure=Measure.CANARY, threshold=30)
    account = make_account(nordlicht)
    came(account, minutes=31)

    with in_scope(nordlicht):
        look_at_alarms(nordlicht.pk)
        alarm.refresh_from_db()
        raised = alarm.raised_at
        Canary.objects.update(came_at=clock.now())
        look_at_alarms(nordlicht.pk)
        alarm.refresh_from_db()

    assert (raised is not None, alarm.raised_at) == (True, None)
    with everywhere():
        sentences = [notice.details["sentence"] for notice in Notice.objects.filter(user=sven).order_by("id")]
    assert sentences == ["alarm_canary", "alarm_over"]


def test_the_general_ones_are_told_with_those_of_a_tenant_and_no_other(nordlicht: Tenant, alpina: Tenant) -> None:
    accounts = [make_account(owner) for owner in (nordlicht, alpina, None)]
    for account in accounts:
        came(account, minutes=5)

    with everywhere():
        told = canaries_of([nordlicht.pk], general=True).values_list("account_id", flat=True)
        assert set(told) == {accounts[0].pk, accounts[2].pk}


def test_a_job_of_another_tenant_has_nothing_fly(nordlicht: Tenant, alpina: Tenant) -> None:
    for tenant in (nordlicht, alpina):
        prefer(tenant, CANARY_EVERY, "5")
    account = make_account(nordlicht, host="127.0.0.1", port=1, smtp_host="127.0.0.1", smtp_port=1)

    fly(alpina.pk, account.pk)

    with everywhere():
        assert not Canary.objects.exists()
