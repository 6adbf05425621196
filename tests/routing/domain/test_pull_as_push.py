"""Who takes the next one gets what they would be given: the same order, and the same that one has to know."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.distribute import distribute
from kontor.routing.domain.take_next import take_next_ticket
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.conftest import Frozen
from tests.factories.sla import choose, make_service_level
from tests.factories.tickets import make_ticket
from tests.routing.domain.distributing.conftest import prefer, ready
from tests.support.scoping import everywhere, in_scope


def _taken(user: User, tenant: Tenant) -> list[int]:
    """The subjects in the order in which they are taken, until nothing is left for the person."""
    found = []
    with in_scope(tenant):
        access = load_access(user, (tenant.pk,))
        while ticket := take_next_ticket(user, access):
            found.append(ticket.pk)
    return found


def _given(user: User) -> list[int]:
    distribute()
    with everywhere():
        rows = HistoryEntry.objects.filter(action="distributed", details__to_id=user.pk).order_by("id")
        return list(rows.values_list("ticket_id", flat=True))


@pytest.fixture
def expert(anna: User) -> User:
    """Knows German and important customers, and sits in Hamburg."""
    User.objects.filter(pk=anna.pk).update(languages=["de"], tags=["vip"], location="Hamburg", preferences={})
    anna.refresh_from_db()
    return anna


def _tickets(category: Category) -> dict[tuple[str, ...], int]:
    """One with each language and each set of tags; the later ones are due earlier."""
    kinds = [(language, *tags) for language in ("de", "en", "") for tags in ((), ("vip",), ("vip", "recht"))]
    first = clock.now() + timedelta(hours=9)
    made = {}
    for place, (language, *tags) in enumerate(kinds):
        rank = first - timedelta(minutes=place)
        made[language, *tags] = make_ticket(category, language=language, tags=tags, rank_at=rank).pk
    return made


@pytest.mark.parametrize("by_language", [True, False])
def test_what_one_takes_is_what_one_would_be_given(
    by_language: bool, billing: Category, moving: Category, nordlicht: Tenant, expert: User
) -> None:
    prefer(billing, by_language=by_language)
    prefer(moving, location="Kiel")
    here, _elsewhere = _tickets(billing), _tickets(moving)
    prefer(expert, capacity=50)

    taken = _taken(expert, nordlicht)
    with everywhere():
        Ticket.objects.filter(owner=expert).update(state=TicketState.QUEUED, owner=None, assigned_at=None)
    ready(expert, nordlicht)

    known = [("", "vip"), ("",), ("en", "vip"), ("en",), ("de", "vip"), ("de",)]
    assert taken == [here[kind] for kind in known if kind[0] != "en" or not by_language]
    assert _given(expert) == taken


def test_many_categories_are_taken_from_alike(
    billing: Category, moving: Category, nordlicht: Tenant, expert: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefer(billing, by_language=True)
    here = _tickets(billing)
    monkeypatch.setattr("kontor.routing.domain.take_next.LOOKS", (1,))

    assert _taken(expert, nordlicht) == [here[kind] for kind in (("", "vip"), ("",), ("de", "vip"), ("de",))]


def test_a_tenant_may_demand_the_language_and_a_category_not(
    billing: Category, moving: Category, nordlicht: Tenant, expert: User
) -> None:
    prefer(nordlicht, by_language=True)
    prefer(moving, by_language=False)
    make_ticket(billing, language="en")
    foreign = make_ticket(moving, language="en")

    assert _taken(expert, nordlicht) == [foreign.pk]


@pytest.mark.parametrize("way", ["taken", "given"])
def test_why_names_the_share_of_the_target_and_the_skills(
    way: str, billing: Category, nordlicht: Tenant, expert: User, frozen: Frozen
) -> None:
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=480))
    prefer(billing, by_language=True, location="Hamburg")
    with in_scope(nordlicht):
        category = Category.objects.select_related("tenant").get(pk=billing.pk)
    ticket = make_ticket(category, language="de", tags=["vip"])
    frozen.move(hours=6)

    if way == "given":
        ready(expert, nordlicht)
    assert (_taken(expert, nordlicht) if way == "taken" else _given(expert)) == [ticket.pk]

    with everywhere():
        entry = HistoryEntry.objects.filter(ticket=ticket).latest("id")
    assert entry.details["used"] == 75
    assert "75\u00a0% of the time for it was used." in sentence(entry)
    assert sentence(entry).endswith("Language: de. Tags: vip. Location: Hamburg.")
