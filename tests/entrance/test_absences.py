"""One's own absences under the profile, and what the title bar says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kontor.org.models import Category
from kontor.people.domain.absences import absence_of
from kontor.people.models import Absence, User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.people import make_absence
from tests.factories.tickets import make_ticket
from tests.support.client import Browser

ClientFor = Callable[..., Browser]
TAB = "/profile/absences/"


@pytest.fixture(autouse=True)
def _monday(frozen: Frozen) -> None:
    frozen.at = datetime(2020, 11, 30, 9, tzinfo=UTC)


def entered(substitute: User | None = None, **values: str) -> dict[str, object]:
    return {
        "first": "2020-12-02",
        "last": "2020-12-03",
        "substitute": substitute.pk if substitute else "",
        "note": "",
        **values,
    }


def test_one_plans_ones_own(client_for: ClientFor, anna: User, bela: User, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)

    answer = browser.post(TAB, entered(bela, note="Urlaub"))

    absence = Absence.objects.get()
    page = browser.get(TAB).content.decode()
    assert (answer.status_code, absence.user, absence.by, absence.substitute) == (302, anna, anna, bela)
    assert [text in page for text in ("12/02/2020", "12/03/2020", "Urlaub", "Cancel the absence")] == [True] * 4


def test_from_now_on_clears_ones_desk_and_says_so(
    client_for: ClientFor, anna: User, billing: Category, nordlicht: Tenant
) -> None:
    make_ticket(billing, owner=anna)
    browser = client_for(anna, nordlicht)

    browser.post(TAB, entered(first="2020-11-30"))

    assert "The absence is planned. 1 ticket went back to the queue." in browser.get(TAB).content.decode()


def test_only_people_of_ones_tenants_can_stand_in(
    client_for: ClientFor, anna: User, carla: User, nordlicht: Tenant
) -> None:
    browser = client_for(anna, nordlicht)

    answer = browser.post(TAB, entered(carla))

    assert (answer.status_code, Absence.objects.count()) == (422, 0)
    assert "Carla" not in browser.get(TAB).content.decode()


def test_what_is_refused_stands_above_the_form_with_what_was_entered(
    client_for: ClientFor, anna: User, nordlicht: Tenant
) -> None:
    make_absence(anna, begins=2)

    answer = client_for(anna, nordlicht).post(TAB, entered(note="Meer"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Anna Arndt is away from" in page
    assert 'value="Meer"' in page


def test_one_changes_and_cancels_ones_own(client_for: ClientFor, anna: User, bela: User, nordlicht: Tenant) -> None:
    absence = make_absence(anna)
    browser = client_for(anna, nordlicht)

    form = browser.get(f"{TAB}{absence.pk}/").content.decode()
    saved = browser.post(f"{TAB}{absence.pk}/", entered(bela, version="1"))
    stale = browser.post(f"{TAB}{absence.pk}/", entered(version="1"))

    assert 'value="2020-12-01"' in form
    assert (saved.status_code, stale.status_code) == (302, 422)
    assert Absence.objects.get().substitute == bela
    browser.post(f"{TAB}{absence.pk}/end/")
    assert not Absence.objects.exists()


def test_one_is_back_before_the_time_and_the_title_bar_says_which_it_is(
    client_for: ClientFor, anna: User, nordlicht: Tenant
) -> None:
    absence = make_absence(anna, begins=-1, days=3)
    browser = client_for(anna, nordlicht)
    away = browser.get("/state/").content.decode()

    browser.post(f"{TAB}{absence.pk}/end/")

    assert "Your state: Away until 12/02/2020 10:00" in away
    assert "Away until" not in browser.get("/state/").content.decode()
    assert absence_of(anna) is None


def test_a_window_shows_its_state_anew_once_an_absence_begins(
    client_for: ClientFor, htmx_for: ClientFor, anna: User, nordlicht: Tenant
) -> None:
    browser = htmx_for(anna, nordlicht)
    shown = browser.get("/state/").content.decode()
    seen = shown.split("?seen=")[1].split('"')[0]
    assert browser.get(f"/state/?seen={seen}").status_code == 204

    make_absence(anna, begins=-1, days=3)

    assert browser.get(f"/state/?seen={seen}").status_code == 200


def test_somebody_elses_is_not_found(client_for: ClientFor, anna: User, bela: User, nordlicht: Tenant) -> None:
    absence = make_absence(bela)
    browser = client_for(anna, nordlicht)

    answers = [
        browser.get(f"{TAB}{absence.pk}/"),
        browser.post(f"{TAB}{absence.pk}/", entered()),
        browser.post(f"{TAB}{absence.pk}/end/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert "Bela" not in browser.get(TAB).content.decode().split("Your absences")[1].split("Plan an absence")[0]
