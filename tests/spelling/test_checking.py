"""Which words are marked as errors, and which are not."""

from __future__ import annotations

import unicodedata
from time import process_time

import pytest

from kontor.spelling import engine
from kontor.spelling.domain.checking import Languages, misspelt, suggestions
from kontor.spelling.domain.tokens import words_in
from kontor.spelling.domain.vocabulary import Vocabulary, service_words
from tests.spelling.needs import needs_dictionaries

pytestmark = needs_dictionaries
BOTH = Languages(("de", "en"), "de")
NORDLICHT = Vocabulary({"": frozenset({"smartmeterly"}), "de": frozenset({"rohrpostenergie"})})


def wrong(*paragraphs: str, vocabulary: Vocabulary | None = None, ignored: tuple[str, ...] = ()) -> list[str]:
    found = misspelt(paragraphs, languages=BOTH, vocabulary=vocabulary or Vocabulary(), ignored=ignored)
    return [each.word for each in found]


def test_an_ordinary_answer_has_no_errors() -> None:
    text = """Sehr geehrte Frau Müller,

    vielen Dank für Ihre Nachricht vom 3. Februar. Ihre Kündigungsbestätigung und die Abschlagsanpassung sind heute
    hinausgegangen; die Widerrufsbelehrung finden Sie unter https://www.nordlicht.example/wideruf?x=Y. Ihre Bestellung
    NL-4711-AB und die IBAN DE89 3704 0044 0532 0130 00 (BIC COBADEFFXXX) sind vermerkt. Fragen an
    servce@nordlicht.example, Datei: Rechnugn_2024.pdf. Vor- und Nachteile, E-Mail-Adresse und
    Zwei-Faktor-Authentifizierung für Herrn Xaver Wojtkowiak.

    Mit freundlichen Grüßen"""

    assert wrong(text) == []


@pytest.mark.parametrize(
    "word",
    [
        "Kündigungsfrist Jahresverbrauchsabrechnung Zählerstandsmeldung Netzbetreiberwechsel",
        "Stromanbieterwechsel Gutschriftsanzeige Photovoltaikanlage Stromanbieterwechselformular",
        "Wallboxen Wallboxvertrag Trackingnummern Retourenlabels",
        "Annas Klaus' geht’s gibt's",
        "GmbH iPhone eBay McDonalds AGB DSGVO",
        "${customer.name} ${include.adresse|Hausnumer}",
        "@nordlichtt #wideruf A4711x 3fach 10er",
    ],
)
def test_compounds_names_codes_and_placeholders_are_no_errors(word: str) -> None:
    assert wrong(word) == []


def test_what_is_quoted_is_not_the_writers_fault() -> None:
    assert wrong("> Ich habbe eine Frge.\nGern geschehhen.") == ["geschehhen"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ihre Rechnugn ist da.", ["Rechnugn"]),
        ("Die Küdnigungsfrist und der Wiederruf", ["Küdnigungsfrist", "Wiederruf"]),
        ("Sehr geerhte Damen und Herrn", ["geerhte"]),
        ("Ihre E-Mial-Adresse", ["E-Mial-Adresse"]),
    ],
)
def test_errors_are_found(text: str, words: list[str]) -> None:
    assert wrong(text) == words


def test_umlauts_in_two_characters_soft_hyphens_and_apostrophes_are_read() -> None:
    apart = unicodedata.normalize("NFD", "Übergabeprotokoll für die Kündigung")

    assert wrong(apart, "Kündi\u00adgungs\u00adfrist", "Wie geht’s?") == []


def test_each_paragraph_has_its_own_language() -> None:
    german = "Vielen Dank für Ihre Nachricht, wir haben Ihre Abrechnung geprüft und melden uns bald."
    english = "Thank you for your message, we have checked your invoice and will come back to you soon."
    french = "Merci beaucoup pour votre message, nous avons vérifié votre facture et revenons vers vous."

    assert wrong(german, english, french) == []
    assert wrong(english.replace("message", "mesage"), german.replace("Nachricht", "Nachicht")) == [
        "mesage",
        "Nachicht",
    ]


def test_a_short_paragraph_is_in_the_language_that_knows_its_words() -> None:
    english = Languages(("de", "en"), "en")
    text = "Guten Tag, die Rückgabe ist bei uns angekomen."

    assert [(one.word, one.language) for one in misspelt([text], languages=english, vocabulary=Vocabulary())] == [
        ("angekomen", "de")
    ]


def test_places_are_counted_as_a_browser_does() -> None:
    [found] = misspelt(["Gut.", "😀 Schöne Grüsze"], languages=BOTH, vocabulary=Vocabulary())

    assert (found.paragraph, found.start, found.end, found.word) == (1, 10, 16, "Grüsze")


def test_words_of_the_tenant_take_endings_and_join_compounds() -> None:
    text = "Smartmeterly Smartmeterlys Smartmeterlyrechnung Jahressmartmeterly Rohrpostenergie"

    assert wrong(text, vocabulary=NORDLICHT) == []
    assert wrong("Smartmeterlyrechnugn", vocabulary=NORDLICHT) == ["Smartmeterlyrechnugn"]
    assert "Smartmeterly" in wrong(text)


def test_words_that_are_ignored_in_an_answer_are_not_marked() -> None:
    assert wrong("Herr Xylanderowitsch ruft an.", ignored=("Xylanderowitsch",)) == []


def test_suggestions_know_the_lists_too() -> None:
    assert "Rechnung" in suggestions("Rechnugn", "de", Vocabulary())
    assert suggestions("Smartmetrly", "de", NORDLICHT)[0] == "Smartmeterly"


def test_the_shared_list_is_long_and_holds_only_what_the_dictionary_refuses() -> None:
    path_words = service_words("de")

    assert len(path_words) >= 150
    assert [word for word in path_words if engine.is_right(word, "de")] == []


def test_without_a_dictionary_nothing_is_marked() -> None:
    japanese = Languages(("ja",), "ja")

    assert misspelt(["Rechnugn"], languages=japanese, vocabulary=Vocabulary()) == []


def test_ten_thousand_words_take_well_under_a_second_after_start() -> None:
    """Of the processor's time, so that a busy machine does not matter."""
    text = (
        "Vielen Dank für Ihre Nachricht zur Jahresverbrauchsabrechnung, wir prüfen den Zählerstand gern noch einmal. "
    )
    paragraphs = [text * 10] * 72
    assert sum(1 for paragraph in paragraphs for _word in words_in(paragraph)) > 10_000
    wrong(*paragraphs[:1])
    began = process_time()
    wrong(*paragraphs)

    assert process_time() - began < 1


@pytest.mark.parametrize("pump", ["a-", "a.", "a'", "-", '"', "\u00ad", "a@", "http:/", "AA", "${", "-.", "„"])
def test_a_paragraph_without_blanks_takes_no_longer(pump: str) -> None:
    """As long as one may be: looked at from every sign of it anew, it stopped everybody's requests for seconds."""
    paragraph = pump * (20_000 // len(pump)) + "!"
    began = process_time()
    list(words_in(paragraph))

    assert process_time() - began < 0.3
