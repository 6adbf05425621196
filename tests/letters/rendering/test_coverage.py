"""What the fonts of the server have, without rendering: the same that the renderer finds."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kontor.letters.rendering import coverage
from kontor.letters.rendering.coverage import known_ranges, without_font
from kontor.letters.rendering.process import render
from tests.factories.letters import make_sheet

TEXT = "Grüße – „Ж“ à 5 € 𓀀 x 𓁀 𓀀"


def test_it_names_each_character_once_and_as_the_renderer_does() -> None:
    (remark,) = render(make_sheet(body_html=f"<p>{TEXT}</p>")).remarks

    assert without_font(TEXT) == ["𓀀", "𓁀"]
    assert remark.values == {"characters": " ".join(without_font(TEXT))}


@pytest.mark.parametrize("text", ["", "Plain words, 1-2.", "a\u00a0b\u200b\u00adc", "e\u0301", "\ufe0f"])
def test_blanks_joiners_and_composed_letters_lack_nothing(text: str) -> None:
    assert without_font(text) == []


def test_ranges_are_apart_and_in_order() -> None:
    ranges = known_ranges()

    assert ranges
    assert all(first <= last for first, last in ranges)
    assert all(before[1] + 1 < after[0] for before, after in pairwise(ranges))


def test_where_the_server_cannot_say_nothing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "PROGRAM", ("kontor-has-no-such-program",))
    known_ranges.cache_clear()
    try:
        assert without_font("𓀀") == []
    finally:
        known_ranges.cache_clear()
