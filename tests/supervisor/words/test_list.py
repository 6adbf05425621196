"""The word list: rows, order, what is found; what is said after each deed, and about pasted lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.people.models import User
from kontor.spelling.enums import WordState
from kontor.spelling.models import Word
from kontor.tenants.models import Tenant
from tests.factories.spelling import make_word
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/words/"
PROPOSED, REFUSED = WordState.PROPOSED, WordState.REFUSED


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def test_a_row_says_who_proposed_and_who_decided(browser: Browser, nordlicht: Tenant, anna: User, sven: User) -> None:
    make_word(nordlicht, "Wattuhr", language="de", state=REFUSED, proposed_by=anna, decided_by=sven)
    make_word(nordlicht, "Zähler")

    refused, accepted = rows_of(browser.get(LIST))

    assert (refused["word"], refused["language"], refused["state"]) == ("Wattuhr", "German", REFUSED.label)
    assert (refused["proposed_by"], refused["decided_by"]) == ("Anna Arndt", "Sven Sommer")
    assert (accepted["language"], accepted["state"]) == ("every language", WordState.ACCEPTED.label)
    assert (accepted["proposed_by"], accepted["decided_by"]) == (None, None)


def test_words_are_ordered_and_found(browser: Browser, nordlicht: Tenant) -> None:
    make_word(nordlicht, "Bau", language="en")
    make_word(nordlicht, "Amt", language="fr", state=PROPOSED)
    make_word(nordlicht, "Chor", language="de")

    assert ordered(browser, LIST, "", "-word", "language", key="word") == {
        "": ["Amt", "Bau", "Chor"],
        "-word": ["Chor", "Bau", "Amt"],
        "language": ["Chor", "Bau", "Amt"],
    }
    assert narrowed(browser, LIST, key="word", word="CHO", state="proposed") == {"word": ["Chor"], "state": ["Amt"]}


@pytest.mark.parametrize(
    ("verb", "sentences"),
    [
        ("accept", ("1 word is right now.", "2 words are right now.")),
        ("refuse", ("1 word is refused.", "2 words are refused.")),
        ("delete", ("1 word is deleted.", "2 words are deleted.")),
    ],
)
def test_with_how_many_something_was_done_is_said(
    browser: Browser, nordlicht: Tenant, verb: str, sentences: tuple[str, str]
) -> None:
    one, *two = [make_word(nordlicht, state=PROPOSED).pk for _ in range(3)]

    answers = [browser.post(f"{LIST}{verb}/", {"selected": chosen}) for chosen in (one, two)]

    assert tuple(said(answer)[0] for answer in answers) == sentences
    assert {answer["Location"] for answer in answers} == {LIST}


def test_only_what_is_chosen_is_decided(browser: Browser, nordlicht: Tenant, sven: User) -> None:
    chosen, other = [make_word(nordlicht, word, state=PROPOSED) for word in ("Amt", "Bau")]

    browser.post(f"{LIST}accept/", {"selected": chosen.pk})

    with everywhere():
        chosen.refresh_from_db()
        other.refresh_from_db()
    assert (chosen.state, chosen.decided_by_id, other.state) == (WordState.ACCEPTED, sven.pk, PROPOSED)


@pytest.mark.parametrize(("lines", "sentence"), [("Amt", "1 word is added."), ("Amt\nBau", "2 words are added.")])
def test_how_many_words_are_added_is_said(browser: Browser, nordlicht: Tenant, lines: str, sentence: str) -> None:
    answer = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "language": "", "words": lines})

    assert (said(answer), answer["Location"]) == ([sentence], LIST)


def test_of_many_unusable_lines_five_are_named(browser: Browser, nordlicht: Tenant) -> None:
    lines = [f"zwei Wörter{each}" for each in range(7)]

    added, left_out = said(browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "words": "\n".join(["Amt", *lines])}))

    assert added == "1 word is added."
    assert left_out == f"These lines are not single words and were left out: {', '.join(lines[:5])}"


def test_a_word_is_right_in_the_chosen_language(browser: Browser, nordlicht: Tenant, sven: User) -> None:
    browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "language": "de", "words": "Amt"})

    with everywhere():
        word = Word.objects.get()
    assert (word.language, word.tenant_id, word.state) == ("de", nordlicht.pk, WordState.ACCEPTED)


@pytest.mark.parametrize(("wrong", "field"), [({"language": "xx"}, "language"), ({"tenant": "0"}, "tenant")])
def test_what_cannot_be_chosen_is_said_at_its_field(
    browser: Browser, nordlicht: Tenant, wrong: dict[str, str], field: str
) -> None:
    answer = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "words": "Amt", **wrong})

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, [field])


def test_the_form_offers_every_language_first(browser: Browser) -> None:
    choices = browser.get(f"{LIST}new/").context["mask"].form.fields["language"].choices

    assert choices[0] == ("", "every language")
    assert dict(choices)["de"] == "German"
    assert [code for code, _name in choices] == sorted(dict(choices))


def test_words_and_proposals_of_a_tenant_where_one_may_not_look_are_not_counted(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_word(nordlicht, "Wattuhr", state=PROPOSED)
    make_word(alpina, "Gletscher", state=PROPOSED)
    browser = client_of_both("tickets.read")

    page = browser.get(LIST)

    assert (column(page, "word"), page.context["proposals"]) == (["Wattuhr"], 1)
    assert column(browser.get(page.context["proposals_url"]), "word") == ["Wattuhr"]


def test_who_may_only_look_decides_nothing(client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant) -> None:
    own, other = make_word(nordlicht, "Wattuhr", state=PROPOSED), make_word(alpina, "Gletscher", state=PROPOSED)
    browser = client_of_both("words.read")

    answers = [browser.post(f"{LIST}{verb}/", {"selected": [own.pk, other.pk]}) for verb in ("accept", "delete")]

    sentence = f"You may not do this with: {other}. Nothing was changed."
    assert [said(answer) for answer in answers] == [[sentence], [sentence]]
    with everywhere():
        assert set(Word.objects.values_list("state", flat=True)) == {PROPOSED}


def test_an_agent_adds_no_words(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)

    answer = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "words": "Amt"})

    assert (answer.status_code, browser.get(f"{LIST}new/").status_code) == (403, 403)


def test_what_can_be_done_is_offered_to_who_may(browser: Browser) -> None:
    page = browser.get(LIST)

    assert (offered(page), page.context["new_url"]) == (["Accept", "Refuse", "Delete"], f"{LIST}new/")
