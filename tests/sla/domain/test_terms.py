from __future__ import annotations

from zoneinfo import ZoneInfo

from kontor.org.models import Category
from kontor.sla.domain.compiling import always_open, compiled
from kontor.sla.domain.terms import terms_for, terms_of
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def test_without_a_choice_nothing_is_promised_and_the_clock_runs_round(nordlicht: Tenant, billing: Category) -> None:
    with in_scope(nordlicht):
        terms = terms_of(nordlicht, billing)

    assert (terms.level, terms.calendar_id) == (None, None)
    assert terms.calendar == always_open(ZoneInfo(nordlicht.time_zone))


def test_the_category_goes_before_the_tenant(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    gold, silver = make_service_level(nordlicht), make_service_level(nordlicht)
    office = make_calendar(nordlicht)
    choose(nordlicht, SERVICE_LEVEL, silver)
    choose(nordlicht, BUSINESS_HOURS, office)
    choose(billing, SERVICE_LEVEL, gold)
    choose(moving, SERVICE_LEVEL, None)
    choose(moving, BUSINESS_HOURS, None)
    with in_scope(nordlicht):
        of_tenant, of_billing, of_moving = terms_for([(nordlicht, None), (nordlicht, billing), (nordlicht, moving)])

        assert (of_tenant.level, of_tenant.calendar_id) == (silver, office.pk)
        assert (of_billing.level, of_billing.calendar_id) == (gold, office.pk)
        assert (of_moving.level, of_moving.calendar_id) == (None, None)
        assert of_billing.calendar == compiled(office.pk)


def test_an_id_of_another_tenant_counts_for_nothing(nordlicht: Tenant, alpina: Tenant) -> None:
    choose(nordlicht, SERVICE_LEVEL, make_service_level(alpina))
    choose(nordlicht, BUSINESS_HOURS, make_calendar(alpina))
    with everywhere():
        terms = terms_of(nordlicht)

    assert (terms.level, terms.calendar_id) == (None, None)


def test_many_cost_as_much_as_one(nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category) -> None:
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht))
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    choose(alpina, BUSINESS_HOURS, make_calendar(alpina))
    choose(claims, SERVICE_LEVEL, make_service_level(alpina))
    with everywhere():
        terms_for([(nordlicht, billing), (alpina, claims)])
        with statements() as one:
            terms_of(nordlicht, billing)
        with statements() as many:
            terms_for([(nordlicht, billing), (alpina, claims), (nordlicht, None), (alpina, None)])

    assert len(one) == len(many) == 3
