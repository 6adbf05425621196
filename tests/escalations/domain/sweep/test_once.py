"""A rule acts on what is due, once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from kontor.config.schedule import start
from kontor.escalations.domain.content import Content
from kontor.escalations.domain.rules import change_rule, delete_rule, switch_rule
from kontor.escalations.domain.sweep import sweep
from kontor.escalations.domain.versions import put_back_in_force, put_in_force
from kontor.escalations.models import EscalationRule, EscalationVersion, Firing
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from tests.conftest import Frozen
from tests.escalations.domain.sweep.conftest import WAITS, ago, as_it_is, old, steps_of
from tests.factories.escalations import (
    TELLS_SUPERVISORS,
    make_rule,
    rule_in_force,
)
from tests.support.jobs import run_jobs
from tests.support.refusal import rolled_back
from tests.support.scoping import in_scope


# once
def test_a_rule_acts_on_what_is_due_once_and_says_so(nordlicht: Tenant, billing: Category) -> None:
    version = rule_in_force(nordlicht, WAITS, name="Zu lange gewartet")
    due, young = old(billing), old(billing, 29)

    assert [sweep(nordlicht.pk), sweep(nordlicht.pk)] == [1, 0]

    assert (as_it_is(due).tags, as_it_is(young).tags) == (["eilig"], [])
    assert steps_of(due) == ["Escalation rule “Zu lange gewartet”, version 1: tag “eilig” set"]
    with in_scope(nordlicht):
        firing = Firing.objects.get()
    assert (firing.ticket_id, firing.version_id, firing.occurrence) == (due.pk, version.pk, 0)
    assert firing.effects == [{"kind": "tag", "values": ["eilig"], "done": True}]


def test_a_new_version_acts_once_more_and_an_earlier_one_again_does_not(nordlicht: Tenant, billing: Category) -> None:
    first = rule_in_force(nordlicht, WAITS, name="Erst so")
    ticket = old(billing)
    sweep(nordlicht.pk)
    with in_scope(nordlicht):
        rule = EscalationRule.objects.get()
        rule = change_rule(rule, "Dann so", content_of(first), version=rule.version, by=None)
        put_in_force(rule, version=rule.version, by=None)

    assert sweep(nordlicht.pk) == 1
    assert [each.partition(":")[0] for each in steps_of(ticket)] == [
        "Escalation rule “Erst so”, version 1",
        "Escalation rule “Dann so”, version 2",
    ]
    with in_scope(nordlicht):
        put_back_in_force(EscalationVersion.objects.get(number=1), by=None)
    assert sweep(nordlicht.pk) == 0


def content_of(version: EscalationVersion) -> Content:
    return Content.from_json(version.content)


def test_a_rule_that_says_so_acts_again_after_its_time(nordlicht: Tenant, billing: Category, frozen: Frozen) -> None:
    rule_in_force(nordlicht, WAITS, do=(TELLS_SUPERVISORS,), again=60)
    old(billing)

    fired = [sweep(nordlicht.pk)]
    for minutes in (59, 1, 59, 1):
        frozen.move(minutes=minutes)
        fired.append(sweep(nordlicht.pk))

    assert fired == [1, 0, 1, 0, 1]
    with in_scope(nordlicht):
        assert list(Firing.objects.values_list("occurrence", flat=True)) == [0, 1, 2]


def test_the_database_keeps_a_firing_unique(nordlicht: Tenant, billing: Category) -> None:
    rule_in_force(nordlicht, WAITS)
    old(billing)
    sweep(nordlicht.pk)
    with in_scope(nordlicht), rolled_back(IntegrityError):
        firing = Firing.objects.get()
        firing.pk = None
        firing.save(force_insert=True)


def test_drafts_and_rules_that_are_off_or_deleted_do_nothing(nordlicht: Tenant, billing: Category) -> None:
    make_rule(nordlicht, WAITS)
    off, gone = rule_in_force(nordlicht, WAITS).rule, rule_in_force(nordlicht, WAITS).rule
    with in_scope(nordlicht):
        switch_rule(off, on=False, by=None)
        delete_rule(gone, by=None)
    old(billing)

    assert sweep(nordlicht.pk) == 0
    with in_scope(nordlicht):
        switch_rule(off, on=True, by=None)
    assert sweep(nordlicht.pk) == 1


def test_closed_tickets_spam_and_other_tenants_are_left_alone(
    nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    rule_in_force(nordlicht, WAITS)
    old(billing, state=TicketState.CLOSED, closed_at=ago(1))
    old(billing, state=TicketState.SPAM)
    other = old(claims)

    assert sweep(nordlicht.pk) == 0
    assert as_it_is(other).tags == []


def test_more_than_a_batch_is_done_in_one_run(
    nordlicht: Tenant, billing: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kontor.escalations.domain.sweep.BATCH", 2)
    rule_in_force(nordlicht, WAITS)
    tickets = [old(billing) for _each in range(5)]

    assert sweep(nordlicht.pk) == 5
    assert [as_it_is(ticket).tags for ticket in tickets] == [["eilig"]] * 5


def test_every_minute_each_tenant_has_its_look(nordlicht: Tenant, billing: Category) -> None:
    ticket = old(billing)
    rule_in_force(nordlicht, WAITS)
    run_jobs("sweep_rules")
    assert as_it_is(ticket).tags == ["eilig"], "where it is put in force"

    later = old(billing)
    start(0, "kontor.escalations.tasks.sweep_rules", each_tenant=True, timestamp=0)
    run_jobs("sweep_rules")
    assert as_it_is(later).tags == ["eilig"]
