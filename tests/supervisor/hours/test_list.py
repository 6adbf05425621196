"""The list of business hours, and what is deleted."""

from __future__ import annotations

from kontor.kernel import clock
from kontor.org.models import SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant, make_system_group
from tests.factories.people import make_role, make_user
from tests.factories.sla import make_calendar
from tests.supervisor.hours.conftest import LIST, ClientFor
from tests.support.statements import statements


def test_the_list_shows_own_tenants_only(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    make_calendar(nordlicht, "Büro Nord")
    make_calendar(alpina, "Werkstatt Süd")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Büro Nord" in page
    assert "Werkstatt Süd" not in page
    assert f"{LIST}new/" not in page


def test_what_is_deleted_is_shown_to_whoever_may_restore_it(
    client_for: ClientFor, nordlicht: Tenant, alpina: Tenant, nordlicht_system: SystemGroup
) -> None:
    make_calendar(nordlicht, "Büro Nord", deleted_at=clock.now())
    make_calendar(alpina, "Werkstatt Süd", deleted_at=clock.now())
    person = make_user("Wanda Winter")
    make_grant(person, make_role(permissions=["hours.read", "hours.write"]), nordlicht_system)
    make_grant(person, make_role(permissions=["hours.read"]), make_system_group(alpina))

    page = client_for(person, nordlicht, alpina).get(f"{LIST}deleted/").content.decode()

    assert ("Büro Nord" in page, "Werkstatt Süd" in page) == (True, False)


def test_the_list_needs_as_many_statements_for_three_rows(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    make_calendar(nordlicht)
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_calendar(nordlicht)
    make_calendar(nordlicht)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)
