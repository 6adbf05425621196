"""An escalation rule tried on the last days: what the sweep would have done, found out afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kontor.escalations.domain.content import Action, Condition, Content
from kontor.escalations.domain.replay_result import Hour, Otherwise, Result
from kontor.escalations.domain.replaying import run, start
from kontor.escalations.domain.sweep import sweep
from kontor.escalations.enums import ActionKind, ConditionKind, ReplayKind, ReplayState
from kontor.escalations.models import EscalationVersion, Firing, Replay
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.routing.domain.assign import assign_ticket, release_ticket
from kontor.routing.domain.recategorize import recategorize_ticket
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.conftest import Frozen
from tests.factories.escalations import TELLS_OWNER, is_due_in, is_overdue, one_of, rule_in_force, waits
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Eight o'clock in Berlin: the office opens."""
STEP = timedelta(minutes=10)


@pytest.fixture
def monday(frozen: Frozen, nordlicht: Tenant) -> Frozen:
    frozen.at = MONDAY
    level = make_service_level(nordlicht, first_response=120, resolution=300, warning_share=50, pauses=["resubmission"])
    choose(nordlicht, SERVICE_LEVEL, level)
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    return frozen


def _opened(category: Category, **values: Any) -> Ticket:
    with in_scope(category.tenant_id):
        return make_ticket(Category.objects.select_related("tenant").get(pk=category.pk), **values)


def _tried(tenant: Tenant, *conditions: Condition, again: int | None = None, rule: int | None = None) -> Result:
    """On the last day."""
    content = Content(conditions, (TELLS_OWNER,), again).to_json()
    with in_scope(tenant):
        replay = start(tenant, ReplayKind.RULE, rule, {"name": "Probe", **content}, by=None, days=1)
    run(tenant.pk, replay.pk)
    with in_scope(tenant):
        replay = Replay.objects.get(pk=replay.pk)
    assert (replay.state, replay.done) == (ReplayState.DONE, replay.total)
    return Result.from_json(replay.result)


def _days_later(frozen: Frozen) -> None:
    frozen.at = MONDAY + timedelta(days=1)


RULES: dict[str, tuple[Condition, ...]] = {
    "half of a target": (Condition(ConditionKind.SHARE, 50),),
    "all of a target": (Condition(ConditionKind.SHARE, 100),),
    "more than a target": (Condition(ConditionKind.SHARE, 150),),
    "due in half an hour": (is_due_in(30),),
    "late": (is_due_in(0),),
    "waits": (waits(40),),
    "waits long": (waits(300),),
    "resubmission overdue": (is_overdue(20),),
    "on a desk": (one_of(ConditionKind.STATE, TicketState.ASSIGNED),),
    "on resubmission": (one_of(ConditionKind.STATE, TicketState.RESUBMITTED),),
    "queued in the other category": (
        one_of(ConditionKind.STATE, TicketState.QUEUED),
        one_of(ConditionKind.CATEGORY, 0),
    ),
    "three open": (Condition(ConditionKind.OPEN, 3),),
    "two in the other category": (Condition(ConditionKind.OPEN, 2), one_of(ConditionKind.CATEGORY, 0)),
    "a third is late": (Condition(ConditionKind.LATE_SHARE, 33), one_of(ConditionKind.CHANNEL, "mail")),
    "in German": (one_of(ConditionKind.LANGUAGE, "de"), waits(60)),
    "tagged": (one_of(ConditionKind.TAG, "vip"),),
}


def _there(conditions: tuple[Condition, ...], category: Category) -> tuple[Condition, ...]:
    """With the category that stands for 0."""
    return tuple(one_of(each.kind, category.pk) if each.kind == ConditionKind.CATEGORY else each for each in conditions)


def test_it_finds_what_the_sweep_has_done(
    monday: Frozen, nordlicht: Tenant, billing: Category, moving: Category, nordlicht_service: AgentGroup, anna: User
) -> None:
    """A day of five requests, looked at every ten minutes by every kind of condition: each firing is found again."""
    versions = {
        name: rule_in_force(nordlicht, *_there(each, moving), do=(TELLS_OWNER,)) for name, each in RULES.items()
    }
    tickets: dict[str, Ticket] = {}

    def receive(name: str, category: Category, **values: Any) -> None:
        tickets[name] = _opened(category, **values)

    def do(verb: Callable[..., object], name: str, *rest: Any, **options: Any) -> None:
        verb(Ticket.objects.get(pk=tickets[name].pk), *rest, **options)

    def put_away(name: str, hours: int) -> None:
        do(resubmit_ticket, name, until=monday.at + timedelta(hours=hours), to=anna, by=anna)

    day: dict[int, list[Callable[[], None]]] = {
        0: [lambda: receive("first", billing, language="de")],
        3: [lambda: receive("second", billing, tags=["vip"]), lambda: do(assign_ticket, "first", to=anna, by=anna)],
        6: [lambda: put_away("first", 2), lambda: receive("third", moving, language="en")],
        9: [lambda: do(recategorize_ticket, "second", moving, by=anna)],
        14: [lambda: do(assign_ticket, "second", to=anna, by=anna)],
        17: [lambda: do(release_ticket, "second", by=anna), lambda: receive("fourth", billing)],
        24: [lambda: do(assign_ticket, "first", to=anna, by=anna), lambda: do(close_ticket, "third", by=anna)],
        30: [lambda: do(release_ticket, "first", by=anna), lambda: do(recategorize_ticket, "second", billing, by=anna)],
        36: [lambda: receive("fifth", moving, language="de")],
        50: [lambda: do(close_ticket, "second", by=anna)],
    }
    for step in range(24 * 6):
        monday.at = MONDAY + step * STEP
        for event in day.get(step, []):
            with in_scope(nordlicht):
                event()
        if step < 66 or step % 6 == 0:
            sweep(nordlicht.pk)
    _days_later(monday)

    names = {ticket.pk: name for name, ticket in tickets.items()}
    for rule, version in versions.items():
        found = _tried(nordlicht, *_there(RULES[rule], moving))
        assert {names[each.ticket_id]: each.at for each in found.tickets} == _fired(version, names), rule
    assert all(_fired(version, names) for name, version in versions.items()), "each has acted at all"


def _fired(version: EscalationVersion, names: dict[int, str]) -> dict[str, datetime]:
    with everywhere():
        rows = Firing.objects.filter(version=version).values_list("ticket_id", "at")
        return {names[ticket_id]: at for ticket_id, at in rows}


def test_hours_sums_and_list(monday: Frozen, nordlicht: Tenant, billing: Category) -> None:
    """It acts on what fits already at the beginning, and counts each time of a rule that acts again."""
    old, new = _opened(billing), _opened(billing)
    with everywhere():
        Ticket.objects.filter(pk=old.pk).update(received_at=MONDAY - timedelta(days=3))
        Ticket.objects.filter(pk=new.pk).update(received_at=MONDAY + timedelta(minutes=90))
    _days_later(monday)

    found = _tried(nordlicht, waits(30), again=8 * 60)

    begin, later = MONDAY, MONDAY + timedelta(hours=2)
    eight = timedelta(hours=8)
    assert found.tickets == [Otherwise(old.pk, "acts", begin), Otherwise(new.pk, "acts", later)]
    assert found.hours == [Hour(at + count * eight, 0, 1) for count in range(3) for at in (begin, later)]
    assert {name: found.sums[name] for name in ("did", "would", "times_would", "at_once", "cut")} == {
        "did": 0,
        "would": 2,
        "times_would": 6,
        "at_once": 1,
        "cut": 0,
    }


def test_what_the_rule_has_done_stands_beside_what_it_would_have(
    monday: Frozen, nordlicht: Tenant, billing: Category
) -> None:
    """An edited rule: what it did and would do again is no difference."""
    version = rule_in_force(nordlicht, waits(30), do=(TELLS_OWNER,))
    both, left = _opened(billing, language="de"), _opened(billing, language="fr")
    monday.move(minutes=30)
    sweep(nordlicht.pk)
    fresh = _opened(billing, language="de")
    with everywhere():
        Firing.objects.filter(ticket=fresh).delete()
    _days_later(monday)

    found = _tried(nordlicht, waits(60), one_of(ConditionKind.LANGUAGE, "de"), rule=version.rule_id)

    assert sorted(found.tickets) == sorted(
        [
            Otherwise(left.pk, "left", MONDAY + timedelta(minutes=30)),
            Otherwise(fresh.pk, "acts", MONDAY + timedelta(minutes=90)),
        ]
    )
    assert both.pk not in {each.ticket_id for each in found.tickets}
    assert found.hours == [Hour(MONDAY, 2, 0), Hour(MONDAY + timedelta(hours=1), 0, 2)]


def test_a_rule_that_acts_all_the_time_is_counted_up_to_a_bound(
    monday: Frozen, nordlicht: Tenant, billing: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kontor.escalations.domain.replay_rule.MOST_TIMES", 5)
    _opened(billing)
    _days_later(monday)
    found = _tried(nordlicht, waits(0), again=1)
    assert (found.sums["times_would"], found.sums["cut"]) == (5, 1)


def test_other_tenants_spam_and_what_was_closed_before_are_left_out(
    monday: Frozen, nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    _opened(billing, state=TicketState.SPAM)
    _opened(claims)
    with everywhere():
        gone = _opened(billing, state=TicketState.CLOSED, closed_at=MONDAY - timedelta(days=1))
        Ticket.objects.filter(pk=gone.pk).update(received_at=MONDAY - timedelta(days=2))
    _days_later(monday)
    found = _tried(nordlicht, waits(0))
    assert (found.tickets, found.hours, found.sums.get("would", 0)) == ([], [], 0)


def test_nothing_is_changed(monday: Frozen, nordlicht: Tenant, billing: Category) -> None:
    ticket = _opened(billing)
    _days_later(monday)
    content = Content((waits(30),), (Action(ActionKind.TAG, values=("eilig",)),)).to_json()
    with in_scope(nordlicht):
        replay = start(nordlicht, ReplayKind.RULE, None, {"name": "Probe", **content}, by=None, days=1)
        before = HistoryEntry.objects.count()
    run(nordlicht.pk, replay.pk)
    with in_scope(nordlicht):
        assert (HistoryEntry.objects.count(), Firing.objects.count()) == (before, 0)
        assert Ticket.objects.get(pk=ticket.pk).tags == []
