"""The list of quality samples: order, what is found; which one comes next, and what a score is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kontor.answers.enums import SampleState
from kontor.answers.models import QualitySample
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.reviews import make_sample
from tests.factories.tickets import make_ticket
from tests.supervisor.listed import column, narrowed, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/quality/"


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def drawn(category: Category, author: User, subject: str, *, days: int = 0, **values: Any) -> QualitySample:
    """A sample that was drawn so many days ago."""
    sample = make_sample(make_ticket(category, subject=subject), author)
    with everywhere():
        QualitySample.objects.filter(pk=sample.pk).update(drawn_at=clock.now() - timedelta(days=days), **values)
    return sample


def reviewed(by: User, score: int) -> dict[str, Any]:
    state = {"state": SampleState.REVIEWED, "score": score, "reviewed_by": by}
    return {**state, "reviewed_at": clock.now()}


def test_a_row_says_whose_answer_to_what_it_is(
    browser: Browser, nordlicht: Tenant, billing: Category, anna: User
) -> None:
    sample = drawn(billing, anna, "Rechnung")

    page = browser.get(LIST)

    (cells,) = rows_of(page)
    assert (cells["subject"], cells["author"], cells["category"]) == ("Rechnung", "Anna Arndt", "Abrechnung")
    assert (cells["state"], cells["score"], cells["tenant"]) == (SampleState.OPEN.label, "", "Nordlicht Energie")
    (row,) = page.context["listing"].rows
    assert (row.url, row.colour) == (f"{LIST}{sample.pk}/", nordlicht.colour)


def test_samples_stand_with_the_last_drawn_first_unless_one_asks_for_another_order(
    browser: Browser, billing: Category, moving: Category, anna: User, bela: User
) -> None:
    drawn(billing, bela, "B", days=2)
    drawn(moving, anna, "A", days=1)
    drawn(billing, anna, "C")

    assert ordered(browser, LIST, "", "drawn", "subject", "author,subject", "-category", key="subject") == {
        "": ["C", "A", "B"],
        "drawn": ["B", "A", "C"],
        "subject": ["A", "B", "C"],
        "author,subject": ["A", "C", "B"],
        "-category": ["A", "B", "C"],
    }


def test_samples_are_found_by_ticket_author_and_category(
    browser: Browser, billing: Category, moving: Category, anna: User, bela: User
) -> None:
    drawn(billing, bela, "Rechnung")
    drawn(moving, anna, "Umzug")

    assert narrowed(browser, LIST, key="subject", subject="RECH", author="anna", category="umz", state="open") == {
        "subject": ["Rechnung"],
        "author": ["Umzug"],
        "category": ["Umzug"],
        "state": ["Rechnung", "Umzug"],
    }


def test_after_a_score_the_oldest_open_sample_comes_next_and_at_last_the_list(
    browser: Browser, billing: Category, anna: User
) -> None:
    first, new, old = [drawn(billing, anna, name, days=days) for name, days in (("A", 5), ("B", 1), ("C", 3))]

    answers = [browser.post(f"{LIST}{each.pk}/", {"score": 3}) for each in (first, old, new)]

    assert [answer["Location"] for answer in answers] == [f"{LIST}{old.pk}/", f"{LIST}{new.pk}/", LIST]
    assert [said(answer) for answer in answers] == [["The answer of Anna Arndt is reviewed: 3 of 5."]] * 3
    assert column(browser.get(LIST), "score") == [3, 3, 3]


@pytest.mark.parametrize("score", ["", "0", "6", "good"])
def test_a_score_is_between_one_and_five(browser: Browser, billing: Category, anna: User, score: str) -> None:
    sample = drawn(billing, anna, "A")

    answer = browser.post(f"{LIST}{sample.pk}/", {"score": score, "comment": "Gut."})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["score"])
    with everywhere():
        sample.refresh_from_db()
    assert (sample.state, sample.score) == (SampleState.OPEN, None)


@pytest.mark.parametrize("score", [1, 5])
def test_the_best_and_the_worst_score_are_kept_with_who_gave_it(
    browser: Browser, billing: Category, anna: User, sven: User, score: int
) -> None:
    sample = drawn(billing, anna, "A")

    browser.post(f"{LIST}{sample.pk}/", {"score": score, "comment": "So."})

    with everywhere():
        sample.refresh_from_db()
    assert (sample.score, sample.comment, sample.reviewed_by_id) == (score, "So.", sven.pk)


def test_what_is_reviewed_is_shown_without_a_form_to_score_it(
    browser: Browser, billing: Category, anna: User, sven: User
) -> None:
    is_open, done = drawn(billing, anna, "A"), drawn(billing, anna, "B", **reviewed(sven, 4))

    pages = [browser.get(f"{LIST}{sample.pk}/") for sample in (is_open, done)]

    assert [page.context["is_open"] for page in pages] == [True, False]
    assert ['name="score"' in page.content.decode() for page in pages] == [True, False]
    assert [page.context["sample"] for page in pages] == [is_open, done]


def test_a_sample_that_is_not_there(browser: Browser, billing: Category, anna: User) -> None:
    sample = drawn(billing, anna, "A")

    assert browser.get(f"{LIST}{sample.pk + 1}/").status_code == 404
