"""Service level, dictionaries, calls, overflow; and what looking costs."""

from __future__ import annotations

from kontor.calls.domain.telephony import change_telephony
from kontor.calls.enums import Connector
from kontor.org.models import Category, SystemGroup
from kontor.people.models import User
from kontor.readiness.domain.looking import look
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.spelling.preferences import LANGUAGES, SPELL_CHECK
from kontor.tenants.models import Tenant
from tests.factories.agreements import make_agreement
from tests.factories.answers import prefer
from tests.factories.call_records import connect_calls
from tests.factories.channels import make_account
from tests.factories.org import make_category
from tests.factories.phone_systems import make_phone_system, make_trunk
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.texts import make_template
from tests.readiness.domain.looking.conftest import GREEN, OPEN, WRONG, fetched, found, looked, state
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def test_service_level_and_hours_hold_in_each_category(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    assert (state(nordlicht, "service_level"), state(nordlicht, "business_hours")) == (OPEN, OPEN)
    level = make_service_level(nordlicht, "Gold")
    choose(nordlicht, SERVICE_LEVEL, level)
    assert found(nordlicht, "service_level").sentence == "This service level is in force everywhere: “Gold”."

    choose(moving, SERVICE_LEVEL, None)

    line = found(nordlicht, "service_level")
    assert (line.state, line.place, line.row) == (OPEN, "category_service_level", moving.pk)


def test_a_missing_dictionary_is_wrong_unless_nothing_is_checked(nordlicht: Tenant) -> None:
    prefer(nordlicht, LANGUAGES, ["xx"])
    assert state(nordlicht, "dictionaries") == WRONG

    prefer(nordlicht, SPELL_CHECK, False)

    assert state(nordlicht, "dictionaries") == GREEN


def test_calls_are_looked_at_where_there_are_any(nordlicht: Tenant) -> None:
    assert "dials" not in {line.key for line in looked(nordlicht).lines}
    connect_calls()
    system = make_phone_system("Zentrale", connector=Connector.ASTERISK)
    assert (state(nordlicht, "dials"), state(nordlicht, "called")) == (OPEN, OPEN)
    make_trunk(system, nordlicht, prefix="71")
    with in_scope(nordlicht):
        change_telephony(nordlicht, system=system, prefix="71", postfix="", version=0, by=None)

    assert (state(nordlicht, "dials"), state(nordlicht, "called")) == (GREEN, GREEN)
    assert state(nordlicht, "test_call") == OPEN


def test_no_test_call_is_asked_for_where_kontor_places_none(nordlicht: Tenant) -> None:
    connect_calls()
    system = make_phone_system(connector=Connector.PUSH)
    with in_scope(nordlicht):
        change_telephony(nordlicht, system=system, prefix="71", postfix="", version=0, by=None)

    assert "test_call" not in {line.key for line in looked(nordlicht).lines}


def test_numbers_are_entered_at_the_system_that_serves_the_tenant(nordlicht: Tenant) -> None:
    connect_calls()
    assert found(nordlicht, "called").place == "new_phone_system"
    system = make_phone_system("Zentrale")

    line = found(nordlicht, "called")

    assert (line.place, line.row) == ("called", system.pk)


def test_what_is_to_be_chosen_is_made_first_where_there_is_none(nordlicht: Tenant) -> None:
    keys = ("service_level", "business_hours", "inquiries", "forwards")
    places = ["new_service_level", "new_business_hours", "new_system_account", "new_system_account"]
    assert [found(nordlicht, key).place for key in keys] == places

    make_service_level(nordlicht, "Gold")
    make_calendar(nordlicht, "Büro")

    assert [found(nordlicht, key).place for key in keys[:2]] == ["service_level", "business_hours"]


def test_an_agreement_waits_for_the_side_that_has_not_confirmed(
    nordlicht: Tenant, alpina: Tenant, claims: Category, sven: User, carla: User
) -> None:
    assert state(nordlicht, "overflow") == GREEN
    agreement = make_agreement(nordlicht, claims, confirmed_by=sven, name="Aushilfe")
    assert state(nordlicht, "overflow") == GREEN
    with everywhere():
        type(agreement).objects.filter(pk=agreement.pk).update(borrower_confirmed=0)

    mine, theirs = found(nordlicht, "overflow"), found(alpina, "overflow")

    assert mine.sentence == "To be confirmed by the other side: “Aushilfe”."
    assert theirs.sentence == "To be confirmed by this tenant: “Aushilfe”."
    with everywhere():
        type(agreement).objects.filter(pk=agreement.pk).update(active=False)
    assert state(nordlicht, "overflow") == OPEN


def test_it_takes_as_many_statements_with_many_rows(
    nordlicht: Tenant, billing: Category, nordlicht_system: SystemGroup, anna: User
) -> None:
    furnish(nordlicht, billing, 1)
    looked(nordlicht)
    with in_scope(nordlicht), statements() as few:
        look(nordlicht)
    furnish(nordlicht, billing, 4)

    with in_scope(nordlicht), statements() as many:
        look(nordlicht)

    assert len(many) == len(few)
    assert len(few) <= 24


def furnish(tenant: Tenant, beside: Category, count: int) -> None:
    with in_scope(tenant):
        group = beside.agent_groups.get()
    for _ in range(count):
        make_template(tenant, categories=(make_category(group),))
        fetched(make_account(tenant))
