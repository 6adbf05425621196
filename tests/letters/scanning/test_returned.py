"""A letter that came back shows itself and the words of the post."""

from __future__ import annotations

import pytest

from kontor.letters.scanning.returned import is_nothing_else

OURS = ["Gerda Petersen Am Alten Hafen 12a 24103 Kiel", "Guten Tag, das Paket ist als Geschenk unterwegs.", "Seite von"]


@pytest.mark.parametrize(
    "text",
    [
        "Annahme verweigert",
        "Gerda Petersen\nAm Alten Hafen 12a\n24103 Kiel\n\nEmpfänger/Firma unter der Anschrift nicht zu ermitteln",
        "GUTEN TAG, das Paket ist als\nGeschenk unterwegs.\nSeite 1 von 2\nDeutsche Post – Zurück – unzustellbar",
    ],
)
def test_our_letter_and_words_of_the_post(text):
    assert is_nothing_else(text, OURS)


@pytest.mark.parametrize(
    "text",
    [
        "Das Paket kam als unzustellbar zurück",
        "Es wurde die Annahme verweigert",
        "Das Geschenk ist unterwegs.\nAnnahme verweigert",
        "Gerda Petersen\nunzustellbar\nBitte",
    ],
)
def test_whoever_writes_anything_has_got_the_letter(text):
    assert not is_nothing_else(text, OURS)
