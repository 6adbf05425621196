"""Nothing of one tenant is met by the people of another: not on any page, in any file, job or live message.

Everything in the second tenant bears a marker. Who works for the first asks for every address there is, with the rows
of both, and meets none; with the rights in Python switched off it is row security alone that must hold.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import reverse

from kontor.calls.domain.events import receive
from kontor.calls.models import Call, DialledNumber, PhoneDevice
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.live.notify import CHANNEL
from kontor.live.streams import Stream
from kontor.org.domain.access import Access, CategoryFacts
from kontor.org.models import AgentGroup, Category
from kontor.people.models import Role, User
from kontor.routing.domain.assign import assign_ticket, release_ticket
from kontor.supervisor.tenants.assistant.steps import STEPS
from kontor.tickets.domain import queries
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.notes import write_note
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from kontor.ui import mask
from tests.architecture.addresses import Address, every_address
from tests.factories.call_records import make_system
from tests.factories.loans import lend_ticket
from tests.factories.org import make_agent_group, make_member
from tests.factories.people import make_role
from tests.factories.tickets import new_message
from tests.flows.house import MARKER, House
from tests.flows.unpacking import unpacked
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

BEGINNING = "zqxg"
"""What is typed when somebody searches for it: too short to be a marker itself."""

MASKS = {
    "": "profile",
    "supervisor:accounts": "mail-account",
    "supervisor:blocked_numbers": "blocked-number",
    "supervisor:blocks": "block",
    "supervisor:categories": "category",
    "supervisor:library": "library-file",
    "supervisor:modules": "text-module",
    "supervisor:phone-systems": "phone-system",
    "supervisor:reply_templates": "reply-template",
    "supervisor:roles": "role",
    "supervisor:system": "system",
    "supervisor:tenants": "tenant",
    "supervisor:users": "user",
}
SELECTED = {
    "supervisor:accounts": ["account_id"],
    "supervisor:arrivals": ["arrival_id"],
    "supervisor:categories": ["category_id"],
    "supervisor:blocked_numbers": ["blocked_number_id"],
    "supervisor:blocks": ["block_id"],
    "supervisor:closing_codes": ["closing_code_id"],
    "supervisor:hours": ["calendar_id"],
    "supervisor:service_levels": ["level_id"],
    "supervisor:library": ["library_file_id"],
    "supervisor:modules": ["module_id"],
    "supervisor:overflow": ["agreement_id"],
    "supervisor:reply_templates": ["template_id"],
    "supervisor:roles": ["role_id"],
    "supervisor:tenants": ["tenant_id"],
    "supervisor:users": ["user_id"],
}
OF_THE_INSTALLATION = {"phonesystem"}
"""Names of what belongs to no tenant: rights hide them, there is no row security to do it."""
FOR_THE_INSTALLATION = {"supervisor:roles:delete", "supervisor:tenants:delete", "supervisor:tenants:restore"}
"""Verbs that enter the scope of the whole installation themselves: there the right is all that protects."""
NOT_ASKED = {"live", "sign-out"}
LENT_TOO = {
    *(f"desk:ticket:{name}" for name in ("show", "context", "deadline", "hand-back", "end-loan", "note", "pass-on")),
    *(f"desk:compose:{name}" for name in ("reply", "save", "library-picture", "library")),
}
"""What is asked for the ticket that a neighbor has lent to the house too."""


@pytest.fixture(autouse=True)
def _no_log() -> Iterator[None]:
    """Some thousand refusals are what these tests are about."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@dataclass
class Findings:
    """The kinds of markers met, with the requests that met them, and the requests that broke."""

    met: dict[str, list[str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    asked: int = 0

    def look(self, where: str, content: bytes) -> None:
        for kind in set(MARKER.findall(content)):
            self.met.setdefault(kind.decode().lower(), []).append(where)


def visit_all(browser: Browser, own: House, other: House, *, strange: bool = True, area: str = "") -> Findings:
    """Ask for every address with one's own rows, and with the other house's in each place and in all of them.

    ``area`` is how the names of the addresses begin.
    """
    found = Findings()
    for address in every_address():
        if address.name in NOT_ASKED or not address.name.startswith(area):
            continue
        unknown: set[str] = set()
        asked: set[tuple[str, str, bool, bool]] = set()
        for method, url, data, htmx in _requests(address, own, other, strange=strange):
            request = (method, url, data is None, htmx)
            if request in asked:
                continue  # all is rolled back: the same would be answered
            asked.add(request)
            if method not in unknown and not _ask(browser, found, method, url, data, htmx=htmx):
                unknown.add(method)
    return found


def _requests(
    address: Address, own: House, other: House, *, strange: bool
) -> Iterator[tuple[str, str, dict[str, Any] | None, bool]]:
    """What is asked of an address: by which method, with what, and whether as htmx asks."""
    sent = _values(other, address.name.rpartition(":")[0])
    for url in _urls(address, with_lent(address, own.places)):
        yield "get", url, None, False
        if strange:
            yield "get", url, _searched(other), True
            yield "post", url, sent, False
    if strange and address.places:
        theirs = [*_mixtures(address, own.places, other.places), *with_lent(address, other.places)[1:]]
        for url in _urls(address, theirs):
            yield "get", url, None, False
            yield "post", url, sent, True


def with_lent(address: Address, places: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows, and where it matters once more with the ticket that was lent to the house."""
    more = [{**places, "number": places["borrowed_number"]}] if address.name in LENT_TOO else []
    return [places, *more]


def _ask(
    browser: Browser, found: Findings, method: str, url: str, data: dict[str, Any] | None = None, *, htmx: bool = False
) -> bool:
    """One request as the person does it; whatever it changes is rolled back. False if the address has no such method,
    which it says before it looks at any row."""
    headers = {"accept-language": "en"} | ({"HX-Request": "true"} if htmx else {})
    cookies = browser.cookies.copy()
    where = f"{method} {url}"
    found.asked += 1
    known = True
    with transaction.atomic():
        try:
            response = getattr(browser, method)(url, data, headers=headers, follow=method == "post")
            found.look(where, _everything_in(response))
            known = response.status_code != 405 or bool(getattr(response, "redirect_chain", ()))
        except Exception as error:
            found.broken.append(f"{where}: {error!r}")
            found.look(f"{where} (error)", repr(error).encode())
        transaction.set_rollback(True)
    browser.cookies = cookies
    return known


def _everything_in(response: HttpResponse) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return b"\n".join([unpacked(content), response.serialize_headers(), response.cookies.output().encode()])


def _urls(address: Address, rows: list[dict[str, Any]]) -> list[str]:
    seen: dict[str, None] = {}
    for places in rows:
        for tab in _tabs(address):
            here = {**places, "tab": tab, "step": tab, "token": "a-token", "uid": 1, "address": "kunde@post.example"}
            if address.name.startswith("supervisor:tenants:no-reply"):
                here["address_id"] = places["no_reply_id"]
            missing = [place for place in address.places if place not in here]
            assert not missing, f"Say in house.py which row stands in the place {missing} of {address.name}."
            seen[reverse(address.name, kwargs={place: here[place] for place in address.places})] = None
    return list(seen)


def _tabs(address: Address) -> list[str]:
    """Every tab of the mask, where an address has one; every step of the assistant."""
    if "step" in address.places:
        return [step.key for step in STEPS]
    if "tab" not in address.places:
        return [""]
    return list(mask._tabs[MASKS[address.name.rpartition(":")[0]]])


def _mixtures(address: Address, own: dict[str, Any], other: dict[str, Any]) -> list[dict[str, Any]]:
    """All of theirs, and ours with one of theirs."""
    given = [place for place in address.places if place in other]
    mixed = [{**own, place: other[place]} for place in given] if len(given) > 1 else []
    return [other, *mixed, {**own, "no_reply_id": other["no_reply_id"]}]


def _searched(other: House) -> dict[str, Any]:
    """What narrows lists: a search, and their rows as filters."""
    places = other.places
    return {
        "q": BEGINNING,
        "tenant": places["tenant_id"],
        "category": places["category_id"],
        "account": places["account_id"],
        "of": places["ticket_id"],
        "number": places["number"],
        "ticket": places["number"],
        "customer": places["customer_id"],
        "user": places["user_id"],
        "images": "1",
        "filter-tenant": places["tenant_id"],
        "filter-agent": places["user_id"],
    }


def _values(other: House, area: str) -> dict[str, Any]:
    """What is sent: their rows under every name a form has for one, and something for the rest."""
    places = other.places
    rows = {name.removesuffix("_id"): value for name, value in places.items()}
    chosen = [ticket.pk for ticket in other.tickets]
    for name in SELECTED.get(area, ()):
        chosen = [places[name], other.places.get(f"deleted_{name}", places[name])]
    return rows | {
        "selected": chosen,
        "to": places["user_id"],
        "person": places["user_id"],
        "agent": places["user_id"],
        "owner": places["user_id"],
        "number": places["number"],
        "target": places["number"],
        "fallback": places["category_id"],
        "main_category": places["category_id"],
        "categories": places["category_id"],
        "groups": places["group_id"],
        "agent_groups": places["group_id"],
        "group": places["group_id"],
        "system_group": places["system_group_id"],
        "closing_codes": places["closing_code_id"],
        "incoming": places["account_id"],
        "sending": places["account_id"],
        "inquiries": places["account_id"],
        "forwards": places["account_id"],
        "alternative": places["account_id"],
        "seen": places["message_id"],
        "version": 1,
        "position": 1,
        "name": "Something",
        "text": "Something",
        "subject": "Something",
        "reason": "Something",
        "sender": "somebody@post.example",
        "mode": "reading",
    }


@contextmanager
def rights_switched_off(*tenants: int) -> Iterator[None]:
    """Whatever Python asks, the answer is yes: only the database keeps the tenants apart."""
    with everywhere():
        categories = frozenset(Category.objects.values_list("id", flat=True))
    everything: dict[str, Any] = {
        "may": _always,
        "may_anywhere": _always,
        "tenants_with": lambda *_asked: tenants,
        "category_ids": lambda *_asked: categories,
        "member_category_ids": property(lambda _access: categories),
        "categories": _all_facts,
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, answer in everything.items():
            patch.setattr(Access, name, answer)
        original = queries.visible_to
        for module in list(sys.modules.values()):
            if getattr(module, "visible_to", None) is original:
                patch.setattr(module, "visible_to", lambda _access: Ticket.objects.all())
        yield


def _always(*_asked: object, **_where: object) -> bool:
    return True


def _all_facts(access: Access, _permission: str) -> list[CategoryFacts]:
    facts = {row[0]: CategoryFacts(row[0], row[2], row[3], row[4], (row[5], row[6])) for row in access._rows}
    return sorted(facts.values(), key=lambda one: (one.tenant_id, one.sort_key))


def _people(house: House) -> dict[str, User]:
    return {"agent": house.agent, "supervisor": house.supervisor, "administrator": house.administrator}


# The tests


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Only what shows more is walked at every run: an administrator has every right that a supervisor and an agent
    have, who works for both has more than an agent of one, and with the rights switched off all people are alike."""
    full = metafunc.config.getoption("--soak")
    walks = {
        test_no_address_shows_anything_of_another_tenant: ("administrator", ["supervisor", "agent"]),
        test_row_security_alone_keeps_the_tenants_apart: ("agent", ["administrator"]),
    }
    if metafunc.function in walks:
        person, more = walks[metafunc.function]
        metafunc.parametrize("person", [person, *(more if full else [])])


def test_no_address_shows_anything_of_another_tenant(
    ours: House, theirs: House, client_for: Callable[..., Browser], person: str
) -> None:
    found = visit_all(client_for(_people(ours)[person], ours.tenant), ours, theirs)

    assert found.met == {}
    assert found.broken == []
    assert found.asked > 400


def test_supervisors_find_nothing_of_another_tenant_in_their_area(
    ours: House, theirs: House, client_for: Callable[..., Browser]
) -> None:
    """They have a part of the rights on a part of the groups, by which their lists are narrowed."""
    found = visit_all(client_for(ours.supervisor, ours.tenant), ours, theirs, area="supervisor:")

    assert found.met == {}
    assert found.broken == []
    assert found.asked > 400


def test_who_works_for_both_sees_the_chosen_one_only(
    ours: House, theirs: House, client_for: Callable[..., Browser]
) -> None:
    with everywhere():
        group = AgentGroup.objects.get(pk=theirs.places["group_id"])
    make_member(ours.agent, group, Role.objects.get(pk=theirs.places["role_id"]))

    found = visit_all(client_for(ours.agent, ours.tenant), ours, theirs)

    choice = reverse("tenant-choice")
    met = {url for urls in found.met.values() for url in urls}
    assert met <= {f"get {choice}", f"post {choice}"}, "The other tenant may be chosen, that is all."
    assert found.asked > 400


def test_row_security_alone_keeps_the_tenants_apart(
    ours: House, theirs: House, client_for: Callable[..., Browser], person: str
) -> None:
    browser = client_for(_people(ours)[person], ours.tenant)

    with rights_switched_off(ours.tenant.pk, theirs.tenant.pk):
        found = visit_all(browser, ours, theirs)

    excepted = {f"post {reverse(name)}" for name in FOR_THE_INSTALLATION}
    met = {kind: [url for url in urls if url not in excepted] for kind, urls in found.met.items()}
    assert {kind: urls for kind, urls in met.items() if urls and kind not in OF_THE_INSTALLATION} == {}
    assert len(found.broken) < found.asked / 20, "Too little is really answered to prove anything."


def test_their_own_people_meet_the_markers(ours: House, theirs: House, client_for: Callable[..., Browser]) -> None:
    """Else the tests above would prove nothing."""
    met: set[str] = set()
    for person in (theirs.agent, theirs.administrator):
        met |= set(visit_all(client_for(person, theirs.tenant), theirs, ours, strange=False).met)

    assert EVERYTHING - met == set()


EVERYTHING = {
    *"tenant description systemgroup supervisorgroup agentgroup agent supervisor administrator".split(),
    *"maincategory category categorydescription closingcode rule ruleword auditold auditnew".split(),
    *"keywordset keyword versionnote".split(),
    *"calendar exception servicelevel".split(),
    *"account accountname sendername host accounterror noreply noreplyname".split(),
    *"customer relative remarks subject queuedsubject text html messagesubject filename filecontent raw".split(),
    *"note historyname noticesender drafttext draftsubject draftto draftfile answer".split(),
    *"mergedtext deliveryerror heldsubject heldsender deletedcategory agreement neighbor".split(),
    *"lentsubject borrowedsubject borrowedtext borrowedcustomer".split(),
    *"callnumber calldialled calltrunk callqueue callnote callrecording".split(),
    *"trialstep lettertrouble canaryerror".split(),
    *"callcaller calltold callshown callmissed panelnumber panelnote".split(),
}


def test_live_messages_and_jobs_carry_ids_only(committed_db: str, ours: House, theirs: House) -> None:
    ticket = theirs.tickets[0]
    with psycopg.connect(committed_db, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        with in_scope(theirs.tenant):
            ticket = release_ticket(ticket, by=theirs.agent)
            assign_ticket(ticket, to=theirs.agent, by=theirs.supervisor)
            append_message(ticket, new_message(ticket.customer, text=theirs.mark("text")))
            write_note(ticket, text=theirs.mark("note"), by=theirs.agent)
        payloads = [said.payload for said in listener.notifies(timeout=2, stop_after=1)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        jobs = [row[0] for row in cursor.fetchall()]

    assert payloads
    assert jobs
    assert MARKER.findall(" ".join([*payloads, *jobs]).encode()) == []
    items = [item for payload in payloads for item in json.loads(payload)]
    assert _heard(ours.agent, ours.tenant.pk, items) == []
    assert _heard(theirs.agent, theirs.tenant.pk, items) != []


def test_live_messages_of_a_call_carry_ids_only(committed_db: str, ours: House, theirs: House) -> None:
    """A call for them rings at their agent's phone: our people's pages hear nothing, theirs hear its id."""
    system = make_system()
    PhoneDevice.objects.create(user=theirs.agent, system=system, extension="12")
    with in_scope(theirs.tenant):
        DialledNumber.objects.create(tenant=theirs.tenant, system=system, number="040 5550", normalized="+49405550")
    values: dict[str, Any] = {"call": theirs.mark("key"), "at": clock.now(), "direction": CallDirection.IN}
    begun = CallEvent(kind=EventKind.BEGUN, caller=theirs.mark("caller"), dialled="+49405550", **values)
    rings = CallEvent(kind=EventKind.RINGING, extension="12", queue=theirs.mark("queue"), **values)

    with psycopg.connect(committed_db, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        receive(system.pk, [begun, rings])
        payloads = [said.payload for said in listener.notifies(timeout=2, stop_after=1)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        jobs = [row[0] for row in cursor.fetchall()]

    with in_scope(theirs.tenant):
        call = Call.objects.get(key=theirs.mark("key"))
    items = [item for payload in payloads for item in json.loads(payload)]
    assert MARKER.findall(" ".join([*payloads, *jobs]).encode()) == []
    assert ["u", theirs.agent.pk, "call", call.pk] in items
    assert _heard(ours.agent, ours.tenant.pk, items) == []
    assert _heard(theirs.agent, theirs.tenant.pk, items) != []


def _heard(user: User, tenant_id: int, items: list[Any]) -> list[bytes]:
    stream = Stream(user.pk, frozenset({tenant_id}))
    for item in items:
        stream.hear(item)
    return list(stream._waiting)


def test_of_a_lender_only_the_lent_ticket_is_met(
    ours: House, theirs: House, client_for: Callable[..., Browser]
) -> None:
    lent = _lend(theirs, ours)
    places = {**ours.places, "number": lent.number, "other": lent.number, "ticket_id": lent.pk}
    with everywhere():
        places["message_id"] = lent.messages.latest("id").pk

    found = visit_all(client_for(ours.agent, ours.tenant), replace(ours, places=places), theirs, area="desk:")

    met = {kind: sorted(set(urls))[:3] for kind, urls in found.met.items() if kind not in OF_THE_LENT_TICKET}
    assert met == {}
    assert found.broken == []
    assert set(found.met) >= {"queuedsubject", "text", "customer", "movedtext"}, "Else nothing would be proved."


OF_THE_LENT_TICKET = {
    *"queuedsubject text movedtext customer customernumber tenant cd".split(),  # the ticket, who wrote it, whose it is
    *"maincategory category categorydescription closingcode".split(),  # where it belongs
    *"accountname agent".split(),  # its history: what received it, and who worked on it
    *"account template templatetext templatesubject libraryname".split(),  # the answer: as whom, its words and files
}
"""What the borrower reads of the lender, and why."""


def test_whoever_works_for_both_meets_of_the_lender_what_their_rights_there_show(
    ours: House, theirs: House, client_for: Callable[..., Browser]
) -> None:
    """In the other tenant they work no category: what they see of it, they see as its borrower."""
    lent = _lend(theirs, ours)
    with everywhere():
        leading = AgentGroup.objects.select_related("supervisor_group").get(pk=theirs.places["group_id"])
    make_member(
        ours.agent, make_agent_group(leading.supervisor_group, "Aushilfe"), make_role(permissions=["tickets.read"])
    )
    places = {**ours.places, "number": lent.number, "other": lent.number, "ticket_id": lent.pk}
    browser = client_for(ours.agent, ours.tenant, theirs.tenant)

    found = visit_all(browser, replace(ours, places=places), theirs, area="desk:ticket:")

    met = {kind: sorted(set(urls))[:3] for kind, urls in found.met.items() if kind not in OF_THE_LENT_TICKET}
    assert met == {}
    assert found.broken == []
    assert set(found.met) >= {"queuedsubject", "text", "customer"}, "Else nothing would be proved."


def _lend(theirs: House, ours: House) -> Ticket:
    """A ticket of their queue, on the desk of our agent."""
    lent = theirs.tickets[1]
    with everywhere():
        category = Category.objects.select_related("tenant").get(pk=ours.places["category_id"])
        lend_ticket(lent, category)
        Ticket.objects.filter(pk=lent.pk).update(state=TicketState.ASSIGNED, owner=ours.agent, unread=True)
    return lent
