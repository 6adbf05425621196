"""Agreements are tried."""

from __future__ import annotations

import pytest

from kontor.escalations.domain.replay_result import Result
from kontor.escalations.enums import ReplayKind
from kontor.escalations.models import Agreement, Replay
from kontor.org.models import Category
from kontor.people.models import User
from kontor.supervisor.replays.drawing import by_the_hour
from kontor.supervisor.replays.words import WORDS
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.agreements import make_agreement
from tests.factories.escalations import make_replay
from tests.factories.tickets import make_ticket
from tests.supervisor.replays.conftest import HOUR, MONDAY, Clients, only_one
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def aid(nordlicht: Tenant, claims: Category, carla: User, ada: User, frozen: Frozen) -> Agreement:
    frozen.at = MONDAY
    return make_agreement(nordlicht, claims, confirmed_by=ada, active=False, name="Aushilfe", threshold=50)


def terms_of(agreement: Agreement, **changed: object) -> dict[str, object]:
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
    answer = browser.post(url, terms_of(aid))
    run_jobs("run_replay")
    page = browser.get(answer["Location"]).content.decode()

    with in_scope(nordlicht, alpina):
        assert Agreement.objects.get().threshold == 50
    assert answer["Location"] == f"/supervisor/replays/{only_one().pk}/"
    assert "lent in the hour from then on" in page
    assert f'href="/desk/ticket/{ticket.number}/"' in page
    assert "has taken too few tickets" in page
    assert answer["Location"] in browser.get(url).content.decode()


def test_terms_that_cannot_be_kept_are_not_tried(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant, aid: Agreement
) -> None:
    url = f"/supervisor/overflow/{aid.pk}/terms/"
    answer = client_for(ada, nordlicht, alpina).post(url, terms_of(aid, measure="late_share", threshold=150))

    assert answer.status_code == 422
    assert "A share is at most 100 percent." in answer.content.decode()
    with everywhere():
        assert not Replay.objects.exists()


def test_who_answers_for_one_side_alone_does_not_see_it(
    client_for: Clients, ada: User, sven: User, nordlicht: Tenant, alpina: Tenant, aid: Agreement
) -> None:
    """It tells how fast the other tenant is."""
    browser = client_for(ada, nordlicht, alpina)
    browser.post(f"/supervisor/overflow/{aid.pk}/terms/", terms_of(aid))
    replay = only_one()

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
