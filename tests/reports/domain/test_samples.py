"""The backlog is sampled once in five minutes and kept for sixty days."""

from __future__ import annotations

from datetime import timedelta

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.reports.domain.samples import Point, points_of, take_sample
from kontor.reports.models import BacklogSample
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from tests.conftest import Frozen
from tests.factories.tickets import make_ticket
from tests.support.jobs import run_jobs
from tests.support.scoping import in_scope


def test_a_sample_has_the_figures_of_the_tenant_and_of_its_categories(
    nordlicht: Tenant, billing: Category, moving: Category, claims: Category, frozen: Frozen
) -> None:
    make_ticket(billing)
    make_ticket(billing, due_at=clock.now())
    make_ticket(moving, received_at=clock.now() - timedelta(hours=2))
    make_ticket(moving, state=TicketState.CLOSED, closed_at=clock.now())
    make_ticket(claims)

    with in_scope(nordlicht):
        take_sample(nordlicht.pk)
        sample = BacklogSample.objects.get()

    assert (sample.open, sample.waiting, sample.warned, sample.late) == (3, 3, 0, 1)
    assert sample.categories == {
        str(billing.pk): {"open": 2, "waiting": 2, "warned": 0, "late": 1},
        str(moving.pk): {"open": 1, "waiting": 1, "warned": 0, "late": 0},
    }


def test_five_minutes_have_one_sample(nordlicht: Tenant, frozen: Frozen) -> None:
    with in_scope(nordlicht):
        for _call in range(3):
            take_sample(nordlicht.pk)
            frozen.move(minutes=2)
        frozen.move(minutes=2)
        take_sample(nordlicht.pk)

        times = [sample.at for sample in BacklogSample.objects.all()]

    assert len(times) >= 2
    assert all(time.minute % 5 == 0 and time.second == 0 for time in times)
    assert len(set(times)) == len(times)


def test_old_samples_are_forgotten(nordlicht: Tenant, frozen: Frozen) -> None:
    with in_scope(nordlicht):
        take_sample(nordlicht.pk)
        frozen.move(days=60)
        take_sample(nordlicht.pk)
        assert BacklogSample.objects.count() == 2
        frozen.move(minutes=5)
        take_sample(nordlicht.pk)

        assert BacklogSample.objects.count() == 2


def test_points_tell_how_it_went(
    nordlicht: Tenant, alpina: Tenant, billing: Category, moving: Category, frozen: Frozen
) -> None:
    begin = clock.now() - timedelta(minutes=10)
    make_ticket(billing, due_at=clock.now())
    make_ticket(moving)

    with in_scope(nordlicht, alpina):
        take_sample(nordlicht.pk)
        at = BacklogSample.objects.get().at
        whole = points_of([nordlicht.pk, alpina.pk], begin=begin, end=clock.now() + timedelta(minutes=1))
        part = points_of([nordlicht.pk], begin=begin, end=clock.now() + timedelta(minutes=1), categories=[billing.pk])
        before = points_of([nordlicht.pk], begin=begin, end=at)

    assert whole == {nordlicht.pk: [Point(at, 2, 1)], alpina.pk: []}
    assert part == {nordlicht.pk: [Point(at, 1, 1)]}
    assert before == {nordlicht.pk: []}


def test_a_sample_of_one_tenant_has_nothing_of_another(nordlicht: Tenant, alpina: Tenant, claims: Category) -> None:
    make_ticket(claims)

    with in_scope(nordlicht, alpina):
        take_sample(nordlicht.pk)

        assert BacklogSample.objects.get().open == 0


def test_the_job_takes_a_sample(nordlicht: Tenant, billing: Category, frozen: Frozen) -> None:
    from kontor.reports.tasks import take_sample as job

    make_ticket(billing)

    job.defer(tenant_id=nordlicht.pk)
    run_jobs()

    with in_scope(nordlicht):
        assert BacklogSample.objects.get().open == 1
