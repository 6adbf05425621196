"""No field of a form takes a row of another tenant, from whoever may do everything in both.

Every page of ours is opened, and each of its forms is sent as it stands but for one field: there the id of a row of
ours is replaced by that of a row of theirs in the same table. What is stored for us afterwards must not name it, and
nothing of theirs may be another.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connection, transaction
from django.urls import Resolver404, resolve
from pytest_django import DjangoDbBlocker

from kontor.people.models import Role
from tests.architecture.addresses import every_address
from tests.flows.asking import NOT_ASKED, urls_of
from tests.flows.conftest import Houses, two_houses
from tests.flows.house import House
from tests.flows.rights import give_every_right, works_for, written
from tests.support.client import Browser
from tests.support.databases import connected_to, create_database, drop_database, new_name
from tests.support.forms import Form, Values, forms_of
from tests.support.scoping import everywhere
from tests.support.server import Server

APART = 500
"""So many ids are kept free for each table: an id says of which it is."""
ID = re.compile(r"\d{3,}")
NOT_SENT = {"", "tenant-choice", *NOT_ASKED}
"""Outside, or no row of a tenant."""
OF_BOTH = {
    ("supervisor:absences:new", "user"): "whose absence it is: somebody of one of the tenants",
    ("supervisor:arrivals:again", "selected"): "held mails, each for itself",
    ("supervisor:arrivals:leave", "selected"): "held mails, each for itself",
    ("supervisor:arrivals:shadow", "tenant"): "whose mail is read anew",
    ("supervisor:letters:recall", "selected"): "letters, each for itself",
    ("supervisor:letters:try-again", "selected"): "letters, each for itself",
    ("supervisor:reviews:new", "tenant"): "for which tenant the rule is",
}
"""Fields of pages of both tenants: what is chosen there is done to it, and to nothing of ours."""

Stored = frozenset[tuple[str, str]]
"""Rows that a request has written, each as its table and its text."""


@pytest.fixture(autouse=True)
def _no_log() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def houses(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Houses]:
    """In a database of their own, where no two tables have an id in common."""
    name = new_name()
    with django_db_blocker.unblock():
        create_database(server, name)
        with connected_to(server, name), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(_SET_APART, [APART])
            yield two_houses()
            transaction.set_rollback(True)
        drop_database(server, name)


_SET_APART = """
SELECT nextval(each.oid) FROM (
    SELECT oid, row_number() OVER (ORDER BY relname) AS place FROM pg_class
    WHERE relkind = 'S' AND relname LIKE '%%\\_id\\_seq'
) each, LATERAL generate_series(1, each.place * %s)
"""


@dataclass
class Ids:
    """By range the ids that we have and that they have."""

    ours: dict[int, list[int]] = field(default_factory=dict)
    theirs: dict[int, list[int]] = field(default_factory=dict)

    def swapped(self, value: str) -> Iterator[tuple[str, int]]:
        """The value with an id of theirs, their first and their last, in place of one of ours."""
        for found in ID.finditer(value):
            place = int(found[0]) // APART
            known = self.theirs.get(place, []) if int(found[0]) in self.ours.get(place, ()) else []
            for other in sorted({*known[:1], *known[-1:]}):
                yield f"{value[: found.start()]}{other}{value[found.end() :]}", other


@dataclass(frozen=True)
class Answer:
    """How the request was answered, and what is stored of us or of nobody, and of them, that was not before."""

    status: int
    ours: Stored
    theirs: Stored

    def is_wrong(self, other: int) -> bool:
        named = re.compile(rf"(?<!\d){other}(?!\d)")
        return self.status >= 500 or bool(self.theirs) or any(named.search(row) for _table, row in self.ours)


def test_no_field_takes_a_row_of_another_tenant(ours: House, theirs: House, client_for: Callable[..., Browser]) -> None:
    works_for(theirs, ours.agent, Role.objects.get(pk=theirs.places["role_id"]))
    for house in (ours, theirs):
        give_every_right(ours.agent, house)
    browser = client_for(ours.agent, ours.tenant, theirs.tenant)
    browser.raise_request_exception = False
    ids, tables, wrong, sent, saved = _ids_of(ours, theirs), _tables(), [], 0, 0

    for form in _forms(browser, ours):
        swaps = list(_swaps(form, ids))
        saved += bool(swaps) and bool(_send(browser, form, form.filled, theirs, tables).ours)
        for name, values, other in swaps:
            sent += 1
            answer = _send(browser, form, values, theirs, tables)
            if answer.is_wrong(other) and (_name(form), name) not in OF_BOTH:
                wrong.append((_name(form), name, answer.status, sorted({table for table, _row in answer.ours})))

    assert wrong == []
    assert sent > 150
    assert saved > 15, "As they stand they must be taken, or nothing is proved."


def _ids_of(ours: House, theirs: House) -> Ids:
    found = Ids()
    for house, known in ((ours, found.ours), (theirs, found.theirs)):
        with everywhere(), connection.cursor() as cursor:
            for table, columns in _tables().items():
                if {"id", "tenant_id"} <= columns:
                    cursor.execute(f"SELECT id FROM {table} WHERE tenant_id = %s ORDER BY id", [house.tenant.pk])
                    _keep(known, [row[0] for row in cursor.fetchall()])
        _keep(known, [house.tenant.pk])
        _keep(known, [house.agent.pk, house.supervisor.pk])
    numbers = [house.tickets[0].number for house in (ours, theirs)]
    found.ours[numbers[0] // APART], found.theirs[numbers[0] // APART] = numbers[:1], numbers[1:]
    return found


def _keep(known: dict[int, list[int]], ids: list[object]) -> None:
    for each in ids:
        if isinstance(each, int):
            known.setdefault(each // APART, []).append(each)


def _tables() -> dict[str, set[str]]:
    """Each with its columns."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        return {
            name: {column.name for column in connection.introspection.get_table_description(cursor, name)}
            for name in names
        }


def _forms(browser: Browser, house: House) -> Iterator[Form]:
    """Those that change something, each once, from every page with the rows of the house."""
    seen = set()
    for address in every_address():
        if address.name in NOT_ASKED:
            continue
        for url in urls_of(address, [house.places]):
            with transaction.atomic():
                page = browser.get(url, headers={"accept-language": "en"})
                transaction.set_rollback(True)
            for form in forms_of(page.content.decode(), url) if _is_page(page) else ():
                key = (form.action, frozenset(form.offered))
                if form.method == "post" and key not in seen and _name(form) not in NOT_SENT:
                    seen.add(key)
                    yield form


def _is_page(answer: object) -> bool:
    headers = getattr(answer, "headers", {})
    return not getattr(answer, "streaming", True) and "html" in headers.get("Content-Type", "")


def _name(form: Form) -> str:
    try:
        return resolve(form.action.partition("?")[0].partition("#")[0]).view_name
    except Resolver404:
        return ""


def _swaps(form: Form, ids: Ids) -> Iterator[tuple[str, Values, int]]:
    for name, offered in form.offered.items():
        for value, other in sorted({swap for each in offered for swap in ids.swapped(each)}):
            yield name, form.filled | {name: [value]}, other
            if name in form.several and form.filled.get(name):
                yield name, form.filled | {name: [*form.filled[name], value]}, other


def _send(browser: Browser, form: Form, values: Values, theirs: House, tables: dict[str, set[str]]) -> Answer:
    """Whatever it changes is rolled back."""
    cookies = browser.cookies.copy()
    with transaction.atomic():
        with written() as names:
            answer = browser.post(form.action, values, headers={"accept-language": "en"})
        after = _rows(names, theirs, tables)
        transaction.set_rollback(True)
    browser.cookies = cookies
    before = _rows(names, theirs, tables)
    return Answer(answer.status_code, after[0] - before[0], after[1] - before[1])


def _rows(names: set[str], theirs: House, tables: dict[str, set[str]]) -> tuple[Stored, Stored]:
    """What stands in these tables: for us or for nobody, and for them."""
    sides: tuple[set[tuple[str, str]], set[tuple[str, str]]] = set(), set()
    with everywhere(), connection.cursor() as cursor:
        for name in sorted(names):
            tenant = "coalesce(tenant_id, 0)" if "tenant_id" in tables[name] else "0"
            cursor.execute(f"SELECT {tenant} = %s, one::text FROM {name} one", [theirs.tenant.pk])
            for is_theirs, row in cursor.fetchall():
                sides[is_theirs].add((name, row))
    return frozenset(sides[0]), frozenset(sides[1])
