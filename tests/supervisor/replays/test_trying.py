"""What stands in a mask is tried, not saved."""

from __future__ import annotations

import pytest

from kontor.escalations.enums import ReplayKind, ReplayState
from kontor.escalations.models import Replay
from kontor.people.models import User
from kontor.sla.models import BusinessCalendar, ServiceLevel
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.sla import make_calendar
from tests.supervisor.replays.conftest import LEVEL, Clients, only_one
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope


def test_a_service_level_is_tried_as_it_stands_in_the_mask_and_not_saved(
    client_for: Clients, ada: User, nordlicht: Tenant, gold: ServiceLevel, late: Ticket
) -> None:
    browser = client_for(ada, nordlicht)
    answer = browser.post(f"/supervisor/service-levels/{gold.pk}/", {"version": 1, **LEVEL, "dry_run": "1"})
    replay = only_one()
    waiting = browser.get(answer["Location"]).content.decode()
    run_jobs("run_replay")
    page = browser.get(answer["Location"]).content.decode()

    with in_scope(nordlicht):
        gold.refresh_from_db(fields=["first_response", "version"])
    assert (gold.first_response, gold.version) == (120, 1)
    assert (replay.kind, replay.subject, replay.by) == (ReplayKind.SERVICE_LEVEL, gold.pk, ada)
    assert answer["Location"] == f"/supervisor/replays/{replay.pk}/"
    assert "0 of 0 tickets of the last 30 days tried" in waiting
    assert "every 2s" in waiting
    assert "0 % (0 of 1)" in page
    assert "100 % (1 of 1)" in page
    assert "First response: would not be broken" in page
    assert f'href="/desk/ticket/{late.number}/"' in page
    assert "Zählerstand" in page
    assert "every 2s" not in page
    assert f'href="/supervisor/service-levels/{gold.pk}/"' in page


def test_one_that_is_not_there_yet_is_tried_and_not_made(
    client_for: Clients, ada: User, nordlicht: Tenant, late: Ticket
) -> None:
    entered = {**LEVEL, "tenant": nordlicht.pk, "name": "Silber", "dry_run": "1"}
    client_for(ada, nordlicht).post("/supervisor/service-levels/new/", entered)

    replay = only_one()
    assert (replay.subject, replay.content["name"], replay.content["first_response"]) == (None, "Silber", 180)
    with in_scope(nordlicht):
        assert ServiceLevel.objects.filter(name="Silber").count() == 0


def test_what_is_wrong_in_the_mask_is_said_and_nothing_is_tried(
    client_for: Clients, ada: User, nordlicht: Tenant, gold: ServiceLevel
) -> None:
    entered = {"version": 1, **LEVEL, "first_response": "bald", "dry_run": "1"}
    answer = client_for(ada, nordlicht).post(f"/supervisor/service-levels/{gold.pk}/", entered)

    assert answer.status_code == 422
    with everywhere():
        assert not Replay.objects.exists()


@pytest.fixture
def office(nordlicht: Tenant, gold: ServiceLevel) -> BusinessCalendar:
    return make_calendar(nordlicht, "Büro")


@pytest.mark.parametrize(
    ("tab", "entered", "key", "value"),
    [
        ("", {"name": "Büro", "time_zone": "Europe/London"}, "time_zone", "Europe/London"),
        ("exceptions/", {"day": "2026-11-23", "hours": "8-9"}, "exceptions", {"2026-11-23": [["08:00", "09:00"]]}),
        (
            "weeks/",
            {"mon": "9-10"},
            "weeks",
            [
                {
                    "valid_from": None,
                    "week": {"mon": [["09:00", "10:00"]]},
                    "country": "",
                    "subdivision": "",
                    "catholic": False,
                    "holidays_worked": [],
                }
            ],
        ),
    ],
)
def test_each_tab_of_business_hours_tries_what_stands_in_it(
    client_for: Clients,
    ada: User,
    nordlicht: Tenant,
    office: BusinessCalendar,
    tab: str,
    entered: dict[str, str],
    key: str,
    value: object,
) -> None:
    url = f"/supervisor/hours/{office.pk}/{tab}"
    answer = client_for(ada, nordlicht).post(url, {"version": 1, **entered, "dry_run": "1"})

    replay = only_one()
    assert answer["Location"] == f"/supervisor/replays/{replay.pk}/"
    assert (replay.kind, replay.subject, replay.content[key]) == (ReplayKind.CALENDAR, office.pk, value)
    with in_scope(nordlicht):
        assert BusinessCalendar.objects.get().version == 1


def test_new_hours_are_tried_and_not_made(
    client_for: Clients, ada: User, nordlicht: Tenant, gold: ServiceLevel
) -> None:
    entered = {"tenant": nordlicht.pk, "name": "Neu", "time_zone": "Europe/Berlin", "mon": "8-12", "dry_run": "1"}
    client_for(ada, nordlicht).post("/supervisor/hours/new/", entered)
    run_jobs("run_replay")

    replay = only_one()
    assert (replay.state, replay.subject) == (ReplayState.DONE, None)
    assert replay.content["weeks"][0]["week"] == {"mon": [["08:00", "12:00"]]}
    with in_scope(nordlicht):
        assert not BusinessCalendar.objects.exists()
