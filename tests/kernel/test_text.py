"""Cleaning, shortening, quoting, sorting, addresses."""

from __future__ import annotations

from itertools import islice

import pytest

from kontor.kernel import text


def test_strip_controls_leaves_what_a_database_takes() -> None:
    assert text.strip_controls("a\0b\x07c\ud800d\r\ne\rf\tg\u2028h\ufffe") == "abcd\ne\nf\tg\nh"


def test_one_line_cannot_break_a_header() -> None:
    assert text.one_line("  Frage\r\nBcc: x@y.example\u2028 \t z ") == "Frage Bcc: x@y.example z"


def test_normalize_whitespace_keeps_paragraphs() -> None:
    assert text.normalize_whitespace(" a  b \n\n\n\n c\u00a0\u00a0d \r\n") == "a b\n\n c d"


@pytest.mark.parametrize(
    ("given", "length", "expected"),
    [
        ("kurz", 10, "kurz"),
        ("genau zehn", 10, "genau zehn"),
        ("ein längerer Satz mit Wörtern", 20, "ein längerer Satz…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("zwei\nZeilen", 20, "zwei Zeilen"),
    ],
)
def test_shorten(given: str, length: int, expected: str) -> None:
    assert text.shorten(given, length) == expected


def test_quote_marks_every_line_once_more() -> None:
    assert text.quote("Guten Tag\n\n> alt\nEnde\n") == "> Guten Tag\n>\n>> alt\n> Ende"


def test_german_order_puts_umlauts_with_their_letters() -> None:
    names = ["Zebra", "Öl", "Apfel", "Äpfel", "apfel", "Straße", "Strasse", "Ofen", "Birne", "10", "Ärger-Amt"]

    in_order = sorted(names, key=lambda name: (text.sort_key_german(name), name))

    assert in_order == [
        "10",
        "Apfel",
        "apfel",
        "Äpfel",
        "Ärger-Amt",
        "Birne",
        "Ofen",
        "Öl",
        "Strasse",
        "Straße",
        "Zebra",
    ]


def test_german_sort_key_is_plain() -> None:
    assert text.sort_key_german("  Müller & Söhne, Łódź – Smørrebrød ") == "muller sohne lodz smorrebrod"


@pytest.mark.parametrize(
    ("written", "normalized"),
    [
        (" <Anna.Beispiel@Customer.EXAMPLE.> ", "anna.beispiel@customer.example"),
        ("anna@BÜCHER.example", "anna@xn--bcher-kva.example"),
        ("anna@straße.example", "anna@xn--strae-oqa.example"),
        ("anna", ""),
        ("@customer.example", ""),
        ("anna@", ""),
        ("anna b@customer.example", ""),
        ("anna@-\u0000\ud800.example", "anna@-.example"),
        ("anna@" + "ü" * 400 + ".example", ""),
    ],
)
def test_normalize_email(written: str, normalized: str) -> None:
    assert text.normalize_email(written) == normalized


@pytest.mark.parametrize(
    "address",
    ["anna@post.example", "Anna.Arndt+x@post.example", "o'hara@a-b.example", "jörg@köln.example", "a@localhost",
     "a@mail_1.example", "a@[192.0.2.1]", '"a..b"@x.example', f"{'x' * 70}@post.example"],
)  # fmt: skip
def test_mail_can_be_written_to(address: str) -> None:
    assert text.can_be_written_to(address)


@pytest.mark.parametrize(
    "address",
    ["a@b@post.example", "a(b)@post.example", "a@post.example(c)", "a;b@post.example",
     "a,b@post.example", "a..b@x.example",
     ".a@x.example", "a@x..example", "a@.example", "a@-x.example", '"a@x.example', "a\\b@x.example", "a<b@x.example",
     "a@x,y.example", "a@x;y.example",
     "a\u202eb@x.example", "a\u200bb@x.example", "[a]@x.example", "a:b@x.example",
     f"a@{'x' * 64}.example", "", "anna"],
)  # fmt: skip
def test_no_mail_can_be_written_to(address: str) -> None:
    assert not text.can_be_written_to(address)


@pytest.mark.parametrize(
    ("entered", "number"),
    [
        ("7", 7),
        ("٣", 3),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("-1", None),
        ("²", None),
        ("", None),
    ],
)
def test_a_number_is_whole_and_has_a_limit(entered: str, number: int | None) -> None:
    assert text.whole_number(entered) == number


def test_numbered_names_are_cut_so_that_they_fit() -> None:
    assert list(islice(text.numbered("umzug", longest=6), 3)) == ["umzug", "umzu-2", "umzu-3"]
    assert list(islice(text.numbered("a b c", " ({})", longest=7), 2)) == ["a b c", "a b (2)"]
    assert next(islice(text.numbered("umzug", longest=80), 98, None)) == "umzug-99"


def test_names_of_copies_count_within_the_brackets() -> None:
    assert list(islice(text.names_of_copies("x" * 40, longest=40), 2)) == [f"{'x' * 20} (copy)", f"{'x' * 20} (copy 2)"]


def test_no_sign_that_turns_the_direction_stays() -> None:
    """All that Unicode calls Bidi_Control (PropList.txt)."""
    signs = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

    assert text.without_bidi(f"a{signs}b") == "ab"
    assert [text.hidden_sign(sign) for sign in signs] == [f"U+{ord(sign):04X}" for sign in signs]
