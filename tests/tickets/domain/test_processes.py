from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest

from kontor.kernel.errors import Refused
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.processes import assign_to_process, clone_process, join_processes, split_from_process
from kontor.tickets.domain.queries import tickets_of_process
from kontor.tickets.domain.states import lock, lock_all, save_changes
from kontor.tickets.domain.undoing import undo_move
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, MessageMove, Ticket
from tests.factories.tickets import make_message, make_ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, while_uncommitted


@pytest.fixture
def family(billing: Category, anna: User) -> list[Ticket]:
    """A process of three; the first is its root."""
    root = make_ticket(billing, owner=anna)
    return [root, *(make_ticket(billing, owner=anna, process=root) for _each in range(2))]


@pytest.fixture
def single(billing: Category, anna: User) -> Ticket:
    return make_ticket(billing, owner=anna)


def roots(*tickets: Ticket) -> list[int | None]:
    with everywhere():
        found = dict(Ticket.objects.values_list("pk", "process_id"))
    return [found[ticket.pk] for ticket in tickets]


def undo(move: MessageMove, by: User) -> None:
    with in_scope(move.tenant_id):
        undo_move(move, by=by)


def last_step(ticket: Ticket) -> str:
    with everywhere():
        return sentence(HistoryEntry.objects.filter(ticket=ticket).select_related("actor").order_by("id").last())  # type: ignore[arg-type]


def test_a_ticket_is_put_to_another_process_alone(family: list[Ticket], single: Ticket, anna: User) -> None:
    with in_scope(single.tenant_id):
        move = assign_to_process(single, family[2], by=anna)

    assert roots(single) == [family[0].pk]
    assert last_step(single) == f"Put to the process {format_number(family[0].number)} by Anna Arndt"

    undo(move, anna)

    assert roots(single, *family) == [None, None, family[0].pk, family[0].pk]
    assert last_step(single) == "The change of the process was undone by Anna Arndt"


def test_when_the_root_goes_the_oldest_of_those_left_becomes_theirs(
    family: list[Ticket], single: Ticket, anna: User
) -> None:
    root, second, _third = family

    with in_scope(single.tenant_id):
        move = assign_to_process(root, single, by=anna)
    assert roots(*family) == [single.pk, None, second.pk]

    undo(move, anna)
    assert roots(*family) == [None, root.pk, root.pk]


def test_a_process_is_joined_with_another_one_and_parted_again(
    family: list[Ticket], single: Ticket, anna: User
) -> None:
    with in_scope(single.tenant_id):
        move = join_processes(family[1], single, by=anna)
    assert roots(single, *family) == [None, single.pk, single.pk, single.pk]

    undo(move, anna)
    assert roots(single, *family) == [None, None, family[0].pk, family[0].pk]


@pytest.mark.parametrize(("position", "after"), [(0, [None, None, 1]), (1, [None, None, 0]), (2, [None, 0, None])])
def test_split_from_the_process(position: int, after: list[int | None], family: list[Ticket], anna: User) -> None:
    with in_scope(family[0].tenant_id):
        move = split_from_process(family[position], by=anna)

    assert roots(*family) == [None if at is None else family[at].pk for at in after]
    number = format_number(family[0].number)
    assert last_step(family[position]) == f"Split from the process {number} by Anna Arndt"

    undo(move, anna)
    assert roots(*family) == [None, family[0].pk, family[0].pk]


def test_what_makes_no_sense_is_refused(
    family: list[Ticket], single: Ticket, alpina_ticket: Ticket, anna: User
) -> None:
    with refused("This ticket is the only one of its process."), in_scope(single.tenant_id):
        split_from_process(single, by=anna)
    with refused("Both tickets belong to one process already."), in_scope(single.tenant_id):
        assign_to_process(family[0], family[1], by=anna)
    with (
        refused("Only tickets of one tenant can be brought together. Hand the ticket over instead."),
        everywhere(),
    ):
        join_processes(single, alpina_ticket, by=anna)


def test_what_was_moved_on_since_is_not_undone(family: list[Ticket], single: Ticket, anna: User) -> None:
    with in_scope(single.tenant_id):
        first = assign_to_process(single, family[0], by=anna)
        second = split_from_process(single, by=anna)
    with refused("One of the tickets was moved on since. Undo that first."):
        undo(first, anna)
    undo(second, anna)
    with refused("This is undone already."):
        undo(second, anna)
    undo(first, anna)

    assert roots(single) == [None]


def test_a_root_that_got_company_since_is_not_made_a_member(family: list[Ticket], single: Ticket, anna: User) -> None:
    with in_scope(single.tenant_id):
        move = split_from_process(family[2], by=anna)
        assign_to_process(single, family[2], by=anna)

    number = format_number(single.number)
    with refused(f"Ticket {number} was added since. Split it from the process first."):
        undo(move, anna)


def test_a_cloned_process_has_copies_of_all_its_tickets(family: list[Ticket], anna: User) -> None:
    root, second, third = family
    make_message(second, text="Noch etwas.")
    with everywhere():
        Ticket.objects.filter(pk=root.pk).update(state=TicketState.CLOSED, owner=None)

    with in_scope(root.tenant_id):
        copy = clone_process(second, by=anna).target

    with everywhere():
        new_root = Ticket.objects.get(pk=copy.process_id)
        copies = list(Ticket.objects.filter(process=new_root).order_by("pk"))
    assert new_root.pk not in {ticket.pk for ticket in family}
    assert [ticket.state for ticket in (new_root, *copies)] == [
        TicketState.CLOSED,
        TicketState.ASSIGNED,
        TicketState.QUEUED,
    ]
    assert (copies[0], copies[0].owner_id) == (copy, anna.pk)
    with everywhere():
        assert copy.messages.count() == 2
    assert last_step(third) == f"Cloned with its process as {format_number(copies[1].number)} by Anna Arndt"
    assert roots(*family) == [None, root.pk, root.pk]


def test_a_large_process_is_not_cloned(billing: Category, single: Ticket, anna: User) -> None:
    for _each in range(20):
        make_ticket(billing, process=single)
    with refused("This process has more than 20 tickets. Duplicate single ones."), in_scope(single.tenant_id):
        clone_process(single, by=anna)


def test_the_list_of_a_process_has_what_one_may_read(
    family: list[Ticket], single: Ticket, anna: User, carla: User
) -> None:
    with everywhere():
        tenant = family[0].tenant_id
        assert tickets_of_process(load_access(anna, (tenant,)), family[2]) == family
        assert tickets_of_process(load_access(anna, (tenant,)), single) == []
        assert tickets_of_process(load_access(carla, (tenant,)), family[2]) == []


def test_two_who_join_the_same_processes_do_not_tie_a_knot(
    committed_db: str, family: list[Ticket], single: Ticket, anna: User
) -> None:
    def join(one: Ticket, other: Ticket) -> None:
        with suppress(Refused), in_scope(single.tenant_id):
            join_processes(one, other, by=anna)

    at_once(lambda: join(family[1], single), lambda: join(single, family[1]))

    with everywhere():
        rooted = dict(Ticket.objects.values_list("pk", "process_id"))
    assert {rooted[root] for root in rooted.values() if root} == {None}
    assert sorted(root or 0 for root in rooted.values())[0] == 0


@pytest.mark.parametrize("leaves", [0, 1])
def test_of_two_who_split_a_process_of_two_the_second_is_told_so(
    committed_db: str, billing: Category, anna: User, leaves: int
) -> None:
    pair = [root := make_ticket(billing, owner=anna), make_ticket(billing, owner=anna, process=root)]
    within, split = partial(in_scope, billing.tenant_id), partial(split_from_process, pair[leaves], by=anna)

    move, refusal = while_uncommitted(within, split, split)

    assert isinstance(move, MessageMove), repr(move)
    assert str(refusal) == "This ticket is the only one of its process."
    assert roots(*pair) == [None, None]


@pytest.mark.parametrize("verb", [clone_process, join_processes])
def test_what_has_left_a_process_a_moment_ago_is_left_alone(
    committed_db: str, family: list[Ticket], single: Ticket, anna: User, verb: Callable[..., MessageMove]
) -> None:
    root, second, third = family
    others = (single,) if verb is join_processes else ()

    _move, done = while_uncommitted(
        partial(in_scope, root.tenant_id),
        lambda: split_from_process(third, by=anna),
        lambda: verb(second, *others, by=anna),
    )

    assert isinstance(done, MessageMove), repr(done)
    assert roots(third) == [None]
    with everywhere():
        assert not HistoryEntry.objects.filter(ticket=third, action__in=("cloned_as", "process_joined")).exists()


def test_who_works_on_a_ticket_does_not_wait_in_a_circle_for_who_has_its_whole_process(
    committed_db: str, family: list[Ticket]
) -> None:
    """Of a ticket that was changed twice PostgreSQL looks at the root once more when the transaction ends."""
    root, child = family[0], family[1]

    def work() -> None:
        ticket = lock(child)
        save_changes(ticket, unread=True)
        save_changes(ticket, unread=False)

    done, rows = while_uncommitted(
        partial(in_scope, root.tenant_id), work, lambda: sorted(lock_all([root.pk, child.pk]))
    )

    assert (done, rows) == (None, [root.pk, child.pk])
