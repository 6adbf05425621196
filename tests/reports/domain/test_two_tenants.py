"""What the board shows of one tenant is the same for whoever works for two: row security keeps nothing apart there."""

from __future__ import annotations

from datetime import timedelta

from kontor.calls.enums import CallState, Outcome
from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.reports.domain.alarms import limits_of, raised_alarms
from kontor.reports.domain.board import board_of
from kontor.reports.domain.raising import look_at_alarms
from kontor.reports.domain.samples import KEPT, points_of, take_sample
from kontor.reports.domain.sight import sight_of
from kontor.reports.models import Alarm, BacklogSample
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.call_records import connect_calls, make_party, make_record
from tests.factories.reports import make_alarm
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope


def furnish(tenant: Tenant, category: Category, agent: User) -> None:
    """Two open requests, calls, and an alarm with a low limit."""
    make_ticket(category, owner=agent)
    make_ticket(category)
    call = make_record(tenant, state=CallState.TALKING, agent=agent)
    make_party(call, agent, "12", answered_at=call.started_at)
    make_record(tenant, state=CallState.RINGING)
    make_record(tenant, outcome=Outcome.MISSED)
    make_alarm(tenant, threshold=1)
    with in_scope(tenant):
        take_sample(tenant.pk)


def test_the_board_of_one_tenant(
    ada: User,
    anna: User,
    carla: User,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    frozen: Frozen,
) -> None:
    connect_calls()
    furnish(alpina, claims, carla)
    furnish(nordlicht, billing, anna)
    seen = []
    for tenants in ([nordlicht], [nordlicht, alpina]):
        with in_scope(*tenants):
            access = load_access(ada, tuple(tenant.pk for tenant in tenants))
            seen.append(board_of(sight_of(access, tenant_id=nordlicht.pk), with_calls=True))

    alone, both = seen
    assert alone.agents
    assert alone.calls
    assert alone == both


def test_samples_of_one_tenant(
    carla: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, frozen: Frozen
) -> None:
    make_ticket(billing)
    frozen.move(minutes=5)
    furnish(alpina, claims, carla)
    now, long_ago = clock.now(), clock.now() - KEPT - timedelta(days=1)
    with in_scope(nordlicht, alpina):
        BacklogSample.objects.create(tenant=alpina, at=long_ago, open=1, waiting=0, categories={})

        take_sample(nordlicht.pk)

        assert BacklogSample.objects.get(tenant=nordlicht).open == 1
        assert BacklogSample.objects.filter(tenant=alpina).count() == 2
        found = points_of([nordlicht.pk], begin=long_ago, end=now + timedelta(days=1))
        assert [(tenant_id, len(points)) for tenant_id, points in found.items()] == [(nordlicht.pk, 1)]


def test_alarms_of_one_tenant(carla: User, nordlicht: Tenant, alpina: Tenant, claims: Category, frozen: Frozen) -> None:
    furnish(alpina, claims, carla)
    with in_scope(nordlicht, alpina):
        look_at_alarms(nordlicht.pk)
        assert not Alarm.objects.filter(raised_at__isnull=False).exists()
        look_at_alarms(alpina.pk)

        assert (limits_of([nordlicht.pk]), raised_alarms([nordlicht.pk])) == ({}, [])
        assert (limits_of([alpina.pk]), len(raised_alarms([alpina.pk]))) == ({alpina.pk: 1}, 1)
