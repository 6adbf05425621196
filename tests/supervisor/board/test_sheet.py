"""The figures of the board for a spreadsheet: the same as on the board, of one's own tenants, harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

from django.http import HttpResponse

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope

Clients = Callable[..., Browser]
URL = "/supervisor/board/figures/"


def table(answer: HttpResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_file_says_what_the_board_says(
    client_for: Clients,
    sven: User,
    anna: User,
    nordlicht: Tenant,
    billing: Category,
    moving: Category,
    alpina_ticket: object,
) -> None:
    make_ticket(billing, due_at=clock.now() - timedelta(hours=1))
    make_ticket(billing, owner=anna)
    make_ticket(moving)

    answer = client_for(sven, nordlicht).get(URL)

    heads, *rows = table(answer)
    assert answer["Content-Disposition"].startswith("attachment")
    assert heads[1:8] == ["Tenant", "Main category", "Category", "open", "waiting", "due soon", "overdue"]
    assert [row[1:8] for row in rows] == [
        [nordlicht.name, "", "", "3", "2", "0", "1"],
        [nordlicht.name, "", billing.name, "2", "1", "0", "1"],
        [nordlicht.name, "", moving.name, "1", "1", "0", "0"],
    ]
    assert [row[10:] for row in rows] == [["3", "0"], ["", ""], ["", ""]]


def test_each_tenant_is_followed_by_its_own_categories(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    _heads, *rows = table(client_for(ada, nordlicht).get(URL))

    assert [(row[1], row[3]) for row in rows] == [
        (alpina.name, ""),
        (alpina.name, claims.name),
        (nordlicht.name, ""),
        (nordlicht.name, billing.name),
    ]


def test_no_name_is_reckoned_with(client_for: Clients, sven: User, nordlicht: Tenant, billing: Category) -> None:
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(name="=1+1")

    assert "'=1+1" in [row[3] for row in table(client_for(sven, nordlicht).get(URL))]


def test_a_tenant_one_does_not_see_is_not_found(
    client_for: Clients, sven: User, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    browser = client_for(sven, nordlicht)

    urls = (f"{URL}?tenant={nordlicht.pk}", f"{URL}?tenant={alpina.pk}")
    assert [browser.get(url).status_code for url in urls] == [200, 404]
