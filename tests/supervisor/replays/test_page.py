"""The page of a dry run."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.escalations.domain.replay_result import Otherwise, Result
from kontor.escalations.enums import ReplayState
from kontor.escalations.models import Replay
from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.models import ServiceLevel
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.escalations import make_replay
from tests.factories.tickets import make_ticket
from tests.supervisor.replays.conftest import LEVEL, MONDAY, Clients, only_one
from tests.support.jobs import run_jobs
from tests.support.scoping import in_scope


def test_the_mask_offers_it_to_who_may_change_and_names_the_newest(
    client_for: Clients, ada: User, sven: User, nordlicht: Tenant, gold: ServiceLevel
) -> None:
    url = f"/supervisor/service-levels/{gold.pk}/"
    browser = client_for(ada, nordlicht)
    browser.post(url, {"version": 1, **LEVEL, "dry_run": "1"})
    link = f"/supervisor/replays/{only_one().pk}/"

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

    assert only_one().state == ReplayState.CANCELED
    assert "every 2s" not in page


def test_a_ticket_one_may_not_read_is_not_named(
    client_for: Clients, sven: User, nordlicht: Tenant, alpina_ticket: Ticket, ticket: Ticket
) -> None:
    """An id in a result opens no door to another tenant."""
    replay = make_replay(nordlicht)
    found = Result()
    for each in (alpina_ticket, ticket):
        found.note(Otherwise(each.pk, "first:worse", MONDAY))
    done(replay, found)

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
        done(replay, found)
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


def done(replay: Replay, found: Result) -> None:
    with in_scope(replay.tenant_id):
        Replay.objects.filter(pk=replay.pk).update(state=ReplayState.DONE, result=found.to_json())
