from __future__ import annotations

from threading import Event

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import AgentGroup, Category, SupervisorGroup
from kontor.people.models import User
from kontor.routing.domain.category_deletion import delete_category
from kontor.routing.domain.recategorize import destinations, recategorize_ticket
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.factories.org import make_agent_group, make_category
from tests.factories.tickets import make_ticket
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.threads import at_once, until_somebody_waits


def _change(category: Category, **values: object) -> Category:
    with in_scope(category.tenant_id):
        Category.objects.filter(pk=category.pk).update(**values)
        return Category.objects.get(pk=category.pk)


def test_a_ticket_moves_and_its_history_says_from_where(ticket: Ticket, moving: Category, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        assert recategorize_ticket(ticket, moving, by=anna).category == moving

        details = HistoryEntry.objects.get(ticket=ticket, action="recategorized").details
        assert (details["old"], details["new"]) == ("Abrechnung", "Umzug")
        assert Category.objects.get(pk=moving.pk).ever_held_ticket is True


def test_it_stays_with_an_owner_who_works_the_new_category(billing: Category, moving: Category, anna: User) -> None:
    ticket = make_ticket(billing, owner=anna)

    with in_scope(ticket.tenant_id):
        after = recategorize_ticket(ticket, moving, by=anna)

    assert (after.state, after.owner) == (TicketState.ASSIGNED, anna)


def test_it_returns_to_the_queue_when_the_owner_does_not_work_the_new_one(
    billing: Category, nordlicht_supervisors: SupervisorGroup, anna: User
) -> None:
    elsewhere = make_category(make_agent_group(nordlicht_supervisors))
    ticket = make_ticket(billing, owner=anna)

    with in_scope(ticket.tenant_id):
        after = recategorize_ticket(ticket, elsewhere, by=anna)
        steps = HistoryEntry.objects.filter(ticket=ticket).order_by("id").values_list("action", flat=True)

        assert (after.state, after.owner, list(steps)[-2:]) == (
            TicketState.QUEUED,
            None,
            ["recategorized", "returned_recategorized"],
        )


def test_into_the_same_category_changes_nothing(ticket: Ticket, billing: Category, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        before = HistoryEntry.objects.count()
        recategorize_ticket(ticket, billing, by=anna)

        assert HistoryEntry.objects.count() == before


def test_flags_of_both_categories_are_kept(ticket: Ticket, billing: Category, moving: Category, anna: User) -> None:
    closed_to = _change(moving, recategorization_destination=False)
    with in_scope(ticket.tenant_id), refused("may not be moved into the category “Umzug”"):
        recategorize_ticket(ticket, closed_to, by=anna)

    _change(billing, recategorization_source=False)
    open_to = _change(moving, recategorization_destination=True)
    with in_scope(ticket.tenant_id), refused("may not be moved out of the category “Abrechnung”"):
        recategorize_ticket(ticket, open_to, by=anna)


def test_a_deleted_category_takes_nothing(ticket: Ticket, moving: Category, anna: User) -> None:
    with in_scope(ticket.tenant_id), refused("may not be moved into"):
        recategorize_ticket(ticket, _change(moving, deleted_at=clock.now()), by=anna)


def test_a_category_deleted_at_the_same_moment_takes_nothing(
    committed_db: str, ticket: Ticket, moving: Category, anna: User, ada: User
) -> None:
    seen = _change(moving, recategorization_destination=True)
    deleted = Event()

    def delete() -> None:
        with in_scope(ticket.tenant_id):
            delete_category(moving, by=ada)
            deleted.set()
            until_somebody_waits()

    def move() -> Ticket:
        deleted.wait(10)
        with in_scope(ticket.tenant_id):
            return recategorize_ticket(ticket, seen, by=anna)

    assert [type(result) for result in at_once(delete, move)] == [type(None), Refused]


def test_a_closed_ticket_keeps_its_category(billing: Category, moving: Category, anna: User) -> None:
    ticket = make_ticket(billing, state=TicketState.CLOSED)

    with in_scope(ticket.tenant_id), refused("This ticket is closed"):
        recategorize_ticket(ticket, moving, by=anna)


def test_another_tenants_category_is_refused(ticket: Ticket, claims: Category, bela: User) -> None:
    with in_scope(ticket.tenant_id, claims.tenant_id), refused("Hand the ticket over instead"):
        recategorize_ticket(ticket, claims, by=bela)


def test_destinations_are_the_tenants_own_open_ones(
    ticket: Ticket, moving: Category, claims: Category, nordlicht_service: AgentGroup
) -> None:
    make_category(nordlicht_service, recategorization_destination=False)
    make_category(nordlicht_service, deleted_at=clock.now())

    with in_scope(ticket.tenant_id, claims.tenant_id):
        assert list(destinations(ticket)) == [moving]
