"""Nothing of one tenant is met by the people of another: not on any page, in any file, job or live message.

Everything in the second tenant bears a marker. Who works for the first asks for every address there is, with the rows
of both, and meets none; with the rights in Python switched off it is row security alone that must hold.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from kontor.org.domain.access import Access, CategoryFacts
from kontor.org.models import AgentGroup, Category
from kontor.people.models import Role, User
from kontor.tickets.domain import queries
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.architecture.addresses import every_address
from tests.factories.loans import lend_ticket
from tests.factories.org import make_agent_group, make_member
from tests.factories.people import make_role
from tests.flows.asking import NOT_ASKED, everything_in, requests_to
from tests.flows.house import MARKER, House
from tests.support.client import Browser
from tests.support.scoping import everywhere

OF_THE_INSTALLATION = {"phonesystem"}
"""Names of what belongs to no tenant: rights hide them, there is no row security to do it."""


FOR_THE_INSTALLATION = {"supervisor:roles:delete", "supervisor:tenants:delete", "supervisor:tenants:restore"}
"""Verbs that enter the scope of the whole installation themselves: there the right is all that protects."""


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
        for method, url, data, htmx in requests_to(address, own, other, strange=strange):
            request = (method, url, data is None, htmx)
            if request in asked:
                continue  # all is rolled back: the same would be answered
            asked.add(request)
            if method not in unknown and not _ask(browser, found, method, url, data, htmx=htmx):
                unknown.add(method)
    return found


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
            found.look(where, everything_in(response))
            known = response.status_code != 405 or bool(getattr(response, "redirect_chain", ()))
        except Exception as error:
            found.broken.append(f"{where}: {error!r}")
            found.look(f"{where} (error)", repr(error).encode())
        transaction.set_rollback(True)
    browser.cookies = cookies
    return known


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
