"""What the page says of the terms."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.escalations.enums import BacklogMeasure
from kontor.org.models import Category, SupervisorGroup
from kontor.people.models import User
from kontor.people.permissions import PERMISSIONS
from kontor.tenants.models import Tenant
from tests.factories.agreements import make_agreement
from tests.factories.org import make_grant, make_group_tree
from tests.factories.people import make_role, make_user
from tests.factories.tenants import make_tenant
from tests.factories.tickets import make_ticket
from tests.supervisor.overflow.conftest import LIST, ClientFor, as_it_is, terms_entered


def test_new_needs_two_tenants(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    page = client_for(sven, nordlicht).get(f"{LIST}new/")

    assert (page.status_code, "An agreement needs two tenants." in page.content.decode()) == (200, True)


def test_the_terms_are_a_sentence_and_what_is_wrong_in_it_is_said_below(
    client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant, claims: Category, carla: User
) -> None:
    agreement = make_agreement(nordlicht, claims)
    browser, url = client_for(ada, nordlicht, alpina), f"{LIST}{agreement.pk}/terms/"

    page = browser.get(url).content.decode()
    wrong = browser.post(url, terms_entered(agreement, threshold="", after=-1))

    for label in ("What is measured", "Minutes since receipt", "Most an hour", "Hand back below"):
        assert f'aria-label="{label}"' in page
    assert wrong.status_code == 422
    said = wrong.content.decode()
    for name in ("threshold", "after"):
        assert f'aria-describedby="id_{name}-error"' in said
        assert f'id="id_{name}-error"' in said
    assert "<span>Limit (number, minutes or percent, as it is measured): This is missing. </span>" in said
    assert "<span>Minutes since receipt: Enter at least 0. </span>" in said


def test_the_borrower_may_sign_and_the_page_says_what_the_customer_reads(
    client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant, claims: Category, carla: User
) -> None:
    agreement = make_agreement(nordlicht, claims)
    browser = client_for(ada, nordlicht, alpina)

    browser.post(f"{LIST}{agreement.pk}/terms/", terms_entered(agreement, signs="borrower"))
    page = browser.get(f"{LIST}{agreement.pk}/").content.decode()

    assert as_it_is(agreement).signs == "borrower"
    assert f"{alpina.name}: name, templates and letterhead; the address stays that of {nordlicht.name}" in page


def test_what_it_does_now_is_asked_for_again_without_the_page_around_it(
    htmx_for: ClientFor, ada: User, nordlicht: Tenant, claims: Category, carla: User
) -> None:
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada)

    part = htmx_for(ada).get(f"{LIST}{agreement.pk}/").content.decode()

    assert part.lstrip().startswith('<div class="apart" id="now"')
    assert "Both tenants have confirmed the terms." in part and "<h1" not in part


@pytest.mark.parametrize(
    ("waiting", "limit", "sentences"),
    [
        (
            1,
            1,
            ["If at least 1 ticket waits at Nordlicht Energie", "At Nordlicht Energie 1 ticket waits; the limit is 1."],
        ),
        (
            2,
            3,
            ["If at least 3 tickets wait at Nordlicht Energie", "At Nordlicht Energie 2 tickets wait; the limit is 3."],
        ),
    ],
)
def test_one_ticket_waits_and_several_wait(
    client_for: ClientFor,
    ada: User,
    nordlicht: Tenant,
    billing: Category,
    claims: Category,
    carla: User,
    waiting: int,
    limit: int,
    sentences: list[str],
) -> None:
    agreement = make_agreement(nordlicht, claims, threshold=limit)
    for _each in range(waiting):
        make_ticket(billing)

    page = client_for(ada).get(f"{LIST}{agreement.pk}/").content.decode()

    assert [sentence in page for sentence in sentences] == [True, True]


def test_a_forecast_that_has_come_true_is_no_forecast(
    client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category, claims: Category, carla: User
) -> None:
    agreement = make_agreement(nordlicht, claims, measure=BacklogMeasure.FORECAST, threshold=60, forecast_open=2)
    for _ in range(2):
        make_ticket(billing)

    page = client_for(ada).get(f"{LIST}{agreement.pk}/").content.decode()

    assert "Nordlicht Energie has 2 open tickets already." in page
    assert "in 0 minutes" not in page


@pytest.mark.parametrize(
    ("terms", "sentences"),
    [
        (
            {"measure": BacklogMeasure.OLDEST, "threshold": 2, "back_below": 1},
            ["is at least 2 minutes of working time old and", "when the oldest is younger than 1 minute, with them"],
        ),
        (
            {"measure": BacklogMeasure.FORECAST, "threshold": 1, "forecast_open": 40},
            ["will have 40 open tickets within 1 minute of working time at the present speed"],
        ),
    ],
)
def test_one_minute_is_not_several(
    client_for: ClientFor,
    ada: User,
    nordlicht: Tenant,
    claims: Category,
    carla: User,
    terms: dict[str, Any],
    sentences: list[str],
) -> None:
    agreement = make_agreement(nordlicht, claims, **terms)

    page = client_for(ada).get(f"{LIST}{agreement.pk}/").content.decode()

    assert [sentence in page for sentence in sentences] == [True] * len(sentences)


def test_requests_are_lent_between_tenants_in_which_one_may_agree_to_it(
    client_for: ClientFor,
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_supervisors: SupervisorGroup,
    alpina_supervisors: SupervisorGroup,
    billing: Category,
    claims: Category,
    bela: User,
) -> None:
    person = make_user("Uwe Unruh")
    make_grant(person, make_role("All", PERMISSIONS), nordlicht_supervisors)
    make_grant(person, make_role("Looker", ["supervisor.access", "overflow.read"]), alpina_supervisors)
    third = make_tenant("Südwind")
    make_grant(person, make_role("All there", PERMISSIONS), make_group_tree(third))

    page = client_for(person, nordlicht, alpina, third).get(f"{LIST}new/").content.decode()

    named = [f"{tenant.name}: {category.name}" for tenant, category in ((nordlicht, billing), (alpina, claims))]
    assert [name in page for name in named] == [True, False]
