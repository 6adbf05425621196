"""The language of a text, also of a short one; nothing rather than nonsense."""

from __future__ import annotations

import pytest

from kontor.kernel.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Guten Tag, meine Rechnung vom März stimmt nicht. Bitte prüfen Sie den Betrag und melden Sie sich.", "de"),
        ("Wo bleibt meine Lieferung?", "de"),
        ("Hello, my invoice from March is wrong. Please check the amount and get back to me.", "en"),
        ("Where is my parcel?", "en"),
        ("Bonjour, ma facture est fausse, merci de la corriger.", "fr"),
        ("Dzień dobry, proszę o korektę faktury.", "pl"),
        ("Merhaba, faturam yanlış, lütfen kontrol edin.", "tr"),
        ("https://shop.example/order/12345 anna@customer.example 4711", ""),
        ("12345", ""),
        ("", ""),
    ],
)
def test_detect_language(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_the_hint_decides_where_the_text_is_too_short() -> None:
    assert detect_language("Danke!", hint="de") == "de"
    assert detect_language("Danke!", hint="xx") == ""
    assert detect_language("", hint="de") == ""
