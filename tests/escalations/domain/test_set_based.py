"""What rules do to many tickets is done in as many statements as for a few."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.escalations.domain.conditions import due
from kontor.escalations.domain.content import OWNER, SUPERVISORS, Action, Content
from kontor.escalations.domain.looks import Look
from kontor.escalations.domain.sweep import sweep
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.escalations.models import Firing, NoticeMail
from kontor.kernel import clock
from kontor.live import notify
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.marking import raise_priority
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.sla.enums import PromiseKind
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.promises import Promises, ranked_again, write_places
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Promise, Ticket
from tests.factories.escalations import TAGS, TELLS_SUPERVISORS, is_due_in, one_of, rule_in_force, waits
from tests.factories.org import make_agent_group, make_category
from tests.factories.sla import choose, make_service_level
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

MAILS = Action(ActionKind.MAIL, values=(OWNER, SUPERVISORS))
RAISES = Action(ActionKind.PRIORITY, 3)


def _moves(category: Category) -> Action:
    return Action(ActionKind.RECATEGORIZE, values=(str(category.pk),))


def _old(category: Category, **values: Any) -> Ticket:
    with in_scope(category.tenant_id):
        known = Category.objects.select_related("tenant").get(pk=category.pk)
    return make_ticket(known, received_at=clock.now() - timedelta(minutes=31), **values)


def _fresh(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.select_related("owner").get(pk=ticket.pk)


@pytest.mark.parametrize("kind", ["tag", "priority", "notify", "mail", "recategorize", "all"])
def test_as_many_statements_for_many_as_for_few(
    nordlicht: Tenant, billing: Category, moving: Category, sven: User, kind: str
) -> None:
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=600))
    actions = {
        "tag": TAGS,
        "priority": RAISES,
        "notify": TELLS_SUPERVISORS,
        "mail": MAILS,
        "recategorize": _moves(moving),
    }
    rule_in_force(nordlicht, waits(30), do=tuple(actions.values()) if kind == "all" else (actions[kind],))
    sent = []
    for count in (3, 3, 9):  # the first look takes what is due, and has settings to read
        for number in range(count):
            _old(billing, tags=[str(number)] * (number % 3), priority=number)
        with statements() as found:
            assert sweep(nordlicht.pk) == count
        sent.append(found)
    assert len(sent[1]) == len(sent[2]), [text for text in sent[2] if text not in sent[1]]


def test_many_moved_tickets_are_each_moved_as_one_would_be(
    nordlicht: Tenant, nordlicht_supervisors: Any, billing: Category, moving: Category, anna: User, sven: User
) -> None:
    """Promises of the new category, history, and the desk of whoever does not work it."""
    choose(moving, SERVICE_LEVEL, make_service_level(nordlicht, first_response=60))
    elsewhere = make_category(make_agent_group(nordlicht_supervisors))
    choose(elsewhere, SERVICE_LEVEL, make_service_level(nordlicht, first_response=90))
    there, queued = _old(elsewhere), _old(billing)
    stays = _old(billing, state=TicketState.CLOSED, closed_at=clock.now())
    held = _old(moving, owner=anna, state=TicketState.ASSIGNED)
    rule_in_force(nordlicht, waits(0), do=(_moves(elsewhere),))
    from_desk = rule_in_force(nordlicht, one_of(ConditionKind.STATE, TicketState.ASSIGNED), do=(_moves(elsewhere),))

    sweep(nordlicht.pk)

    assert [_fresh(each).category_id for each in (there, queued, stays, held)] == [
        elsewhere.pk,
        elsewhere.pk,
        billing.pk,
        elsewhere.pk,
    ]
    assert _fresh(queued).due_at == queued.received_at + timedelta(minutes=90)
    assert (_fresh(held).state, _fresh(held).owner) == (TicketState.QUEUED, None)
    with everywhere():
        assert list(HistoryEntry.objects.filter(ticket=held).values_list("action", flat=True))[-3:] == [
            "recategorized",
            "returned_recategorized",
            "escalated",
        ]
        assert not HistoryEntry.objects.filter(ticket=there, action="recategorized").exists()
        assert Firing.objects.filter(version=from_desk).count() == 1
        moved = HistoryEntry.objects.get(ticket=queued, action="recategorized")
    assert moved.details == {
        "old": billing.name,
        "new": elsewhere.name,
        "old_id": billing.pk,
        "new_id": elsewhere.pk,
    }


def test_a_category_out_of_which_nothing_may_be_moved_keeps_it(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(recategorization_source=False)
    rule_in_force(nordlicht, waits(30), do=(_moves(moving),))
    ticket = _old(billing)
    sweep(nordlicht.pk)
    assert _fresh(ticket).category_id == billing.pk
    with everywhere():
        assert [each["done"] for each in Firing.objects.get().effects] == [False]


def test_each_person_has_one_mail_line_for_each_ticket(
    nordlicht: Tenant, billing: Category, anna: User, sven: User
) -> None:
    """However many actions name them."""
    rule_in_force(nordlicht, waits(30), do=(MAILS, Action(ActionKind.MAIL, values=(str(sven.pk),)), TAGS))
    tickets = [_old(billing) for _each in range(3)]
    sweep(nordlicht.pk)
    with everywhere():
        waiting = NoticeMail.objects.values_list("user_id", "firing__ticket_id")
        assert sorted(waiting) == sorted((sven.pk, ticket.pk) for ticket in tickets)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minutes=st.tuples(st.integers(1, 5000), st.integers(1, 5000)),
    percent=st.integers(10, 1000),
    priority=st.integers(0, 9),
    age=st.integers(0, 10_000_000),
)
def test_a_place_by_columns_is_the_place_by_clocks(
    nordlicht: Tenant, billing: Category, minutes: tuple[int, int], percent: int, priority: int, age: int
) -> None:
    level = make_service_level(nordlicht, first_response=minutes[0], resolution=minutes[1], priority_percent=percent)
    choose(nordlicht, SERVICE_LEVEL, level)
    with in_scope(nordlicht):
        known = Category.objects.select_related("tenant").get(pk=billing.pk)
        ticket = make_ticket(known, received_at=clock.now() - timedelta(seconds=age, microseconds=age % 977))
        ticket.priority = priority
        write_places(ranked_again([ticket]))
        by_columns = _fresh(ticket).rank_at
        Promises.of([ticket]).write()
        assert Promise.objects.filter(ticket=ticket).count() == 2
    assert by_columns == _fresh(ticket).rank_at


def test_what_was_promised_and_is_done_moves_no_place(nordlicht: Tenant, billing: Category) -> None:
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=60, resolution=6000))
    ticket = _old(billing)
    with in_scope(nordlicht):
        Promise.objects.filter(ticket=ticket, kind=PromiseKind.FIRST_RESPONSE).update(done_at=clock.now(), kept=True)
        ticket.priority = 1
        write_places(ranked_again([ticket]))
        left = Promise.objects.get(ticket=ticket, done_at=None)
    assert _fresh(ticket).rank_at == left.started_at + timedelta(minutes=3000)


def test_what_stands_still_keeps_its_place_when_its_priority_is_raised(
    nordlicht: Tenant, billing: Category, anna: User
) -> None:
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=600, pauses=["resubmission"]))
    ticket = _old(billing, owner=anna)
    with in_scope(nordlicht):
        resubmit_ticket(ticket, until=clock.now() + timedelta(days=1), to=anna, by=anna)
        still = Ticket.objects.get(pk=ticket.pk)
        assert still.due_at is None
        still.priority = 1
        write_places(ranked_again([still]))
        promise = Promise.objects.get(ticket=ticket)
    assert _fresh(ticket).rank_at == promise.started_at + timedelta(minutes=300)


def test_a_raised_priority_changes_each_ticket_once(nordlicht: Tenant, billing: Category) -> None:
    """Priority and place in one go: a second change would cost all indexes of the ticket once more."""
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=600))
    tickets = [_old(billing) for _each in range(3)]
    with in_scope(nordlicht), statements() as sent:
        raise_priority([Ticket.objects.get(pk=ticket.pk) for ticket in tickets], 3)
    assert sum("UPDATE tickets_ticket" in text for text in sent) == 1
    assert [_fresh(ticket).priority for ticket in tickets] == [3, 3, 3]
    assert all(_fresh(ticket).rank_at < ticket.rank_at for ticket in tickets)


def test_open_pages_are_told_of_more_than_one_payload_holds(nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "MOST_AT_ONCE", 2)
    with statements() as sent:
        notify._notify([("t", nordlicht.pk, "ticket", number) for number in range(5)])
    (statement,) = sent
    assert statement.count("[[") == 3
    assert all(f'"ticket", {number}]' in statement for number in range(5))


def test_a_look_probes_what_has_acted_on_each_due_ticket_and_joins_nothing(
    nordlicht: Tenant, billing: Category
) -> None:
    """Whatever the planner believes about tickets and firings: no table is walked through from its beginning."""
    version = rule_in_force(nordlicht, is_due_in(0))
    for _each in range(20):
        make_ticket(billing, due_at=clock.now() - timedelta(minutes=1))
    sweep(nordlicht.pk)
    with in_scope(nordlicht), connection.cursor() as cursor:
        clause = due(version.pk, Content.from_json(version.content), Look(nordlicht.pk, clock.now()))
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT ticket.id FROM tickets_ticket ticket WHERE {clause.sql}", clause.values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Join" not in plan, plan
    assert "SubPlan" in plan, plan
    assert "Index Cond: (ticket_id = ticket.id)" in plan, plan
