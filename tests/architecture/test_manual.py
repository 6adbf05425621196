"""The manual names what is on the screen, is made alike in both languages, leaves no page of the menu out, and has
each of its pictures taken by `bin/manual-pictures`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from kontor.ui import navigation
from tests.architecture.test_one_word import said
from tests.support.server import ROOT

MANUAL = ROOT / "docs" / "manual"
LANGUAGES = ("de", "en")
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
CHAPTER = re.compile(r"\]\(([\w-]+\.md)\)")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
PICTURE = re.compile(r"!\[[^\]]*\]\(\.\./\.\./pictures/\w\w/([\w-]+)\.png\)")
TAKEN = re.compile(r'(?:\.take\(|_try\(camera, )"([\w-]+)"')
PART = re.compile(r"^(#+ |!\[|\||- |\* |\d\. )", re.MULTILINE)
PLACEHOLDER = re.compile(r"%\\\(\w+\\\)[sd]")

ELSEWHERE = {
    *("App-Registrierungen", "Neue Registrierung", "API-Berechtigungen", "Berechtigung hinzufügen", "Microsoft Graph"),
    *("Delegiert", "Zertifikate & Geheimnisse", "Neuer geheimer Clientschlüssel", "Anmeldedaten", "OAuth-Client-ID"),
    *("Anmeldedaten erstellen", "Webanwendung", "App registrations", "New registration", "API permissions"),
    *("Add a permission", "Delegated", "Certificates & secrets", "New client secret", "Credentials"),
    *("Create credentials", "OAuth client ID", "Web application"),
}
"""Buttons of Microsoft and Google."""

SAME_EVERYWHERE = {"IMAP", "POP3", "OAuth 2.0", "PDF", "Call Connector App", "+", "-", "done", "index.html"}

STRESSED = {
    "de": {
        *("Links die Ordner", "Daneben die Liste", "als wer Sie antworten", "Mehrere auf einmal", "Links", "Rechts"),
        *("Bescheinigung", "Systems", "abgeschaltet", "Gelöschtes", "Die Checkliste", "In der Mitte", "Ohne Person"),
        *(
            "Pfeil rechts",
            "Pfeil links",
            "externen Rückfrage",
            "externen Weiterleitung",
            "Interne Name",
            "Nebenstellen",
        ),
        *("Warum noch einmal das Kennwort", "Anfragen zugeteilt werden", "zwei zugleich entscheiden"),
        *("der Kunde inzwischen noch einmal schreibt", "der Verfasser nicht mehr da ist", "die Regel gelöscht wird"),
        *("Niemand entscheidet über eigene Antworten", "Andere Bedingungen heben beide Zustimmungen auf"),
        "Eine Mitgliedschaft allein gibt kein Recht, eine Rolle allein keine Arbeit",
        *("Eintrag, der in seinem Abschnitt fehlt, wird entfernt", "Abschnitt, der ganz fehlt, bleibt, wie er ist"),
        "Die Anfrage bleibt eine des verleihenden Mandanten",
    },
    "en": {
        *("Folders on the left", "The list", "as whom you answer", "Several at once", "The checklist", "Extensions"),
        *("arrow left", "arrow right", "Errors", "On the left", "In the middle", "On the right"),
        *("Why the password again", "Nobody decides on their own answers", "the author is gone", "the rule is deleted"),
        *("the customer writes again meanwhile", "two people decide at once"),
        *("Other terms take both confirmations back", "The ticket stays one of the lending tenant"),
        "A membership alone gives no right, a role alone no work",
    },
}
"""What is bold because it matters, and is no name."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_bold_is_on_a_screen_with_that_word(language: str) -> None:
    """As a text begins: *Warn from* for “Warn from (percent of a target)”."""
    screens = {_plain(text) for text in texts(language)}
    beginnings = "\n" + "\n".join(screens)
    patterns = [re.compile(PLACEHOLDER.sub(".+", re.escape(text))) for text in screens if _mostly_words(text)]
    named = {(page.name, name) for page in pages(language) for name in _names_in(page)}
    known = SAME_EVERYWHERE | ELSEWHERE | STRESSED[language]
    not_there = sorted(
        f"{page}: {name}"
        for page, name in named
        if name not in known
        and f"\n{name.lower()}" not in beginnings
        and not any(pattern.fullmatch(name.lower()) for pattern in patterns)
    )

    assert not_there == [], "\n".join(not_there)
    assert sorted(STRESSED[language] - {name for _page, name in named}) == []


def texts(language: str) -> Iterator[str]:
    """Each text of the screens; of those with a plural, both."""
    for english, german, _files in said():
        yield german if language == "de" else english


def pages(language: str) -> list[Path]:
    return sorted(page for page in (MANUAL / language).glob("*.md") if page.name != "README.md")


def _names_in(page: Path) -> Iterator[str]:
    """What is bold, step by step where it is a way: *Administration → System → Tenants*."""
    for bold in BOLD.findall(page.read_text(encoding="utf-8")):
        for name in re.split(r"\s*[→›]\s*", LINK.sub(r"\1", bold)):
            yield " ".join(name.split()).strip(" .:,?…")


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" .:,?…").lower()


def _mostly_words(text: str) -> bool:
    return "%(" in text and len(re.sub(r"%\(\w+\)[sd]", "", text)) > 7


def test_both_languages_have_the_same_chapters_made_alike() -> None:
    """Headings, pictures, lists and tables, one after the other."""
    german, english = (
        sorted(PART.findall(page.read_text(encoding="utf-8")) for page in pages(language)) for language in LANGUAGES
    )

    assert german == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_names_every_chapter_once(language: str) -> None:
    named = CHAPTER.findall((MANUAL / language / "README.md").read_text(encoding="utf-8"))

    assert sorted(named) == [page.name for page in pages(language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_menu_is_named_in_a_chapter(language: str) -> None:
    manual = " ".join(" ".join(page.read_text(encoding="utf-8").split()) for page in pages(language))
    with override(language):
        labels = {str(place.label) for place in navigation._places.values() if not place.command}

    assert len(labels) > 50
    assert sorted(label for label in labels if label.lower() not in manual.lower()) == []


def test_every_picture_of_the_manual_is_taken_and_every_picture_is_shown() -> None:
    taken = {
        name for part in (ROOT / "bin" / "pictures").glob("*.py") for name in TAKEN.findall(part.read_text("utf-8"))
    }
    for language in LANGUAGES:
        shown = {name for page in pages(language) for name in PICTURE.findall(page.read_text(encoding="utf-8"))}
        there = {picture.stem for picture in (ROOT / "docs" / "pictures" / language).glob("*.png")}

        assert (shown, there) == (taken, taken)
