"""One's own reviewed answers: shown where the setting allows it, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from kontor.answers.domain.sampling import review_sample
from kontor.answers.preferences import SHOW_SAMPLING
from kontor.org.models import Category, SupervisorGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.notices import notify_person
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.org import make_agent_group, make_category
from tests.factories.reviews import make_sample
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = reverse("desk:reviews:list")


def score(ticket: Ticket, author: User, by: User, comment: str, **values: Any) -> None:
    """An answer of the author to the ticket, reviewed with 4 of 5."""
    sample = make_sample(ticket, author, **values)
    with in_scope(ticket.tenant_id):
        review_sample(sample, score=4, comment=comment, by=by)


@pytest.fixture
def mine(billing: Category, anna: User) -> Ticket:
    return make_ticket(billing, owner=anna)


@pytest.fixture
def page(client_for: ClientFor, anna: User, nordlicht: Tenant) -> Callable[[], str]:
    return lambda: client_for(anna, nordlicht).get(LIST).content.decode()


def test_score_and_comment_of_ones_own_answers_alone(
    page: Callable[[], str], mine: Ticket, anna: User, bela: User, sven: User, nordlicht: Tenant
) -> None:
    prefer(nordlicht, SHOW_SAMPLING, True)
    score(mine, anna, sven, "Freundlich <b>und</b> klar.")
    score(mine, bela, sven, "Zu knapp.")
    make_sample(mine, anna, comment="Noch nicht bewertet")

    shown = page()

    assert "<strong>4</strong> of 5" in shown
    assert "Freundlich &lt;b&gt;und&lt;/b&gt; klar." in shown
    assert sven.name in shown
    assert "Zu knapp." not in shown
    assert "Noch nicht bewertet" not in shown


def test_nothing_where_the_setting_does_not_allow_it(
    page: Callable[[], str], mine: Ticket, billing: Category, anna: User, sven: User, nordlicht: Tenant
) -> None:
    score(mine, anna, sven, "Freundlich.")
    assert "Freundlich." not in page()

    prefer(nordlicht, SHOW_SAMPLING, True)
    assert "Freundlich." in page()

    prefer(billing, SHOW_SAMPLING, False)
    shown = page()
    assert "Freundlich." not in shown
    assert "Nothing to see here yet" in shown


def test_nothing_of_a_category_that_one_cannot_see_any_more(
    page: Callable[[], str],
    mine: Ticket,
    nordlicht_supervisors: SupervisorGroup,
    anna: User,
    sven: User,
    nordlicht: Tenant,
) -> None:
    prefer(nordlicht, SHOW_SAMPLING, True)
    score(mine, anna, sven, "Freundlich.")
    elsewhere = make_category(make_agent_group(nordlicht_supervisors, "Andere"), "Anderswo")
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=mine.pk).update(category=elsewhere)

    assert "Freundlich." not in page()


def test_another_tenants_are_not_mixed_in(
    client_for: ClientFor, bela: User, alpina_ticket: Ticket, nordlicht: Tenant, alpina: Tenant, ada: User
) -> None:
    prefer(alpina, SHOW_SAMPLING, True)
    score(alpina_ticket, bela, ada, "Servus.")

    assert "Servus." not in client_for(bela, nordlicht).get(LIST).content.decode()
    assert "Servus." in client_for(bela, nordlicht, alpina).get(LIST).content.decode()


def test_the_notice_leads_there(client_for: ClientFor, mine: Ticket, anna: User, sven: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        notify_person(anna.pk, NoticeKind.REVIEWED, ticket=mine, by=sven.name)

    notices = client_for(anna, nordlicht).get(reverse("desk:notices:list")).content.decode()

    assert f'class="past__item" data-row href="{LIST}"' in notices


def test_as_many_statements_for_three_rows(
    client_for: ClientFor, mine: Ticket, anna: User, sven: User, nordlicht: Tenant
) -> None:
    prefer(nordlicht, SHOW_SAMPLING, True)
    browser = client_for(anna, nordlicht)
    score(mine, anna, sven, "Eins.")
    with statements() as one:
        browser.get(LIST)
    for comment in ("Zwei.", "Drei."):
        score(mine, anna, sven, comment)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_the_palette_knows_them_for_whoever_may_make_rules_of_review_too(
    client_for: ClientFor, anna: User, sven: User, nordlicht: Tenant
) -> None:
    pages = [client_for(user, nordlicht).get(LIST).content.decode() for user in (anna, sven)]

    assert [(f'href="{LIST}"' in page, "My reviewed answers" in page) for page in pages] == [(True, True)] * 2
    assert ["/supervisor/reviews/" in page for page in pages] == [False, True]
