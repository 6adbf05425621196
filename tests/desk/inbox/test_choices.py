"""What can be chosen for several tickets at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.desk.inbox.choices import agents_for, categories_of, closing_codes_of
from kontor.org.models import Category, CategoryClosingCode
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.inbox.test_selection import send
from tests.factories.org import make_closing_code
from tests.factories.tickets import make_ticket
from tests.support.client import HtmxBrowser
from tests.support.scoping import in_scope

HtmxFor = Callable[..., HtmxBrowser]


def test_a_category_is_of_their_tenant_and_takes_what_is_moved(
    nordlicht: Tenant, alpina: Tenant, billing: Category, moving: Category, ticket: Ticket, alpina_ticket: Ticket
) -> None:
    with in_scope(nordlicht, alpina):
        Category.objects.filter(pk=moving.pk).update(recategorization_destination=False)

        assert list(categories_of([ticket])) == [billing]
        assert list(categories_of([ticket, alpina_ticket])) == []


def test_an_agent_works_the_categories_of_all_of_them(
    nordlicht: Tenant, alpina: Tenant, anna: User, bela: User, carla: User, ticket: Ticket, alpina_ticket: Ticket
) -> None:
    with in_scope(nordlicht, alpina):
        assert set(agents_for([ticket])) == {anna, bela}
        assert list(agents_for([ticket, alpina_ticket])) == [bela]


def test_a_closing_code_is_known_in_the_categories_of_all_of_them(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    tickets = [make_ticket(billing), make_ticket(moving)]
    of_both = make_closing_code(billing)
    of_one = make_closing_code(billing)
    with in_scope(nordlicht):
        CategoryClosingCode.objects.create(tenant=nordlicht, category=moving, closing_code=of_both)

        assert set(closing_codes_of(tickets[:1])) == {of_both, of_one}
        assert list(closing_codes_of(tickets)) == [of_both]


@pytest.mark.parametrize(("known", "required", "asked"), [(False, False, 0), (True, False, 1), (False, True, 1)])
def test_a_closing_code_is_asked_for_where_one_is_to_be_had_or_wanted(
    anna: User, ticket: Ticket, nordlicht: Tenant, htmx_for: HtmxFor, known: bool, required: bool, asked: int
) -> None:
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=ticket.pk).update(owner=anna, state="assigned")
        Category.objects.filter(pk=ticket.category_id).update(closing_code_required=required)
    if known:
        make_closing_code(ticket.category)

    page = send(htmx_for(anna, nordlicht), "", [ticket]).content.decode()

    assert page.count('<select name="closing_code"') == asked
