"""What a rule does."""

from __future__ import annotations

from kontor.escalations.domain.content import OWNER, Action
from kontor.escalations.domain.rules import move_rule
from kontor.escalations.domain.sweep import sweep
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Notice
from tests.escalations.domain.sweep.conftest import WAITS, ago, as_it_is, old, steps_of
from tests.factories.escalations import (
    TAGS,
    TELLS_OWNER,
    TELLS_SUPERVISORS,
    is_due_in,
    one_of,
    rule_in_force,
)
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope


# actions
def test_supervisors_owner_and_chosen_people_are_told_once(
    nordlicht: Tenant, billing: Category, anna: User, bela: User, sven: User, carla: User
) -> None:
    told = Action(ActionKind.NOTIFY, values=(OWNER, "supervisors", str(sven.pk), str(bela.pk)))
    rule_in_force(nordlicht, is_due_in(0), do=(told,), name="Frist vorbei")
    ticket = make_ticket(billing, owner=anna, due_at=ago(1))

    sweep(nordlicht.pk)

    with in_scope(nordlicht):
        rows = Notice.objects.filter(kind=NoticeKind.ESCALATED)
        assert sorted(rows.values_list("user_id", "ticket_id")) == sorted(
            (person.pk, ticket.pk) for person in (anna, bela, sven)
        )
        assert [line.text for line in latest_notices(bela)] == ["Escalation rule “Frist vorbei”"]


def test_a_person_who_has_left_is_not_told(nordlicht: Tenant, billing: Category, bela: User) -> None:
    rule_in_force(nordlicht, WAITS, do=(Action(ActionKind.NOTIFY, values=(str(bela.pk),)),), name="R")
    ticket = old(billing)
    User.objects.filter(pk=bela.pk).update(active=False)

    sweep(nordlicht.pk)

    with in_scope(nordlicht):
        assert not Notice.objects.filter(user=bela).exists()
    assert steps_of(ticket) == ["Escalation rule “R”, version 1: nobody to notify"]


def test_of_many_tickets_at_once_a_person_is_told_in_one_line(nordlicht: Tenant, billing: Category, sven: User) -> None:
    rule_in_force(nordlicht, WAITS, do=(TELLS_SUPERVISORS,), name="Stau")
    for _each in range(11):
        old(billing)
    sweep(nordlicht.pk)
    with in_scope(nordlicht):
        assert [line.text for line in latest_notices(sven)] == ["Escalation rule “Stau”: 11 tickets at once"]


def test_nobody_owns_it_so_nobody_is_told(nordlicht: Tenant, billing: Category) -> None:
    rule_in_force(nordlicht, WAITS, do=(TELLS_OWNER,), name="R")
    ticket = old(billing)
    sweep(nordlicht.pk)
    assert steps_of(ticket) == ["Escalation rule “R”, version 1: nobody to notify"]


def test_recategorizing_rules_in_a_circle_move_a_ticket_once_each(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    """And one a look: what was moved is left alone until the next one."""
    here, there = one_of(ConditionKind.CATEGORY, billing.pk), one_of(ConditionKind.CATEGORY, moving.pk)
    rule_in_force(nordlicht, WAITS, here, do=(Action(ActionKind.RECATEGORIZE, values=(str(moving.pk),)),))
    rule_in_force(nordlicht, WAITS, there, do=(Action(ActionKind.RECATEGORIZE, values=(str(billing.pk),)),))
    ticket = old(billing)

    stands = []
    for _look in range(4):
        sweep(nordlicht.pk)
        stands.append(as_it_is(ticket).category_id)

    assert stands == [moving.pk, billing.pk, billing.pk, billing.pk]


def test_what_was_moved_is_left_alone_by_all_rules_until_the_next_look(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    rule_in_force(nordlicht, WAITS, do=(Action(ActionKind.RECATEGORIZE, values=(str(moving.pk),)),))
    rule_in_force(nordlicht, WAITS, do=(TAGS,))
    ticket = old(billing)

    tags = []
    for _look in range(2):
        sweep(nordlicht.pk)
        tags.append(as_it_is(ticket).tags)

    assert tags == [[], ["eilig"]]


def test_a_category_that_takes_nothing_is_said(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    rule_in_force(nordlicht, WAITS, do=(Action(ActionKind.RECATEGORIZE, values=(str(moving.pk),)), TAGS), name="R")
    ticket = old(billing)
    with in_scope(nordlicht):
        Category.objects.filter(pk=moving.pk).update(recategorization_destination=False)

    sweep(nordlicht.pk)

    assert (as_it_is(ticket).category_id, as_it_is(ticket).tags) == (billing.pk, ["eilig"])
    assert steps_of(ticket) == [
        f"Escalation rule “R”, version 1: could not be moved into “{moving.name}”; tag “eilig” set"
    ]


def test_rules_are_tried_in_their_order(nordlicht: Tenant, billing: Category) -> None:
    rule_in_force(nordlicht, WAITS, do=(Action(ActionKind.TAG, values=("eins",)),))
    second = rule_in_force(nordlicht, WAITS, do=(Action(ActionKind.TAG, values=("zwei",)),)).rule
    before = old(billing)
    sweep(nordlicht.pk)
    with in_scope(nordlicht):
        assert move_rule(second, up=True, by=None)
    after = old(billing)
    sweep(nordlicht.pk)

    assert (as_it_is(before).tags, as_it_is(after).tags) == (["eins", "zwei"], ["zwei", "eins"])
