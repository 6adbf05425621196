"""Who works for two tenants and has a right in one of them: what they are asked to try, and what they meet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import reverse

from kontor.org.models import AgentGroup, Grant, SystemGroup
from kontor.people.models import Role, User
from kontor.people.permissions import AGENT, PERMISSIONS
from tests.architecture.addresses import every_address
from tests.architecture.permission_table import TABLE
from tests.factories.org import make_grant, make_member
from tests.factories.people import make_role, make_user
from tests.flows.asking import NOT_ASKED, searched, urls_of, values_of
from tests.flows.house import MARKER, House
from tests.flows.unpacking import unpacked
from tests.support.client import Browser
from tests.support.scoping import in_scope

WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
FIELD = re.compile(rb"<(?:input|select|textarea|button)\b[^>]*>")
NAME = re.compile(rb'\bname="([^"]+)"')
TARGET = re.compile(rb'\b(?:action|formaction|hx-post|hx-get|href)="([^"?#]*\d[^"?#]*)')
"""To things, which have numbers; what has none stands in the menu."""
OF_THE_BROWSER = {"django_session", "people_session"}
"""What a request writes down of itself, whatever it was about."""
RIGHTS = {
    "agent": AGENT
    - {"contacts.write", "tickets.block", "tickets.create", "tickets.duplicate", "tickets.processes"}
    - {"tickets.reactivate", "words.propose"},
    "reader": frozenset({"desk.access", "tickets.read"}),
    "looker": frozenset(
        {"desk.access", "supervisor.access", *(right for right in PERMISSIONS if right.endswith(".read"))}
    ),
}
RIGHTS["half"] = RIGHTS["reader"] | {
    *("supervisor.access", "calls.read", "categories.read", "groups.read", "letters.read", "tenants.read", "users.read")
}
"""Pages that also show what another right is needed for: contacts, accounts, letter paper, received mail, changes."""
NAMES = frozenset({"tenant", "cd"})
"""What everybody who works for a tenant reads of it on every page."""
OF_NO_TENANT = {"level", "role_id", "setting", "tab", "step", "language", "mail_kind", "reason_id", "period", "figure"}
"""Places for words, and for what belongs to the installation."""
OF_PEOPLE = (
    "supervisor:users",
    "supervisor:absences",
    "supervisor:effective:user",
    "supervisor:distribution",
    "profile",
)
"""About somebody: whoever works for both tenants is of both."""
NOT_FOR_AGENTS = (*OF_PEOPLE, "supervisor:")
"""There an agent has no more rights than a reader, who is asked to try it all."""
OF_BOTH = {
    "desk:ticket:show": {"category", "maincategory"},  # the folders of both
    "desk:compose:send": {"category", "maincategory"},
    "desk:ticket:hand-over": {"category", "maincategory"},
    "supervisor:rules:fallback": {"category"},  # refused: it is another tenant's
    "supervisor:effective:category": {"category"},  # what it may be compared with
    "supervisor:effective:account": {"accountname"},
}
"""Where a page about something of one tenant names something of the other to somebody who has every right in both."""
CHANGING = {"desk:ticket:hand-over": None, "desk:inbox:favorite": frozenset({"people_user"})}
"""Where more may be changed than nothing: these tables (the person's own row is of both), or any."""


@dataclass(frozen=True)
class Step:
    """One request; ``names_a_row`` says that a row of a tenant stands in its path."""

    name: str
    method: str
    url: str
    data: tuple[tuple[str, Any], ...]
    names_a_row: bool

    @property
    def of_people(self) -> bool:
        return self.name.startswith(OF_PEOPLE)


@dataclass(frozen=True)
class Met:
    """How it was answered, which marked texts were in the answer, in which tables their rows were changed, and what may
    be done on the page: the fields that are open and where it leads."""

    word: str
    markers: frozenset[str]
    changed: frozenset[str]
    offered: frozenset[str]


@dataclass(frozen=True)
class Most:
    """What may be met at most; anything where nothing is said."""

    markers: frozenset[str] | None
    words: frozenset[str] | None = None
    changed: frozenset[str] | None = None
    offered: frozenset[str] | None = None

    def allows(self, met: Met) -> bool:
        return (
            (self.markers is None or met.markers <= self.markers)
            and (self.words is None or met.word in self.words)
            and (self.changed is None or met.changed <= self.changed)
            and (self.offered is None or met.offered <= self.offered)
        )


@dataclass
class Walk:
    """The requests of a person, and what they may meet of their house at most."""

    person: User
    browser: Browser
    theirs: House
    most: dict[Step, Most]

    def too_much(self, step: Step) -> Met | None:
        met = ask(self.browser, step, self.theirs)
        return None if self.most[step].allows(met) else met


PEOPLE = ("agent", "reader", "looker", "half", "both")


def walk_of(who: str, ours: House, theirs: House, client_for: Callable[..., Browser], *, area: str = "") -> Walk:
    """Somebody who works for both tenants and has every right in ours: an agent of theirs who may not do all there, one
    who reads tickets there, who may look at everything or at a part of it there, or who has every right there too.

    ``area`` is how the names of the addresses begin.
    """
    person = theirs.agent if who == "agent" else make_user("Rita Rabe")
    role = make_role(f"{who} there", RIGHTS[who]) if who in RIGHTS else Role.objects.get(pk=theirs.places["role_id"])
    with in_scope(theirs.tenant):
        Grant.objects.filter(user=person).update(role=role)
    for house in (ours, theirs):
        if person != house.agent:
            works_for(house, person, role)
    browser = client_for(person, ours.tenant, theirs.tenant)
    if who == "both":
        give_every_right(person, ours)
        give_every_right(person, theirs)
        return Walk(person, browser, theirs, _things_of_one(list(steps_of(ours, theirs))))
    steps = [step for step in steps_of(theirs) if step.name.startswith(area)]
    if who == "agent":
        steps = [step for step in steps if not step.name.startswith(NOT_FOR_AGENTS)]
    elif who == "looker":
        steps = [
            step for step in steps if step.names_a_row and not step.of_people and step.name.startswith("supervisor:")
        ]
    elif who == "half":
        steps = [step for step in steps if step.names_a_row and not step.of_people and step.method == "get"]
    before = {step: ask(browser, step, theirs) for step in steps}
    around = ask(browser, Step("profile", "get", reverse("profile"), (), False), theirs).markers
    give_every_right(person, ours)
    return Walk(person, browser, theirs, _as_before(before, around | NAMES))


def _as_before(before: dict[Step, Met], frame: frozenset[str]) -> dict[Step, Most]:
    """What they met when they had no right in ours; nothing more of theirs, and nothing is allowed that was not.

    ``frame`` is what stands around each of their pages: their name, their call.
    """
    return {
        step: Most(
            met.markers | frame,
            words=frozenset({met.word, "404"}) if step.names_a_row else None,
            changed=met.changed,
            offered=met.offered if step.names_a_row and step.method == "get" else None,
        )
        for step, met in before.items()
    }


def _things_of_one(steps: list[Step]) -> dict[Step, Most]:
    """A page about a thing of one tenant names nothing of the other's, whatever is sent."""
    return {
        step: Most(NAMES | OF_BOTH.get(step.name, set()), changed=CHANGING.get(step.name, frozenset()))
        for step in steps
        if step.names_a_row and not step.of_people
    }


def works_for(house: House, person: User, role: Role) -> None:
    with in_scope(house.tenant):
        group = AgentGroup.objects.get(pk=house.places["group_id"])
    make_member(person, group, role)


def give_every_right(person: User, house: House) -> None:
    with in_scope(house.tenant):
        system = SystemGroup.objects.get(pk=house.places["system_group_id"])
    make_grant(person, Role.objects.get(name="Administrator"), system)


def steps_of(house: House, sent: House | None = None) -> Iterator[Step]:
    """Every address with the rows of the house, in each way it may be asked; what is sent names rows of ``sent``."""
    for address in every_address():
        if address.name in NOT_ASKED:
            continue
        line = TABLE[address.name]
        places = {**house.places, **line.words}
        names_a_row = bool(set(address.places) - OF_NO_TENANT)
        for url in urls_of(address, [places]):
            if not _not_so(line.get):
                yield Step(address.name, "get", url, (), names_a_row)
                if not address.places:
                    yield Step(address.name, "get", url, _frozen(searched(house)), False)
            if not _not_so(line.post):
                values = values_of(sent or house, address.name.rpartition(":")[0])
                yield Step(address.name, "post", url, _frozen(values), names_a_row)


def _not_so(expected: str) -> bool:
    return expected.split()[-1] == "405"


def _frozen(data: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in data.items())


def ask(browser: Browser, step: Step, house: House) -> Met:
    """The request; whatever it changes is rolled back."""
    cookies = browser.cookies.copy()
    with transaction.atomic():
        with written() as tables:
            response = getattr(browser, step.method)(step.url, dict(step.data), headers={"accept-language": "en"})
            content = _everything_in(response)
        now = {table: rows_of(table, house) for table in tables}
        transaction.set_rollback(True)
    browser.cookies = cookies
    markers = {kind.decode().lower() for kind in MARKER.findall(content)}
    changed = {table for table, rows in now.items() if rows != rows_of(table, house)}
    return Met(_word(response), frozenset(markers), frozenset(changed), frozenset(_offered(content)))


def _word(response: HttpResponse) -> str:
    if response.get("Location", "") == reverse("tenant-choice"):
        return "choice"
    return str(response.status_code) if response.status_code in (401, 403, 404, 405, 500) else "ok"


def _offered(content: bytes) -> Iterator[str]:
    """Of the page itself, not of what stands around it."""
    page = content.partition(b"<main")[2].partition(b"</main>")[0]
    fields = [field for field in FIELD.findall(page) if b" disabled" not in field]
    yield from (found[1].decode() for field in fields if (found := NAME.search(field)))
    sending = [field for field in fields if b'type="submit"' in field]
    yield from (f"button {number}" for number in range(len(sending)))
    for url in TARGET.findall(page):
        yield url.decode()


def _everything_in(response: HttpResponse) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    told = [str(message).encode() for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]
    return b"\n".join([unpacked(content), response.serialize_headers(), *told])


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables that were written to."""
    tables: set[str] = set()

    def note(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        found = WRITING.match(str(sql))
        if found and found[1] not in OF_THE_BROWSER:
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


def rows_of(table: str, house: House) -> str:
    """What stands in the table for the tenant; all of it where it has none."""
    condition = f"tenant_id = {house.tenant.pk}" if _has_tenant(table) else "true"
    with in_scope(house.tenant), connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(one::text, '' ORDER BY one::text)) FROM {table} one WHERE {condition}")
        return str(cursor.fetchone())


@cache
def _has_tenant(table: str) -> bool:
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, table)
    return any(column.name == "tenant_id" for column in columns)
