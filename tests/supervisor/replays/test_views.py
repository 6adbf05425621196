"""Dry runs on screen: begun in a mask with what stands in it, watched, canceled, read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.escalations.domain.replay_result import Otherwise, Result
from kontor.escalations.enums import ReplayKind, ReplayState
from kontor.escalations.models import Agreement, Replay
from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.models import BusinessCalendar, ServiceLevel
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.supervisor.replays.drawing import by_the_hour
from kontor.supervisor.replays.words import WORDS
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.agreements import make_agreement
from tests.factories.escalations import make_replay
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope

Clients = Callable[..., Browser]
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEVEL = {"name": "Gold", "first_response": "3", "warning_share": 75, "priority_percent": 100}


@pytest.fixture
def gold(nordlicht: Tenant, frozen: Frozen) -> ServiceLevel:
    frozen.at = MONDAY
    level = make_service_level(nordlicht, "Gold", first_response=120)
    choose(nordlicht, SERVICE_LEVEL, level)
    return level


@pytest.fixture
def late(gold: ServiceLevel, billing: Category, frozen: Frozen) -> Ticket:
    """Answered after three hours, where two are promised."""
    with in_scope(billing.tenant_id):
        fresh = Category.objects.select_related("tenant").get(pk=billing.pk)
        ticket = make_ticket(fresh, subject="Zählerstand", received_at=MONDAY)
        make_message(ticket, direction=Direction.OUT, kind=MessageKind.REPLY, at=MONDAY + 3 * HOUR)
    frozen.move(hours=5)
    return ticket


def _only() -> Replay:
    with everywhere():
        return Replay.objects.get()


def test_a_service_level_is_tried_as_it_stands_in_the_mask_and_not_saved(
    client_for: Clients, ada: User, nordlicht: Tenant, gold: ServiceLevel, late: Ticket
) -> None:
    browser = client_for(ada, nordlicht)
    answer = browser.post(f"/supervisor/service-levels/{gold.pk}/", {"version": 1, **LEVEL, "dry_run": "1"})
    replay = _only()
    waiting = browser.get(answer["Location"]).content.decode()
    run_jobs("run_replay")
    page = browser.get(answer["Location"]).content.decode()

    with in_scope(nordlicht):
        gold.refresh_from_db(fields=["first_response", "version"])
    assert (gold.first_response, gold.version) == (120, 1)
    assert (replay.kind, replay.subject, replay.by) == (ReplayKind.SERVICE_LEVEL, gold.pk, ada)
    assert answer["Location"] == f"/supervisor/replays/{replay.pk}/"
    assert "0 of 0 requests of the last 30 days tried" in waiting
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

    replay = _only()
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

    replay = _only()
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

    replay = _only()
    assert (replay.state, replay.subject) == (ReplayState.DONE, None)
    assert replay.content["weeks"][0]["week"] == {"mon": [["08:00", "12:00"]]}
    with in_scope(nordlicht):
        assert not BusinessCalendar.objects.exists()


def test_the_mask_offers_it_to_who_may_change_and_names_the_newest(
    client_for: Clients, ada: User, sven: User, nordlicht: Tenant, gold: ServiceLevel
) -> None:
    url = f"/supervisor/service-levels/{gold.pk}/"
    browser = client_for(ada, nordlicht)
    browser.post(url, {"version": 1, **LEVEL, "dry_run": "1"})
    link = f"/supervisor/replays/{_only().pk}/"

    mine, his = browser.get(url).content.decode(), client_for(sven, nordlicht).get(url).content.decode()

    assert 'name="dry_run"' in mine
    assert link in mine
    assert 'name="dry_run"' not in his
    assert link in his


def test_who_may_change_cancels(client_for: Clients, ada: User, sven: User, nordlicht: Tenant) -> None:
    replay = make_replay(nordlicht)
    url = f"/supervisor/replays/{replay.pk}/"
    browser = client_for(ada, nordlicht)
    assert 'action="/supervisor/replays/' not in client_for(sven, nordlicht).get(url).content.decode()

    browser.post(f"{url}cancel/")
    page = browser.get(url).content.decode()

    assert _only().state == ReplayState.CANCELED
    assert "every 2s" not in page


def test_a_ticket_one_may_not_read_is_not_named(
    client_for: Clients, sven: User, nordlicht: Tenant, alpina_ticket: Ticket, ticket: Ticket
) -> None:
    """An id in a result opens no door to another tenant."""
    replay = make_replay(nordlicht)
    found = Result()
    for each in (alpina_ticket, ticket):
        found.note(Otherwise(each.pk, "first:worse", MONDAY))
    _done(replay, found)

    page = client_for(sven, nordlicht).get(f"/supervisor/replays/{replay.pk}/").content.decode()

    assert page.count("a ticket that you may not read") == 1
    assert f'href="/desk/ticket/{ticket.number}/"' in page
    assert str(alpina_ticket.number) not in page
    assert alpina_ticket.subject not in page


def test_it_is_read_in_english_and_german(client_for: Clients, sven: User, nordlicht: Tenant, late: Ticket) -> None:
    replay = make_replay(nordlicht, name="Neu", first_response=60)
    run_jobs("run_replay")
    browser = client_for(sven, nordlicht)
    english = browser.get(f"/supervisor/replays/{replay.pk}/").content.decode()
    german = browser.get(f"/supervisor/replays/{replay.pk}/", headers={"accept-language": "de"}).content.decode()

    assert "Dry run: Neu" in english
    assert "Probelauf: Neu" in german
    assert "Was dieses Modell annimmt" in german


def test_the_page_costs_the_same_for_one_ticket_and_for_three(
    client_for: Clients, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    replay, browser = make_replay(nordlicht), client_for(sven, nordlicht)
    found = Result()

    def cost(number: int) -> int:
        for _each in range(number):
            found.note(Otherwise(make_ticket(billing).pk, "first:worse", MONDAY))
        _done(replay, found)
        with CaptureQueriesContext(connection) as sent:
            browser.get(f"/supervisor/replays/{replay.pk}/")
        return len(sent)

    cost(1)
    assert cost(0) == cost(2)


def test_one_that_failed_says_so(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    replay = make_replay(nordlicht)
    with in_scope(nordlicht):
        Replay.objects.update(state=ReplayState.FAILED)

    page = client_for(sven, nordlicht).get(f"/supervisor/replays/{replay.pk}/").content.decode()

    assert "The dry run ended by an error." in page


def _done(replay: Replay, found: Result) -> None:
    with in_scope(replay.tenant_id):
        Replay.objects.filter(pk=replay.pk).update(state=ReplayState.DONE, result=found.to_json())


@pytest.fixture
def aid(nordlicht: Tenant, claims: Category, carla: User, ada: User, frozen: Frozen) -> Agreement:
    frozen.at = MONDAY
    return make_agreement(nordlicht, claims, confirmed_by=ada, active=False, name="Aushilfe", threshold=50)


def _terms(agreement: Agreement, **changed: object) -> dict[str, object]:
    values = {
        "name": "Aushilfe",
        "category": agreement.category_id,
        "measure": "open",
        "threshold": 1,
        "after": 0,
        "signs": "lender",
        "version": agreement.version,
        "dry_run": "1",
    }
    return {**values, **changed}


def test_an_agreement_is_tried_with_the_terms_in_its_mask(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant, billing: Category, aid: Agreement, frozen: Frozen
) -> None:
    ticket = make_ticket(billing, received_at=MONDAY)
    frozen.move(hours=2)
    browser, url = client_for(ada, nordlicht, alpina), f"/supervisor/overflow/{aid.pk}/terms/"
    answer = browser.post(url, _terms(aid))
    run_jobs("run_replay")
    page = browser.get(answer["Location"]).content.decode()

    with in_scope(nordlicht, alpina):
        assert Agreement.objects.get().threshold == 50
    assert answer["Location"] == f"/supervisor/replays/{_only().pk}/"
    assert "lent in the hour from then on" in page
    assert f'href="/desk/ticket/{ticket.number}/"' in page
    assert "has taken too few requests" in page
    assert answer["Location"] in browser.get(url).content.decode()


def test_terms_that_cannot_be_kept_are_not_tried(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant, aid: Agreement
) -> None:
    url = f"/supervisor/overflow/{aid.pk}/terms/"
    answer = client_for(ada, nordlicht, alpina).post(url, _terms(aid, measure="late_share", threshold=150))

    assert answer.status_code == 422
    assert "A share is at most 100 percent." in answer.content.decode()
    with everywhere():
        assert not Replay.objects.exists()


def test_who_answers_for_one_side_alone_does_not_see_it(
    client_for: Clients, ada: User, sven: User, nordlicht: Tenant, alpina: Tenant, aid: Agreement
) -> None:
    """It tells how fast the other tenant is."""
    browser = client_for(ada, nordlicht, alpina)
    browser.post(f"/supervisor/overflow/{aid.pk}/terms/", _terms(aid))
    replay = _only()

    assert client_for(sven, nordlicht).get(f"/supervisor/replays/{replay.pk}/").status_code == 403


def test_broken_promises_are_added_up_and_waiting_requests_are_not(nordlicht: Tenant, frozen: Frozen) -> None:
    frozen.at = MONDAY
    replay, result = make_replay(nordlicht), Result()
    for hours in (3, 1):
        result.count_in_hour(MONDAY - hours * HOUR, 1, 2, before_of=2, after_of=2, did=5)

    [broken] = by_the_hour(replay, result, WORDS[ReplayKind.SERVICE_LEVEL])
    waiting, of_lent = by_the_hour(replay, result, WORDS[ReplayKind.AGREEMENT])

    assert [[value for _at, value in line.points[-4:]] for line in broken.lines] == [[0, 0, 0, 0], [1, 1, 2, 2]]
    assert [[value for _at, value in line.points[-4:]] for line in waiting.lines] == [
        [2, 0, 2, 0],
        [5, 0, 5, 0],
        [1, 0, 1, 0],
    ]
    assert [[value for _at, value in line.points[-4:]] for line in of_lent.lines] == [[2, 2, 4, 4], [2, 2, 4, 4]]
    assert len(broken.lines[0].points) == len(of_lent.lines[0].points) == 30 * 24 + 1
