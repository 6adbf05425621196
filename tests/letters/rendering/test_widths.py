"""What is said of an address before it is sent is what the renderer finds on the finished page."""

from __future__ import annotations

import pytest

from kontor.letters.rendering.process import render
from kontor.letters.rendering.widths import LEAST_SIZE, size_of_address
from tests.factories.letters import make_sheet

LONG = "Verwaltungsgesellschaft der Wasserversorgungsunternehmen "


def leaves_the_window(line: str) -> bool:
    return any(remark.kind == "window" for remark in render(make_sheet(address=(line, "24103 Kiel"))).remarks)


@pytest.mark.parametrize("words", [LONG, LONG.upper(), "WIMMELN ", "1a-2b/3c "])
def test_a_line_leaves_the_window_where_the_estimate_says_so(words: str):
    whole = words * 40
    most = max(count for count in range(len(whole)) if size_of_address([whole[:count]]) >= LEAST_SIZE)

    assert not leaves_the_window(whole[: round(most * 0.93)])
    assert leaves_the_window(whole[: round(most * 1.07)])


def test_usual_addresses_have_the_usual_size():
    assert size_of_address(["Käthe Kunde", "Am Kai 7", "24103 Kiel"]) == 10
    assert size_of_address([]) == 10


def test_letters_of_other_scripts_are_counted_too():
    assert size_of_address(["東京都千代田区" * 8]) == pytest.approx(80 / 56 / 0.3528)
