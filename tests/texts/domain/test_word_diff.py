from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.texts.domain.word_diff import MOST_WORDS, Piece, word_diff


def test_words_that_came_and_went() -> None:
    assert word_diff("Guten Tag Herr Maier,\nbis bald", "Guten Tag Frau Maier,\nbis morgen bald") == [
        Piece("same", "Guten Tag "),
        Piece("removed", "Herr"),
        Piece("added", "Frau"),
        Piece("same", " Maier,\nbis "),
        Piece("added", "morgen "),
        Piece("same", "bald"),
    ]


def test_neighbouring_words_are_one_change() -> None:
    assert word_diff("wir bitten Sie", "wir danken Ihnen") == [
        Piece("same", "wir "),
        Piece("removed", "bitten Sie"),
        Piece("added", "danken Ihnen"),
    ]


def test_nothing_changed() -> None:
    assert word_diff("Gern.\n", "Gern.\n") == [Piece("same", "Gern.\n")]
    assert word_diff("", "") == []


def test_very_long_texts_are_compared_by_lines() -> None:
    long = "wort\n" * (MOST_WORDS + 1)

    assert word_diff(long, f"{long}Schluss") == [Piece("same", long), Piece("added", "Schluss")]


@pytest.mark.parametrize("kind", ["words", "anything"])
def test_both_texts_come_out_again(kind: str) -> None:
    words = st.lists(st.sampled_from(["a", "b", "c", " ", "  ", "\n"]), max_size=30).map("".join)

    @given(words if kind == "words" else st.text(max_size=60), words if kind == "words" else st.text(max_size=60))
    def check(before: str, after: str) -> None:
        pieces = word_diff(before, after)
        assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
        assert "".join(piece.text for piece in pieces if piece.kind != "added") == before

    check()


def test_texts_of_few_words_again_and_again_are_compared_in_seconds() -> None:
    """What is not looked at any more counts as written anew; either text can still be read from it."""
    before, after = "a b c d " * 1000, "d c b a " * 1000
    began = process_time()
    pieces = word_diff(before, after)

    assert process_time() - began < 15
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
