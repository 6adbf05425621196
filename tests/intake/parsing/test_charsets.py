"""Text without a usable label."""

from __future__ import annotations

import pytest

from kontor.intake.parsing.charsets import codec_name, decode
from kontor.intake.parsing.notes import Notes

GERMAN = "Guten Tag, die Rechnung über 30 € für Müller ist überhöht – bitte prüfen."


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (GERMAN, "utf-8"),
        (GERMAN, "cp1252"),
        ("Grüße aus Köln", "cp1252"),
        ("您好，我的发票不正确。请检查金额。", "gb18030"),
        ("請求書が間違っています。確認してください。", "shift_jis"),
        ("請求書が間違っています", "iso2022_jp"),
        ("Здравствуйте, мой счёт неверен", "koi8-r"),
        ("Здравствуйте, мой счёт неверен", "cp1251"),
        ("안녕하세요 청구서가 잘못되었습니다", "euc-kr"),
        ("Dzień dobry, proszę o korektę faktury", "iso8859-2"),
    ],
)
def test_unlabelled_text_is_guessed_and_the_guess_is_noted(text: str, charset: str) -> None:
    notes = Notes()

    assert decode(text.encode(charset), "", notes) == text
    assert bool(notes.charset_problems) == (charset != "utf-8")


@pytest.mark.parametrize(
    "label", ["rot13", "zlib", "hex", "idna", "punycode", "unicode_escape", "undefined", "x" * 99, "é"]
)
def test_codecs_that_are_no_character_sets_are_not_used(label: str) -> None:
    assert codec_name(label) == ""


def test_big_endian_and_byte_order_marks() -> None:
    assert decode("Grüße".encode("utf-16"), "utf-16", Notes()) == "Grüße"
    assert decode(b"\xef\xbb\xbfHallo", "utf-8", Notes()) == "Hallo"
    assert decode("Grüße".encode("utf-8-sig"), "", Notes()) == "Grüße"


@pytest.mark.parametrize(
    ("label", "charset", "text"),
    [
        ("hz-gb-2312", "hz", "您好 abc"),
        ("macintosh", "mac_roman", "Grüße"),
        ("latin-9", "iso8859-15", "10 €"),
        ("cp-1250", "cp1250", "żółw"),
        ("iso-8859-1;format=flowed", "cp1252", "Grüße"),
        ("ISO-88591", "cp1252", "Grüße"),
        ("iso-2022-kr", "iso2022_kr", "안녕하세요"),
        ("ks_c_5601-1987", "cp949", "똠방"),
        ("iso-8859-8-i", "iso8859-8", "שלום"),
        ("tis-620", "cp874", "สวัสดี"),
        ("utf-32", "utf-32", "Grüße"),
    ],
)
def test_odd_labels_are_understood(label: str, charset: str, text: str) -> None:
    notes = Notes()

    assert (decode(text.encode(charset), label, notes), notes.charset_problems) == (text, ())


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-16be", "utf-32"])
def test_text_in_utf8_that_is_called_wide_is_read_as_what_it_is(label: str) -> None:
    notes = Notes()

    assert decode("Schöne Grüße!".encode(), label, notes) == "Schöne Grüße!"
    assert notes.charset_problems[0] == f"text: labelled {label}, but it is not"


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_wide_text_without_a_mark_of_its_order_stays_what_it_is(charset: str) -> None:
    for text in (GERMAN, "您好，我的发票不正确。请检查金额。", "請求書が間違っています", "안녕하세요 청구서가"):
        assert decode(text.encode(charset), charset, Notes()) == text
