from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kontor.answers.enums import SampleState
from kontor.answers.models import QualitySample, SentAnswer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.reviews import make_sample
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/quality/"


@pytest.fixture
def sample(ticket: Ticket, anna: User) -> QualitySample:
    return make_sample(ticket, anna, "Wir haben Ihre Abrechnung berichtigt.")


def test_list_shows_samples_of_ones_categories(
    client_for: ClientFor, sven: User, nordlicht: Tenant, sample: QualitySample, alpina_ticket: Ticket, carla: User
) -> None:
    make_sample(alpina_ticket, carla)

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Abrechnung stimmt nicht" in page
    assert "Schaden am Dach" not in page


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_list_needs_as_many_statements_for_three_rows(
    client_for: ClientFor, sven: User, nordlicht: Tenant, anna: User, billing: Category, sample: QualitySample
) -> None:
    browser = client_for(sven, nordlicht)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_sample(make_ticket(billing), anna)
    make_sample(make_ticket(billing), anna)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_the_answer_stands_beside_the_request_with_what_was_changed(
    client_for: ClientFor, sven: User, nordlicht: Tenant, sample: QualitySample
) -> None:
    with in_scope(nordlicht):
        SentAnswer.objects.create(
            tenant=nordlicht,
            message=sample.message,
            body="<p>Wir haben Ihre Abrechnung berichtigt.</p>",
            baseline="<p>Wir haben Ihren Vertrag berichtigt.</p>",
        )

    page = client_for(sven, nordlicht).get(f"{LIST}{sample.pk}/").content.decode()

    assert "Guten Tag, meine Abrechnung stimmt nicht." in page
    assert "Wir haben Ihre Abrechnung berichtigt." in page
    assert "removed: </span>Ihren Vertrag<" in page
    assert "added: </span>Ihre Abrechnung<" in page


def test_a_score_is_kept_and_the_next_one_shown(
    client_for: ClientFor, sven: User, nordlicht: Tenant, anna: User, billing: Category, sample: QualitySample
) -> None:
    following = make_sample(make_ticket(billing), anna)
    browser = client_for(sven, nordlicht)
    url = f"{LIST}{sample.pk}/"

    assert browser.post(url, {"comment": "x"}).status_code == 422
    done = browser.post(url, {"score": 4, "comment": "Freundlich <und> genau."})
    again = browser.post(url, {"score": 1})

    assert (done.status_code, done.headers["Location"]) == (302, f"{LIST}{following.pk}/")
    assert again.status_code == 422
    assert "reviewed in the meantime" in again.content.decode()
    with everywhere():
        sample.refresh_from_db()
        assert (sample.score, sample.state, sample.reviewed_by) == (4, SampleState.REVIEWED, sven)
    assert "Freundlich &lt;und&gt; genau." in browser.get(url).content.decode()


def test_own_answers_and_those_of_other_tenants(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, alpina_ticket: Ticket, carla: User
) -> None:
    own, other = make_sample(make_ticket(billing), sven), make_sample(alpina_ticket, carla)
    browser = client_for(sven, nordlicht)

    assert browser.post(f"{LIST}{own.pk}/", {"score": 5}).status_code == 403
    assert browser.post(f"{LIST}{other.pk}/", {"score": 5}).status_code == 404
    assert own.message.text not in browser.get(LIST).content.decode()


def test_a_score_by_mistake_is_taken_back_with_the_toast_that_says_it(
    client_for: ClientFor, sven: User, nordlicht: Tenant, sample: QualitySample
) -> None:
    browser = client_for(sven, nordlicht)
    url = f"{LIST}{sample.pk}/"

    said = browser.post(url, {"score": 1, "comment": "Sehr freundlich."}, follow=True).content.decode()
    again = browser.post(f"{url}take-back/", follow=True).content.decode()

    assert "The answer of Anna Arndt is reviewed: 1 of 5." in said
    assert f'action="{url}take-back/"' in said
    assert "The score is taken back." in again
    assert "Sehr freundlich.</textarea>" in again and " checked" not in again
    with everywhere():
        sample.refresh_from_db()
        assert (sample.score, sample.state) == (None, SampleState.OPEN)


def test_each_score_is_its_own_key(client_for: ClientFor, sven: User, nordlicht: Tenant, sample: QualitySample) -> None:
    page = client_for(sven, nordlicht).get(f"{LIST}{sample.pk}/").content.decode()

    keys = re.findall(r'<input type="radio" name="score" value="(\d)"[^>]* data-hotkey="(\d)"', page)
    assert keys == [(key, key) for key in "54321"]
    assert 'data-hotkey="b"' in page
