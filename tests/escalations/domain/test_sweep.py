"""The look of every minute: what is due is acted on, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import IntegrityError

from kontor.channels.enums import Channel
from kontor.config.schedule import start
from kontor.escalations.domain.content import OWNER, Action, Condition, Content
from kontor.escalations.domain.rules import change_rule, delete_rule, move_rule, switch_rule
from kontor.escalations.domain.sweep import sweep
from kontor.escalations.domain.versions import put_back_in_force, put_in_force
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.escalations.models import EscalationRule, EscalationVersion, Firing
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category
from kontor.people.enums import Availability, Module
from kontor.people.models import AgentState, User
from kontor.routing.domain.crew import lock_states
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.routing.preferences import CAPACITY
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import HistoryEntry, Notice, Ticket
from tests.conftest import Frozen
from tests.factories.escalations import (
    TAGS,
    TELLS_OWNER,
    TELLS_SUPERVISORS,
    is_due_in,
    is_overdue,
    make_rule,
    one_of,
    rule_in_force,
    waits,
)
from tests.factories.org import make_agent_group, make_category
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.refusal import rolled_back
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits

ClientFor = Callable[..., Browser]

WAITS = waits(30)


def _ago(minutes: int) -> Any:
    return clock.now() - timedelta(minutes=minutes)


def _old(category: Category, minutes: int = 31, **values: Any) -> Ticket:
    return make_ticket(category, received_at=_ago(minutes), **values)


def _fresh(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.select_related("owner").get(pk=ticket.pk)


def _steps(ticket: Ticket, action: str = "escalated") -> list[str]:
    with everywhere():
        return [sentence(each) for each in HistoryEntry.objects.filter(ticket=ticket, action=action)]


# once


def test_a_rule_acts_on_what_is_due_once_and_says_so(nordlicht: Tenant, billing: Category) -> None:
    version = rule_in_force(nordlicht, WAITS, name="Zu lange gewartet")
    due, young = _old(billing), _old(billing, 29)

    assert [sweep(nordlicht.pk), sweep(nordlicht.pk)] == [1, 0]

    assert (_fresh(due).tags, _fresh(young).tags) == (["eilig"], [])
    assert _steps(due) == ["Escalation rule “Zu lange gewartet”, version 1: tag “eilig” set"]
    with in_scope(nordlicht):
        firing = Firing.objects.get()
    assert (firing.ticket_id, firing.version_id, firing.occurrence) == (due.pk, version.pk, 0)
    assert firing.effects == [{"kind": "tag", "values": ["eilig"], "done": True}]


def test_a_new_version_acts_once_more_and_an_earlier_one_again_does_not(nordlicht: Tenant, billing: Category) -> None:
    first = rule_in_force(nordlicht, WAITS, name="Erst so")
    ticket = _old(billing)
    sweep(nordlicht.pk)
    with in_scope(nordlicht):
        rule = EscalationRule.objects.get()
        rule = change_rule(rule, "Dann so", _content(first), version=rule.version, by=None)
        put_in_force(rule, version=rule.version, by=None)

    assert sweep(nordlicht.pk) == 1
    assert [each.partition(":")[0] for each in _steps(ticket)] == [
        "Escalation rule “Erst so”, version 1",
        "Escalation rule “Dann so”, version 2",
    ]
    with in_scope(nordlicht):
        put_back_in_force(EscalationVersion.objects.get(number=1), by=None)
    assert sweep(nordlicht.pk) == 0


def _content(version: EscalationVersion) -> Content:
    return Content.from_json(version.content)


def test_a_rule_that_says_so_acts_again_after_its_time(nordlicht: Tenant, billing: Category, frozen: Frozen) -> None:
    rule_in_force(nordlicht, WAITS, do=(TELLS_SUPERVISORS,), again=60)
    _old(billing)

    fired = [sweep(nordlicht.pk)]
    for minutes in (59, 1, 59, 1):
        frozen.move(minutes=minutes)
        fired.append(sweep(nordlicht.pk))

    assert fired == [1, 0, 1, 0, 1]
    with in_scope(nordlicht):
        assert list(Firing.objects.values_list("occurrence", flat=True)) == [0, 1, 2]


def test_the_database_keeps_a_firing_unique(nordlicht: Tenant, billing: Category) -> None:
    rule_in_force(nordlicht, WAITS)
    _old(billing)
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
    _old(billing)

    assert sweep(nordlicht.pk) == 0
    with in_scope(nordlicht):
        switch_rule(off, on=True, by=None)
    assert sweep(nordlicht.pk) == 1


def test_closed_tickets_spam_and_other_tenants_are_left_alone(
    nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    rule_in_force(nordlicht, WAITS)
    _old(billing, state=TicketState.CLOSED, closed_at=_ago(1))
    _old(billing, state=TicketState.SPAM)
    other = _old(claims)

    assert sweep(nordlicht.pk) == 0
    assert _fresh(other).tags == []


def test_more_than_a_batch_is_done_in_one_run(
    nordlicht: Tenant, billing: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kontor.escalations.domain.sweep.BATCH", 2)
    rule_in_force(nordlicht, WAITS)
    tickets = [_old(billing) for _each in range(5)]

    assert sweep(nordlicht.pk) == 5
    assert [_fresh(ticket).tags for ticket in tickets] == [["eilig"]] * 5


def test_every_minute_each_tenant_has_its_look(nordlicht: Tenant, billing: Category) -> None:
    ticket = _old(billing)
    rule_in_force(nordlicht, WAITS)
    run_jobs("sweep_rules")
    assert _fresh(ticket).tags == ["eilig"], "where it is put in force"

    later = _old(billing)
    start(0, "kontor.escalations.tasks.sweep_rules", each_tenant=True, timestamp=0)
    run_jobs("sweep_rules")
    assert _fresh(later).tags == ["eilig"]


# conditions


def test_every_condition_must_hold(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    rule_in_force(
        nordlicht,
        WAITS,
        one_of(ConditionKind.CATEGORY, billing.pk),
        one_of(ConditionKind.CHANNEL, Channel.MAIL),
        one_of(ConditionKind.LANGUAGE, "de", "en"),
        one_of(ConditionKind.TAG, "vip"),
    )
    fitting = {"language": "en", "tags": ["neu", "vip"]}
    fits = _old(billing, **fitting)
    _old(moving, **fitting)
    _old(billing, **{**fitting, "channel": Channel.PHONE})
    _old(billing, **{**fitting, "language": "fr"})
    _old(billing, **{**fitting, "tags": ["neu"]})
    make_ticket(billing, **fitting)

    assert sweep(nordlicht.pk) == 1
    assert _fresh(fits).tags == ["neu", "vip", "eilig"]


def test_waiting_is_in_the_queue(nordlicht: Tenant, billing: Category, anna: User) -> None:
    rule_in_force(nordlicht, WAITS)
    _old(billing, owner=anna)
    assert sweep(nordlicht.pk) == 0


def test_by_state(nordlicht: Tenant, billing: Category, anna: User) -> None:
    rule_in_force(nordlicht, one_of(ConditionKind.STATE, TicketState.ASSIGNED))
    mine, _queued = make_ticket(billing, owner=anna), make_ticket(billing)
    assert sweep(nordlicht.pk) == 1
    assert _fresh(mine).tags == ["eilig"]


def test_due_in(nordlicht: Tenant, billing: Category, frozen: Frozen) -> None:
    rule_in_force(nordlicht, is_due_in(10))
    ticket = make_ticket(billing, due_at=clock.now() + timedelta(minutes=11))
    assert sweep(nordlicht.pk) == 0
    frozen.move(minutes=1)
    assert sweep(nordlicht.pk) == 1
    assert _fresh(ticket).tags == ["eilig"]


def test_a_resubmission_is_overdue_when_nobody_came_for_it(
    nordlicht: Tenant, billing: Category, anna: User, frozen: Frozen
) -> None:
    rule_in_force(nordlicht, is_overdue(20), do=(TELLS_SUPERVISORS,))
    ticket = make_ticket(billing, owner=anna)
    with in_scope(nordlicht):
        resubmit_ticket(ticket, until=clock.now() + timedelta(hours=1), to=anna, by=anna)
    frozen.move(minutes=79)
    assert sweep(nordlicht.pk) == 0
    frozen.move(minutes=1)
    assert sweep(nordlicht.pk) == 1


@pytest.mark.parametrize(("least", "fired"), [(3, 3), (4, 0)])
def test_by_the_number_of_open_requests(nordlicht: Tenant, billing: Category, least: int, fired: int) -> None:
    rule_in_force(nordlicht, Condition(ConditionKind.OPEN, least))
    for _each in range(3):
        make_ticket(billing)
    assert sweep(nordlicht.pk) == fired


def test_load_is_that_of_the_categories_the_rule_names(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    rule_in_force(nordlicht, Condition(ConditionKind.OPEN, 2), one_of(ConditionKind.CATEGORY, moving.pk))
    make_ticket(billing)
    make_ticket(moving)
    assert sweep(nordlicht.pk) == 0
    make_ticket(moving)
    assert sweep(nordlicht.pk) == 2


@pytest.mark.parametrize(("percent", "fired"), [(50, 2), (51, 0)])
def test_by_the_share_of_what_is_late(nordlicht: Tenant, billing: Category, percent: int, fired: int) -> None:
    rule_in_force(nordlicht, Condition(ConditionKind.LATE_SHARE, percent))
    make_ticket(billing, due_at=_ago(1))
    make_ticket(billing)
    assert sweep(nordlicht.pk) == fired


# actions


def test_supervisors_owner_and_chosen_people_are_told_once(
    nordlicht: Tenant, billing: Category, anna: User, bela: User, sven: User, carla: User
) -> None:
    told = Action(ActionKind.NOTIFY, values=(OWNER, "supervisors", str(sven.pk), str(bela.pk)))
    rule_in_force(nordlicht, is_due_in(0), do=(told,), name="Frist vorbei")
    ticket = make_ticket(billing, owner=anna, due_at=_ago(1))

    sweep(nordlicht.pk)

    with in_scope(nordlicht):
        rows = Notice.objects.filter(kind=NoticeKind.ESCALATED)
        assert sorted(rows.values_list("user_id", "ticket_id")) == sorted(
            (person.pk, ticket.pk) for person in (anna, bela, sven)
        )
        assert [line.text for line in latest_notices(bela)] == ["Escalation rule “Frist vorbei”"]


def test_a_person_who_has_left_is_not_told(nordlicht: Tenant, billing: Category, bela: User) -> None:
    rule_in_force(nordlicht, WAITS, do=(Action(ActionKind.NOTIFY, values=(str(bela.pk),)),), name="R")
    ticket = _old(billing)
    User.objects.filter(pk=bela.pk).update(active=False)

    sweep(nordlicht.pk)

    with in_scope(nordlicht):
        assert not Notice.objects.filter(user=bela).exists()
    assert _steps(ticket) == ["Escalation rule “R”, version 1: nobody to notify"]


def test_of_many_tickets_at_once_a_person_is_told_in_one_line(nordlicht: Tenant, billing: Category, sven: User) -> None:
    rule_in_force(nordlicht, WAITS, do=(TELLS_SUPERVISORS,), name="Stau")
    for _each in range(11):
        _old(billing)
    sweep(nordlicht.pk)
    with in_scope(nordlicht):
        assert [line.text for line in latest_notices(sven)] == ["Escalation rule “Stau”: 11 tickets at once"]


def test_nobody_owns_it_so_nobody_is_told(nordlicht: Tenant, billing: Category) -> None:
    rule_in_force(nordlicht, WAITS, do=(TELLS_OWNER,), name="R")
    ticket = _old(billing)
    sweep(nordlicht.pk)
    assert _steps(ticket) == ["Escalation rule “R”, version 1: nobody to notify"]


def test_recategorizing_rules_in_a_circle_move_a_ticket_once_each(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    """And one a look: what was moved is left alone until the next one."""
    here, there = one_of(ConditionKind.CATEGORY, billing.pk), one_of(ConditionKind.CATEGORY, moving.pk)
    rule_in_force(nordlicht, WAITS, here, do=(Action(ActionKind.RECATEGORIZE, values=(str(moving.pk),)),))
    rule_in_force(nordlicht, WAITS, there, do=(Action(ActionKind.RECATEGORIZE, values=(str(billing.pk),)),))
    ticket = _old(billing)

    stands = []
    for _look in range(4):
        sweep(nordlicht.pk)
        stands.append(_fresh(ticket).category_id)

    assert stands == [moving.pk, billing.pk, billing.pk, billing.pk]


def test_a_category_that_takes_nothing_is_said(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    rule_in_force(nordlicht, WAITS, do=(Action(ActionKind.RECATEGORIZE, values=(str(moving.pk),)), TAGS), name="R")
    ticket = _old(billing)
    with in_scope(nordlicht):
        Category.objects.filter(pk=moving.pk).update(recategorization_destination=False)

    sweep(nordlicht.pk)

    assert (_fresh(ticket).category_id, _fresh(ticket).tags) == (billing.pk, ["eilig"])
    assert _steps(ticket) == [
        f"Escalation rule “R”, version 1: could not be moved into “{moving.name}”; tag “eilig” set"
    ]


def test_rules_are_tried_in_their_order(nordlicht: Tenant, billing: Category) -> None:
    rule_in_force(nordlicht, WAITS, do=(Action(ActionKind.TAG, values=("eins",)),))
    second = rule_in_force(nordlicht, WAITS, do=(Action(ActionKind.TAG, values=("zwei",)),)).rule
    before = _old(billing)
    sweep(nordlicht.pk)
    with in_scope(nordlicht):
        assert move_rule(second, up=True, by=None)
    after = _old(billing)
    sweep(nordlicht.pk)

    assert (_fresh(before).tags, _fresh(after).tags) == (["eins", "zwei"], ["zwei", "eins"])


@pytest.fixture
def ready(
    client_for: ClientFor, nordlicht: Tenant, nordlicht_service: AgentGroup, anna: User, bela: User
) -> AgentGroup:
    """Anna and Bela are there and ready."""
    for person in (anna, bela):
        client_for(person, nordlicht)
        AgentState.objects.update_or_create(
            user=person,
            module=Module.MAIL,
            defaults={"availability": Availability.READY, "since": clock.now()},
        )
    return nordlicht_service


def _assigns(group: AgentGroup) -> Action:
    return Action(ActionKind.ASSIGN, values=(str(group.pk),))


def test_tickets_go_to_whoever_of_the_group_is_ready_and_has_least(
    nordlicht: Tenant, billing: Category, ready: AgentGroup, anna: User, bela: User
) -> None:
    rule_in_force(nordlicht, WAITS, do=(_assigns(ready),))
    make_ticket(billing, owner=anna)
    tickets = [_old(billing) for _each in range(3)]

    sweep(nordlicht.pk)

    assert [_fresh(ticket).owner for ticket in tickets] == [bela, anna, bela]
    with in_scope(nordlicht):
        assert {line.text for line in latest_notices(bela)} == {"This ticket was assigned to you by an escalation rule"}


def test_nobody_gets_more_than_there_is_room_for(
    nordlicht: Tenant, billing: Category, ready: AgentGroup, anna: User, bela: User
) -> None:
    rule_in_force(nordlicht, WAITS, do=(_assigns(ready),))
    for person, most in ((anna, 1), (bela, 2)):
        CAPACITY.set_on(person, most)
        person.save(update_fields=["preferences"])
    tickets = [_old(billing) for _each in range(4)]

    sweep(nordlicht.pk)

    owners = [_fresh(ticket).owner for ticket in tickets]
    assert (owners.count(anna), owners.count(bela), owners.count(None)) == (1, 2, 1)


def test_what_lies_on_the_desk_for_another_tenant_takes_room_too(
    nordlicht: Tenant, billing: Category, claims: Category, ready: AgentGroup, anna: User, bela: User
) -> None:
    rule_in_force(nordlicht, WAITS, do=(_assigns(ready),))
    AgentState.objects.filter(user=anna).delete()
    CAPACITY.set_on(bela, 1)
    bela.save(update_fields=["preferences"])
    make_ticket(claims, owner=bela)
    ticket = _old(billing)

    sweep(nordlicht.pk)

    assert _fresh(ticket).owner is None


def test_who_is_not_ready_or_not_there_gets_nothing(
    nordlicht: Tenant, billing: Category, ready: AgentGroup, anna: User, bela: User
) -> None:
    rule_in_force(nordlicht, WAITS, do=(_assigns(ready),), name="R")
    AgentState.objects.filter(user=bela).update(availability=Availability.BUSY)
    AgentState.objects.filter(user=anna).delete()
    ticket = _old(billing)

    sweep(nordlicht.pk)

    assert _fresh(ticket).state == TicketState.QUEUED
    assert _steps(ticket) == [f"Escalation rule “R”, version 1: could not be assigned ({ready.name})"]


def test_a_group_that_does_not_work_the_category_gets_nothing(
    nordlicht: Tenant, nordlicht_supervisors: Any, ready: AgentGroup
) -> None:
    foreign = make_category(make_agent_group(nordlicht_supervisors))
    rule_in_force(nordlicht, WAITS, do=(_assigns(ready),))
    ticket = _old(foreign)
    sweep(nordlicht.pk)
    assert _fresh(ticket).state == TicketState.QUEUED


# several workers


def test_two_workers_at_once_do_each_thing_once(committed_db: str, nordlicht: Tenant, billing: Category) -> None:
    rule_in_force(nordlicht, WAITS, do=(TAGS, TELLS_SUPERVISORS))
    tickets = [_old(billing) for _each in range(12)]

    fired = at_once(*[lambda: sweep(nordlicht.pk)] * 3)

    assert sum(each for each in fired if isinstance(each, int)) == 12, fired
    with everywhere():
        assert Firing.objects.count() == 12
        assert HistoryEntry.objects.filter(action="escalated").count() == 12
    assert [_fresh(ticket).tags for ticket in tickets] == [["eilig"]] * 12


def test_a_desk_that_is_being_filled_by_distribution_is_waited_for(
    committed_db: str, nordlicht: Tenant, billing: Category, ready: AgentGroup, anna: User, bela: User
) -> None:
    rule_in_force(nordlicht, WAITS, do=(_assigns(ready),))
    AgentState.objects.filter(user=bela).delete()
    CAPACITY.set_on(anna, 1)
    anna.save(update_fields=["preferences"])
    given, waits_still = make_ticket(billing), _old(billing)
    deciding = Event()

    def distribute() -> None:
        with everywhere():
            lock_states()
            deciding.set()
            until_somebody_waits()
            Ticket.objects.filter(pk=given.pk).update(state=TicketState.ASSIGNED, owner=anna)

    def act() -> None:
        deciding.wait(10)
        sweep(nordlicht.pk)

    assert at_once(distribute, act) == [None, None]
    assert (_fresh(given).owner, _fresh(waits_still).owner) == (anna, None)
