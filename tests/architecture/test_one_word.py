"""One word for one thing, in both languages: see docs/glossary.md."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babel.messages.pofile import read_po

from tests.architecture.test_language import GERMAN
from tests.support.server import ROOT

READ_BY_CUSTOMERS = {
    "answers/domain/outside_drafts.py",
    "letters/domain/composing.py",
    "letters/domain/samples.py",
    "privacy/domain/disclosed.py",
    "privacy/domain/told_page.py",
}
"""Mails, letters and disclosures: customers and people outside make requests, and know of no tickets."""


def said() -> Iterator[tuple[str, str, set[str]]]:
    """Each text in English and in German, with the files that say it."""
    with GERMAN.open("rb") as file:
        catalogue = read_po(file, locale="de")
    for entry in catalogue:
        english = " ".join(entry.id) if isinstance(entry.id, tuple) else entry.id
        german = " ".join(entry.string) if isinstance(entry.string, tuple) else entry.string
        if english:
            yield english, german, {path for path, _line in entry.locations}


def test_what_people_work_on_is_a_ticket() -> None:
    wrong = [
        english
        for english, german, files in said()
        if re.search(r"\brequests?\b", english, re.IGNORECASE) and "Anfrage" in german and files - READ_BY_CUSTOMERS
    ]

    assert wrong == []


def test_what_begins_an_answer_is_a_vorlage() -> None:
    """*PDF-Template* is what the guide calls a letter's."""
    assert [german for _english, german, _files in said() if re.search(r"(?<!PDF-)(?<!PDF )\bTemplate", german)] == []


def test_german_says_anfrage() -> None:
    """*Telefonticket* is what the guide calls a call's."""
    pages = [page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "manual" / "de").glob("*.md")]
    lines = [*(german for _english, german, _files in said()), *"\n".join(pages).splitlines()]

    assert [line for line in lines if re.search(r"\bTicket", line)] == []


def test_what_lies_inside_business_hours_is_arbeitszeit() -> None:
    """*Geschäftszeiten* are the hours themselves."""
    worked = [german for english, german, _files in said() if "working time" in english.lower()]

    assert [german for german in worked if re.search(r"Geschäftszeit\b", german)] == []


def test_what_is_said_before_sending_begins_alike() -> None:
    begins = {german.split(":")[0] for english, german, _files in said() if english.startswith("Before sending: ")}

    assert begins == {"Vor dem Senden"}
