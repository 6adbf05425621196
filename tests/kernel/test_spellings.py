from __future__ import annotations

import pytest

from kontor.kernel.spellings import MOST, spellings


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Bauernhaeuser", "bauernhäuser"),
        ("Bauernhäuser", "bauernhaeuser"),
        ("Steuerrueckzahlung", "steuerrückzahlung"),
        ("STRASSE", "straße"),
        ("Straße", "strasse"),
        ("Größe", "groesse"),
        ("plain", "plain"),
    ],
)
def test_each_place_is_written_either_way(typed: str, written: str) -> None:
    assert {typed.lower(), written} <= set(spellings(typed))


def test_of_many_places_the_first_are_written_either_way() -> None:
    assert len(spellings("ae" * 50)) == 2**MOST
