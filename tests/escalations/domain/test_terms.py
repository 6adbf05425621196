"""Terms that an agreement cannot have are refused at their field."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.escalations.enums import BacklogMeasure
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.agreements import make_agreement
from tests.factories.org import make_category
from tests.factories.sla import make_calendar
from tests.support.refusal import refused
from tests.support.scoping import in_scope


@pytest.mark.parametrize(
    ("terms", "sentence", "field"),
    [
        ({"threshold": 0}, "it is at least 1", "threshold"),
        ({"measure": BacklogMeasure.LATE_SHARE, "threshold": 101}, "at most 100 percent", "threshold"),
        ({"measure": BacklogMeasure.FORECAST, "threshold": 60}, "for which number of tickets", "forecast_open"),
        ({"threshold": 100, "back_below": 101}, "not above 100", "back_below"),
        ({"threshold": 100, "back_below": 0}, "at least 1", "back_below"),
        ({"quota": 0}, "Leave the field empty for no limit", "quota"),
        ({"after": 60 * 24 * 28 + 1}, "at most four weeks", "after"),
        ({"name": "  "}, "needs a name", "name"),
        ({"source_categories": [0]}, "is not there any more", "source_categories"),
    ],
)
def test_impossible_terms_are_refused_at_their_field(
    nordlicht: Tenant, claims: Category, carla: User, terms: dict[str, Any], sentence: str, field: str
) -> None:
    with refused(sentence, about=field):
        make_agreement(nordlicht, claims, **terms)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"recategorization_destination": False}, "may not be moved into the category “Schaden”"),
        ({"answer_allowed": False}, "may not be answered"),
    ],
)
def test_the_target_must_take_requests(
    nordlicht: Tenant, claims: Category, carla: User, values: dict[str, bool], sentence: str
) -> None:
    for field, value in values.items():
        setattr(claims, field, value)

    with refused(sentence, about="category"):
        make_agreement(nordlicht, claims)


def test_somebody_must_work_the_target(nordlicht: Tenant, claims: Category) -> None:
    with refused("Nobody works the category “Schaden” of “Alpina Versicherung”.", about="category"):
        make_agreement(nordlicht, claims)


def test_its_hours_are_the_borrowers(nordlicht: Tenant, alpina: Tenant, claims: Category, carla: User) -> None:
    gone = make_calendar(alpina)
    gone.deleted_at = clock.now()

    for hours in (make_calendar(nordlicht), gone):
        with refused("“Alpina Versicherung” does not have these business hours.", about="accepts"):
            make_agreement(nordlicht, claims, accepts=hours)


def test_it_needs_two_tenants(nordlicht: Tenant, billing: Category, moving: Category, anna: User) -> None:
    with refused("Overflow goes into another tenant.", about="category"):
        make_agreement(nordlicht, billing)


def test_a_tenant_that_is_switched_off_takes_nothing(
    nordlicht: Tenant, alpina: Tenant, claims: Category, carla: User
) -> None:
    with in_scope(alpina):
        Tenant.objects.filter(pk=alpina.pk).update(active=False)
        target = Category.objects.select_related("tenant").get(pk=claims.pk)

    with refused("The tenant “Alpina Versicherung” is switched off or deleted."):
        make_agreement(nordlicht, target)


def test_sources_are_the_lenders_own_and_may_be_left(
    nordlicht: Tenant, nordlicht_service: AgentGroup, claims: Category, carla: User
) -> None:
    fixed = make_category(nordlicht_service, "Beschwerden", recategorization_source=False)

    with refused("Tickets may not be moved out of: Beschwerden."):
        make_agreement(nordlicht, claims, source_categories=[fixed.pk])
    with refused("A chosen category of “Nordlicht Energie” is not there any more."):
        make_agreement(nordlicht, claims, source_categories=[claims.pk])
