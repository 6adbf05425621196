"""What an answer that waits for release is compared with."""

from __future__ import annotations

from time import process_time

from kontor.answers.domain.clearances import changes_to_suggestion
from kontor.answers.models import Clearance, Draft
from kontor.texts.domain.word_diff import Piece


def changes(suggested: str, written: str) -> list[Piece]:
    return changes_to_suggestion(Clearance(draft=Draft(baseline=suggested, text=written)))


def test_blank_lines_make_no_difference() -> None:
    assert changes("Guten Tag,\n\nbis bald", "Guten Tag, \n \n\n bis bald") == [Piece("same", "Guten Tag,\n\nbis bald")]


def test_a_hundred_thousand_blanks_are_read_once() -> None:
    began = process_time()

    assert changes("Gern.", f"Gern.{' ' * 100_000}Danke.")[-1].text.endswith("Danke.")
    assert process_time() - began < 2
