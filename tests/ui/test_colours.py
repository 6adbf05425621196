"""The twelve tenant colours: told apart by every eye, readable in both themes."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from kontor import ui
from tests.ui.colour_sight import EYES, Vector, contrast, distance, seen

TOKENS = (Path(ui.__file__).parent / "static/ui/css/tokens.css").read_text()
BASES: dict[int, Vector] = {
    int(number): (float(lightness), float(chroma), float(hue))
    for number, lightness, chroma, hue in re.findall(
        r'\[data-tenant-colour="(\d+)"\] \{ --tenant-base: oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)', TOKENS
    )
}
BLACK: Vector = (0, 0, 0)
WHITE: Vector = (1, 0, 0)
CLEARLY_APART = 0.06
"""In OKLab; two neighbouring steps that a trained eye just tells apart are about 0.02."""


def token(name: str, theme: str) -> Vector:
    """A colour of tokens.css in one theme."""
    light, dark = re.findall(rf"--{name}: light-dark\(oklch\(([^)]*)\), oklch\(([^)]*)\)\)", TOKENS)[0]
    lightness, chroma, hue = (float(part) for part in (light if theme == "light" else dark).split()[:3])
    return lightness, chroma, hue


def shown(base: Vector, theme: str) -> Vector:
    """--tenant, as tokens.css computes it."""
    lightness, chroma, hue = base
    return base if theme == "light" else (max(lightness + 0.16, 0.57), chroma, hue)


def tint(base: Vector, theme: str) -> Vector:
    return (0.955, 0.018, base[2]) if theme == "light" else (0.3, 0.035, base[2])


def ink(base: Vector, theme: str) -> Vector:
    lightness, chroma, hue = base
    return (min(lightness, 0.45), min(chroma, 0.11), hue) if theme == "light" else (0.83, min(chroma, 0.085), hue)


def test_there_are_twelve() -> None:
    assert sorted(BASES) == list(range(1, 13))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("eye", EYES)
def test_every_pair_is_told_apart(eye: str, theme: str) -> None:
    seen_colours = {number: seen(shown(base, theme), eye) for number, base in BASES.items()}

    close = {
        pair: round(distance(seen_colours[pair[0]], seen_colours[pair[1]]), 3)
        for pair in combinations(BASES, 2)
        if distance(seen_colours[pair[0]], seen_colours[pair[1]]) < CLEARLY_APART
    }

    assert close == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("number", range(1, 13))
def test_code_stripe_and_ink_are_readable(number: int, theme: str) -> None:
    base = BASES[number]
    colour = shown(base, theme)
    on_colour = BLACK if colour[0] >= 0.58 else WHITE

    assert contrast(on_colour, colour) >= 4.5
    assert contrast(colour, token("surface", theme)) >= 3
    assert contrast(ink(base, theme), tint(base, theme)) >= 6


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["ground", "surface", "raised", "sunken"])
@pytest.mark.parametrize("text", ["ink", "ink-soft", "ink-faint", "accent-ink", "on-time", "near", "overdue"])
def test_text_is_readable_on_every_ground(text: str, ground: str, theme: str) -> None:
    assert contrast(token(text, theme), token(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", ["on-time", "near", "overdue"])
def test_states_are_readable_on_their_tint(state: str, theme: str) -> None:
    assert contrast(token(state, theme), token(f"{state}-tint", theme)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["surface", "raised"])
def test_edges_and_focus_are_seen(ground: str, theme: str) -> None:
    assert contrast(token("edge", theme), token(ground, theme)) >= 3
    assert contrast(token("focus", theme), token(ground, theme)) >= 3
