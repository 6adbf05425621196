"""My figures: one's own alone, each with the tickets that it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.reports import settle
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
PAGE = reverse("desk:figures:show")
NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _evening(frozen: Frozen) -> None:
    frozen.at = NOON + timedelta(hours=6)


def behind(figure: str, period: str = "today") -> str:
    return reverse("desk:figures:behind", args=[period, figure])


def done(category: Category, by: User, subject: str = "Rechnung") -> Ticket:
    """Answered in time and closed."""
    ticket = make_ticket(category, received_at=NOON, subject=subject)
    make_message(ticket, direction=Direction.OUT, kind=MessageKind.REPLY, author=by, at=NOON)
    settle(ticket, kept=True, at=NOON)
    with in_scope(category.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(
            state=TicketState.CLOSED, closed_at=NOON, last_owner=by, due_at=None, owner=None
        )
    return ticket


def test_each_figure_leads_to_what_it_counts(
    client_for: ClientFor, anna: User, bela: User, nordlicht: Tenant, billing: Category
) -> None:
    done(billing, anna, "Meine Sache")
    done(billing, bela, "Die eines anderen")
    browser = client_for(anna, nordlicht)

    page = browser.get(PAGE)

    today = page.context["lines"][0]
    assert (today.work.answered, today.work.closed, today.work.kept.percent) == (1, 1, 100)
    for figure in ("answered", "closed", "promises"):
        assert f'href="{behind(figure)}"' in page.content.decode()
        listed = browser.get(behind(figure)).content.decode()
        assert ("Meine Sache" in listed, "Die eines anderen" in listed) == (True, False)
    assert behind("outside") not in page.content.decode()
    assert "Nothing to list" in browser.get(behind("outside")).content.decode()


def test_a_right_over_colleagues_shows_nothing_of_theirs(
    client_for: ClientFor, ada: User, sven: User, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    done(billing, anna)

    for person in (sven, ada):
        assert client_for(person, nordlicht).get(PAGE).context["lines"][0].work.answered == 0


def test_they_are_not_shown_through_the_eyes_of_others(
    client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    done(billing, anna)
    browser = client_for(ada, nordlicht)
    browser.post(f"/supervisor/users/{anna.pk}/look/", {"reason": "Schulung"})

    assert [browser.get(url).status_code for url in (PAGE, behind("answered"))] == [403, 403]


def test_another_tenants_are_not_mixed_in(
    client_for: ClientFor, bela: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    done(billing, bela, "Nord")
    done(claims, bela, "Süd")

    one, both = client_for(bela, nordlicht), client_for(bela, nordlicht, alpina)

    assert [each.get(PAGE).context["lines"][0].work.closed for each in (one, both)] == [1, 2]
    assert "Süd" not in one.get(behind("closed")).content.decode()
    assert "Süd" in both.get(behind("closed")).content.decode()


@pytest.mark.parametrize("path", ["today/came", "this-year/closed", "last-week/'"])
def test_what_is_no_figure_of_the_page_is_not_found(
    client_for: ClientFor, anna: User, nordlicht: Tenant, path: str
) -> None:
    assert client_for(anna, nordlicht).get(f"{PAGE}{path}/").status_code == 404


def test_as_many_statements_for_three(client_for: ClientFor, anna: User, nordlicht: Tenant, billing: Category) -> None:
    browser = client_for(anna, nordlicht)
    done(billing, anna)
    with statements() as one:
        browser.get(PAGE), browser.get(behind("promises"))
    for _number in range(2):
        done(billing, anna)
    with statements() as three:
        browser.get(PAGE), browser.get(behind("promises"))

    assert len(three) == len(one)
