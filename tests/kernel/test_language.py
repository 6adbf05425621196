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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Reklamation ", ""),
        ("Beschwerde ", ""),
        ("haha", ""),
        ("x", ""),
        ("Wo bleibt meine Lieferung? ", "de"),
        ("Where is my parcel? ", "en"),
    ],
)
def test_what_is_said_a_thousand_times_is_no_japanese(text: str, language: str) -> None:
    assert detect_language(text * 4_000) == language


def test_japanese_is_japanese() -> None:
    assert detect_language("請求書の金額が間違っているようです。ご確認のうえ、ご連絡をお願いいたします。") == "ja"
