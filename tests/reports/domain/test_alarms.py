"""Alarms: raised once, over when the figure has clearly fallen, told to whoever wants to hear of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kontor.kernel import clock
from kontor.org.models import Category, Grant
from kontor.people.models import User
from kontor.reports.domain.alarms import (
    AlarmValues,
    change_alarm,
    create_alarm,
    delete_alarms,
    limits_of,
    listed_alarms,
    mute_alarm,
    restore_alarm,
    unmute_alarm,
)
from kontor.reports.domain.raising import ends_below, look_at_alarms, send_alarm, value_of
from kontor.reports.enums import Measure
from kontor.reports.models import Alarm
from kontor.tenants.models import Tenant
from kontor.tickets.domain.backlog import Backlog
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.factories.tickets import make_ticket
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import waiting_jobs
from tests.support.letters import sending_through
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.statements import statements


def make_alarm(tenant: Tenant, **values: Any) -> Alarm:
    with in_scope(tenant):
        return create_alarm(
            tenant, AlarmValues(**{"name": "Viel los", "measure": "open", "threshold": 2, **values}), by=None
        )


def look(tenant: Tenant) -> None:
    with in_scope(tenant):
        look_at_alarms(tenant.pk)


def told(user: User, tenant: Tenant) -> list[str]:
    with in_scope(tenant):
        return [line.text for line in latest_notices(user)]


def is_raised(alarm: Alarm) -> bool:
    with in_scope(alarm.tenant_id):
        return Alarm.objects.get(pk=alarm.pk).raised_at is not None


def test_is_raised_once_at_its_threshold(
    nordlicht: Tenant, sven: User, anna: User, billing: Category, frozen: Frozen
) -> None:
    alarm = make_alarm(nordlicht)
    make_ticket(billing)
    look(nordlicht)
    assert told(sven, nordlicht) == []

    make_ticket(billing)
    look(nordlicht)
    look(nordlicht)

    assert told(sven, nordlicht) == ["Alarm “Viel los”: 2 open tickets"]
    assert told(anna, nordlicht) == []
    assert is_raised(alarm)


def test_is_over_when_its_figure_has_clearly_fallen(
    nordlicht: Tenant, sven: User, billing: Category, frozen: Frozen
) -> None:
    alarm = make_alarm(nordlicht, threshold=10)
    tickets = [make_ticket(billing) for _number in range(10)]
    look(nordlicht)

    close(tickets[0])
    look(nordlicht)
    assert is_raised(alarm)

    close(tickets[1])
    frozen.move(minutes=1)
    look(nordlicht)
    assert told(sven, nordlicht) == ["Alarm “Viel los” is over", "Alarm “Viel los”: 10 open tickets"]
    assert not is_raised(alarm)


def close(ticket: Ticket) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.CLOSED, closed_at=clock.now())


@pytest.mark.parametrize(("threshold", "below"), [(1, 1), (9, 9), (10, 9), (100, 90)])
def test_how_far_it_must_fall(threshold: int, below: int) -> None:
    assert ends_below(Alarm(threshold=threshold)) == below


def test_only_what_stands_in_its_categories_counts(
    nordlicht: Tenant, sven: User, billing: Category, moving: Category
) -> None:
    make_alarm(nordlicht, name="Umzug", categories=(moving.pk,), threshold=1)
    make_ticket(billing)
    look(nordlicht)
    assert told(sven, nordlicht) == []

    make_ticket(moving)
    look(nordlicht)
    assert told(sven, nordlicht) == ["Alarm “Umzug”: 1 open tickets"]


def test_every_measure_has_its_figure(nordlicht: Tenant, frozen: Frozen) -> None:
    backlog = Backlog(open=40, waiting=30, late=10, oldest_at=clock.now() - timedelta(minutes=95, seconds=30))

    with in_scope(nordlicht):
        found = {measure.value: value_of(Alarm(tenant=nordlicht, measure=measure), backlog) for measure in Measure}

        assert found == {"open": 40, "waiting": 30, "oldest": 95, "late_share": 25, "canary": 0}
        assert value_of(Alarm(tenant=nordlicht, measure="oldest"), Backlog()) == 0


def test_who_has_muted_it_hears_nothing_until_then(
    nordlicht: Tenant, sven: User, billing: Category, frozen: Frozen
) -> None:
    alarm = make_alarm(nordlicht, threshold=1)
    with in_scope(nordlicht):
        mute_alarm(alarm, sven, until=clock.now() + timedelta(hours=1))
    ticket = make_ticket(billing)
    look(nordlicht)
    assert (told(sven, nordlicht), is_raised(alarm)) == ([], True)

    frozen.move(hours=1)
    close(ticket)
    look(nordlicht)
    assert told(sven, nordlicht) == ["Alarm “Viel los” is over"]


def test_muting_for_ever_ends_when_one_says_so(nordlicht: Tenant, sven: User, billing: Category) -> None:
    alarm = make_alarm(nordlicht, threshold=1)
    make_ticket(billing)
    with in_scope(nordlicht):
        mute_alarm(alarm, sven, until=clock.now())
        mute_alarm(alarm, sven, until=None)
    look(nordlicht)
    assert told(sven, nordlicht) == []

    with in_scope(nordlicht):
        unmute_alarm(alarm, sven)
        change_alarm(alarm, AlarmValues("Viel los", "open", 1), version=1, by=None)
    look(nordlicht)
    assert told(sven, nordlicht) == ["Alarm “Viel los”: 1 open tickets"]


def test_another_tenants_requests_and_people_have_nothing_to_do_with_it(
    nordlicht: Tenant, alpina: Tenant, sven: User, claims: Category
) -> None:
    alarm = make_alarm(nordlicht, threshold=1)
    make_ticket(claims)

    with in_scope(nordlicht, alpina):
        look_at_alarms(nordlicht.pk)

    assert not is_raised(alarm)


def test_by_mail_a_job_is_left(nordlicht: Tenant, sven: User, billing: Category) -> None:
    make_alarm(nordlicht, threshold=1, by_mail=True)
    make_alarm(nordlicht, name="Ohne Mail", threshold=1)
    make_ticket(billing)

    look(nordlicht)

    assert len(waiting_jobs("send_alarm")) == 1


def test_what_is_off_or_deleted_is_not_looked_at(nordlicht: Tenant, sven: User, billing: Category) -> None:
    make_alarm(nordlicht, name="Aus", threshold=1, active=False)
    gone = make_alarm(nordlicht, name="Weg", threshold=1)
    with in_scope(nordlicht):
        delete_alarms([gone], by=None)
    make_ticket(billing)

    look(nordlicht)

    assert told(sven, nordlicht) == []
    with in_scope(nordlicht):
        restore_alarm(gone, by=None)
        assert [alarm.name for alarm in listed_alarms([nordlicht.pk])] == ["Aus", "Weg"]


@pytest.mark.parametrize("gone", [{"active": False}, {"deleted_at": clock.now()}])
def test_nobody_hears_of_the_requests_of_a_tenant_that_is_gone(
    nordlicht: Tenant, ada: User, billing: Category, gone: dict[str, Any]
) -> None:
    """Nobody may sign in for it, and the groups of a deleted one are gone by then, so the people of the installation
    would be told of what they cannot even find."""
    make_alarm(nordlicht, threshold=1, by_mail=True)
    make_ticket(billing)
    with in_scope(nordlicht):
        Grant.objects.filter(tenant=nordlicht).delete()
        Tenant.objects.filter(pk=nordlicht.pk).update(**gone)

    look(nordlicht)

    assert (told(ada, nordlicht), waiting_jobs("send_alarm")) == ([], [])


def test_three_alarms_need_as_many_reads_as_one(nordlicht: Tenant, billing: Category) -> None:
    make_alarm(nordlicht, threshold=9)
    with in_scope(nordlicht), statements() as one:
        look_at_alarms(nordlicht.pk)
    make_alarm(nordlicht, name="B", threshold=9, categories=(billing.pk,))
    make_alarm(nordlicht, name="C", measure="waiting", threshold=9)
    with in_scope(nordlicht), statements() as three:
        look_at_alarms(nordlicht.pk)

    assert len(three) == len(one)


def test_what_makes_no_sense_is_refused(nordlicht: Tenant, claims: Category) -> None:
    make_alarm(nordlicht)
    for sentence, values in {
        "Enter a name.": {"name": " "},
        "The threshold is at least 1.": {"threshold": 0},
        "A share is at most 100 percent.": {"measure": "late_share", "threshold": 101},
        "One of the categories is not there any more. Choose them anew.": {"categories": (claims.pk,)},
        "The tenant has an alarm of this name already.": {"name": "viel LOS"},
    }.items():
        with refused(sentence):
            make_alarm(nordlicht, **values)


def test_who_saves_later_is_told(nordlicht: Tenant) -> None:
    alarm = make_alarm(nordlicht)
    with in_scope(nordlicht):
        change_alarm(alarm, AlarmValues("Neu", "open", 3), version=1, by=None)
        with refused("Somebody else has changed this alarm in the meantime. Nothing was overwritten."):
            change_alarm(alarm, AlarmValues("Alt", "open", 4), version=1, by=None)


def test_limits_are_the_lowest_of_each_tenant(nordlicht: Tenant, billing: Category) -> None:
    make_alarm(nordlicht, name="A", threshold=50)
    make_alarm(nordlicht, name="B", threshold=40)
    make_alarm(nordlicht, name="C", threshold=30, categories=(billing.pk,))
    make_alarm(nordlicht, name="D", threshold=20, measure="waiting")
    make_alarm(nordlicht, name="E", threshold=10, active=False)

    with in_scope(nordlicht):
        assert limits_of([nordlicht.pk]) == {nordlicht.pk: 40}


def test_it_is_mailed_to_the_people_of_its_tenant_by_a_job_of_its_tenant(
    nordlicht: Tenant, alpina: Tenant, sven: User, smtp_sink: SmtpSink
) -> None:
    make_account(None, "desk@house.example", **sending_through(smtp_sink))
    alarm = make_alarm(nordlicht, by_mail=True)
    with in_scope(nordlicht):
        Alarm.objects.filter(pk=alarm.pk).update(raised_at=clock.now())

    send_alarm(alpina.pk, alarm.pk)
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(active=False)
    send_alarm(nordlicht.pk, alarm.pk)
    assert smtp_sink.kept == []

    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(active=True)
    send_alarm(nordlicht.pk, alarm.pk)
    assert [kept.recipients for kept in smtp_sink.kept] == [[sven.email]]
