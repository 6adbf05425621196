"""Greetings and words of the spelling, by language."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.spelling.enums import WordState
from kontor.spelling.models import Word
from kontor.tenants.models import Tenant
from kontor.texts.models import Greeting
from tests.factories.texts import make_greeting
from tests.support.scoping import everywhere
from tests.tenant_files.sections.conftest import misread, mistake, put, settled, there

pytestmark = pytest.mark.django_db


def words(tenant: Tenant) -> dict[str, tuple[list[str], list[str]]]:
    return {each["language"]: (each["accepted"], each["refused"]) for each in there(tenant, "words")}


def test_words_stand_by_language_and_in_order(nordlicht: Tenant) -> None:
    text = "words:\n- {language: de, accepted: [Zähler, Abschlag], refused: [Smartmeeter]}\n- accepted: [Kontor]\n"

    put(text)

    assert words(nordlicht) == {"": (["Kontor"], []), "de": (["Abschlag", "Zähler"], ["Smartmeeter"])}
    assert settled(text)


def test_a_word_changes_sides_goes_and_comes(nordlicht: Tenant) -> None:
    put("words: [{language: de, accepted: [eins, zwei], refused: [drei, vier]}]\n")
    put("words: [{language: de, accepted: [drei, fünf], refused: [eins, sechs]}]\n")

    assert words(nordlicht) == {"de": (["drei", "fünf"], ["eins", "sechs"])}


def test_words_of_one_language_are_not_those_of_another(nordlicht: Tenant, alpina: Tenant) -> None:
    with everywhere():
        Word.objects.create(tenant=alpina, language="de", word="bleibt", state=WordState.ACCEPTED)
    put("words: [{language: de, accepted: [eins]}, {language: en, accepted: [eins, two]}]\n")
    put("words: [{language: en, accepted: [two]}]\n")

    assert words(nordlicht) == {"en": (["two"], [])}
    assert words(alpina) == {"de": (["bleibt"], [])}


def test_words_that_somebody_has_only_proposed_are_not_in_the_file(nordlicht: Tenant) -> None:
    others = [state for state in WordState if state not in (WordState.ACCEPTED, WordState.REFUSED)]
    assert others
    with everywhere():
        for state in others:
            Word.objects.create(tenant=nordlicht, language="de", word=f"wort{state}", state=state)

    assert there(nordlicht, "words") == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{language: de}", "Line 3, words[0]: Write at least one word, or leave the language out."),
        ("{accepted: [b, a], refused: [c, b]}", "Line 3, words[0]: “b” is accepted and refused."),
    ],
)
def test_a_language_has_words_and_each_on_one_side(text: str, sentence: str) -> None:
    assert misread(f"words: [{text}]\n") == sentence


def test_a_language_stands_there_once_and_all_of_them_too() -> None:
    for language, name in (("language: de, ", "de"), ("", "*")):
        entry = f"- {{{language}accepted: [a]}}\n"
        assert misread(f"words:\n{entry}{entry}") == (f"Line 5, words[1]: “{name}” stands here twice, first in line 4.")


def test_what_is_no_word_is_told(nordlicht: Tenant) -> None:
    assert mistake("words: [{language: de, accepted: ['12345']}]\n") == "Line 3, words: de: “12345” is not a word."


def greetings(tenant: Tenant) -> dict[str, dict[str, Any]]:
    return {
        each["language"]: {key: text for key, text in each.items() if text and key != "language"}
        for each in there(tenant, "greetings")
    }


def test_greetings_change_and_a_form_that_is_left_out_is_kontors_again(nordlicht: Tenant, alpina: Tenant) -> None:
    make_greeting(alpina, "unknown", "Grüezi,")
    put("greetings:\n- {language: de, unknown: 'Moin,', ms: 'Frau,'}\n- {language: en, unknown: 'Hello,'}\n")
    assert greetings(nordlicht) == {"de": {"unknown": "Moin,", "ms": "Frau,"}, "en": {"unknown": "Hello,"}}

    text = "greetings: [{language: de, unknown: 'Tag,'}]\n"
    put(text)

    assert greetings(nordlicht) == {"de": {"unknown": "Tag,"}}
    assert settled(text)
    with everywhere():
        assert Greeting.objects.filter(tenant=alpina).count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{language: de}", "Line 3, greetings[0]: Write at least one greeting, or leave the language out."),
        (
            "{language: Deutsch, unknown: Hallo}",
            "Line 3, greetings[0].language: “Deutsch” does not have the form that is expected: "
            "[a-z]{2,3}(-[A-Za-z0-9]{2,4})?.",
        ),
    ],
)
def test_a_language_is_written_as_it_is_and_says_something(text: str, sentence: str) -> None:
    assert misread(f"greetings: [{text}]\n") == sentence


def test_a_greeting_with_an_unknown_placeholder_is_told(nordlicht: Tenant) -> None:
    assert mistake("greetings: [{language: de, unknown: 'Hallo ${customer.shoe_size}'}]\n").startswith(
        "Line 3, greetings: de: "
    )
