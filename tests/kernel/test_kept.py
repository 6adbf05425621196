from __future__ import annotations

from kontor.kernel.kept import Kept
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements


def test_kept_query_gives_what_the_query_gives(ticket: Ticket, nordlicht: Tenant) -> None:
    kept = Kept(lambda number: Ticket.objects.select_related("category", "customer").filter(number=number))

    with in_scope(nordlicht):
        found = [kept(ticket.number) for _time in range(2)]

    assert found == [[ticket], [ticket]]
    with statements() as sent:
        assert [one[0].category.name for one in found] == [ticket.category.name] * 2
    assert sent == []


def test_each_call_has_its_own_values(billing: Category, nordlicht: Tenant, anna: User) -> None:
    tickets = [make_ticket(billing, owner=anna), make_ticket(billing)]
    kept = Kept(lambda ticket_id, category_id: Ticket.objects.filter(category_id=category_id, pk=ticket_id))

    with in_scope(nordlicht):
        found = [kept(ticket.pk, billing.pk) for ticket in tickets]
        assert kept(tickets[0].pk, billing.pk + 1) == []

    assert found == [[tickets[0]], [tickets[1]]]


def test_texts_are_values_too(anna: User) -> None:
    kept = Kept(lambda username: User.objects.filter(username_key=username), str)

    assert [kept(name) for name in (anna.username_key, "nobody", "o'neil")] == [[anna], [], []]


def test_a_kept_query_sees_the_scope_of_each_call(
    ticket: Ticket, alpina_ticket: Ticket, nordlicht: Tenant, alpina: Tenant
) -> None:
    """More often than the connection needs to keep the statement with its plan."""
    kept = Kept(lambda number: Ticket.objects.filter(number=number))
    seen = []

    for _round in range(12):
        for tenant in (nordlicht, alpina):
            with in_scope(tenant):
                seen.append((kept(ticket.number), kept(alpina_ticket.number)))

    assert seen == [([ticket], []), ([], [alpina_ticket])] * 12
