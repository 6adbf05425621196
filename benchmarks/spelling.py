"""Words a second through the spell check, as an answer is checked: against taking its words apart, in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.figures import Row
from kontor.spelling import engine
from kontor.spelling.domain.checking import Languages, misspelt
from kontor.spelling.domain.tokens import words_in
from kontor.spelling.domain.vocabulary import Vocabulary

WORDS, ROUNDS = 10_000, 5
SENTENCES = (
    "Vielen Dank für Ihre Nachricht zur Jahresverbrauchsabrechnung, wir prüfen den Zählerstand gern noch einmal.",
    "Die Kündigungsbestätigung und die Widerrufsbelehrung zu Auftrag NL-4711 finden Sie im Kundenportal.",
    "Falls die Rechnugn nicht stimmt, rufen Sie Frau Wojtkowiak unter 0431 4711 an.",
)


def measure() -> list[Row]:
    """The best of some rounds, after the dictionaries are loaded."""
    if engine.missing():
        return [Row("10,000 words", "not measured", f"no dictionaries: {engine.INSTALL}")]
    text = " ".join(SENTENCES)
    a_paragraph = sum(1 for _word in words_in(text))
    paragraphs = [text] * (WORDS // a_paragraph)
    count = a_paragraph * len(paragraphs)
    _check(paragraphs)
    checked = min(_seconds(_check, paragraphs) for _ in range(ROUNDS))
    parted = min(_seconds(_part, paragraphs) for _ in range(ROUNDS))
    rate = f"{count / checked:,.0f} words a second"
    return [
        Row(f"{count:,} words", rate, f"{checked:.2f} s in all; {checked / parted:.1f} times taking the words apart")
    ]


def _check(paragraphs: list[str]) -> object:
    return misspelt(paragraphs, languages=Languages(("de", "en"), "de"), vocabulary=Vocabulary())


def _part(paragraphs: list[str]) -> object:
    return [list(words_in(paragraph)) for paragraph in paragraphs]


def _seconds(run: Callable[[list[str]], object], paragraphs: list[str]) -> float:
    began = time.perf_counter()
    run(paragraphs)
    return time.perf_counter() - began
