"""Two dots at the number of a ticket say that further ones belong to its process."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.loans import lend_ticket
from tests.factories.tickets import make_ticket
from tests.support.client import Browser

LIST = reverse("desk:inbox:list")
WORDS = "Further tickets belong to its process"


def test_the_first_ticket_of_a_process_and_the_others_have_them(
    anna: User, billing: Category, nordlicht: Tenant, client_for: Callable[..., Browser]
) -> None:
    first = make_ticket(billing, subject="Erste")
    make_ticket(billing, subject="Zweite", process=first)
    make_ticket(billing, subject="Allein")

    page = client_for(anna, nordlicht).get(LIST, {"folder": "queue"})

    rows = {row.subject: row.has_company for row in page.context["page"].tickets}
    assert rows == {"Erste": True, "Zweite": True, "Allein": False}
    assert page.content.decode().count(f'title="{WORDS}"') == 2


def test_a_borrower_is_told_nothing_of_the_lenders_other_tickets(
    carla: User, billing: Category, claims: Category, alpina: Tenant, client_for: Callable[..., Browser]
) -> None:
    first = make_ticket(billing, subject="Erste")
    second = make_ticket(billing, subject="Zweite", process=first)
    lend_ticket(second, claims)

    page = client_for(carla, alpina).get(LIST, {"folder": "queue"})

    assert [(row.subject, row.has_company) for row in page.context["page"].tickets] == [("Zweite", False)]
