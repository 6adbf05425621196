from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.kernel.errors import Refused
from kontor.routing.domain.expressions import parse
from kontor.routing.domain.facts import Text


@pytest.mark.parametrize(
    ("line", "text", "holds"),
    [
        ("Rechnung", "Ihre Rechnung", True),
        ("Rechnung AND falsch", "Die Rechnung ist falsch", True),
        ("Rechnung AND falsch", "Die Rechnung", False),
        ("Rechnung UND falsch", "Die Rechnung ist falsch", True),
        ("Rechnung ODER Mahnung", "Die Mahnung", True),
        ("Rechnung OR Mahnung", "Das Angebot", False),
        ("Rechnung NOT Angebot", "Rechnung", True),
        ("Rechnung NOT Angebot", "Rechnung zum Angebot", False),
        ("Rechnung AND NOT Angebot", "Rechnung zum Angebot", False),
        ("NICHT Angebot", "Rechnung", True),
        ("a OR b AND c", "a", True),
        ("(a OR b) AND c", "a", False),
        ("(a OR b) AND c", "b c", True),
        ("nicht erhalten AND Ware", "Die Ware habe ich nicht erhalten", True),
        ("nicht erhalten AND Ware", "Die Ware habe ich erhalten, nicht?", False),
        ('"Damen UND Herren"', "Sehr geehrte Damen und Herren", True),
        ('"Damen UND Herren" AND Rechnung', "Damen und Herren: Rechnung", True),
        ("Soll und Haben", "Soll und Haben", True),
        ("Rechnung (Kopie)", "Rechnung Kopie", True),
        ("24/7", "Wir sind 24/7 da", True),
        ("/KD-[0-9]{4}/", "Meine Nummer: kd-1234", True),
        ("/KD-[0-9]{4}/", "Meine Nummer: kd-12", False),
        ("/^Re: .*kündig/", "RE: ich KÜNDIGE", True),
        ("/a b/ AND c", "a b c", True),
        ("/[äöü]{2}/ OR Rechnung", "Rechnung", True),
    ],
)
def test_line(line: str, text: str, holds: bool) -> None:
    assert parse(line).holds(Text(text), ()) is holds


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Rechnung AND", "something is missing"),
        ("OR Rechnung", "something is missing"),
        ("Rechnung AND OR falsch", "something is missing"),
        ("(Rechnung AND falsch", "a bracket is never closed"),
        ("Rechnung) AND falsch", "closed that was never opened"),
        ("( ) AND x", "something is missing"),
        ("***", "neither letters nor digits"),
        ("... AND x", "neither letters nor digits"),
        ("/(unclosed/", "is not a regular expression that can be used: missing )"),
        ("/(?<=a)b/", "is not a regular expression that can be used"),
        (r"/(a)\1/", "is not a regular expression that can be used"),
        ("/((a{100}){100}){100}/", "is not a regular expression that can be used"),
        (f"/{'a' * 301}/", "longer than 300 characters"),
        ("(" * 30 + "a" + ")" * 30 + " AND b", "too many brackets"),
    ],
)
def test_what_cannot_be_understood_is_refused(line: str, sentence: str) -> None:
    with pytest.raises(Refused, match=re.escape(sentence)):
        parse(line)


@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(["AND", "ODER", "NOT", "(", ")", '"', "/", "a", "b*", "/x+/", '"c d"'])).map(" ".join),
    ),
    st.text(),
)
def test_any_line_is_understood_or_refused(line: str, text: str) -> None:
    """Nothing else comes of it, and what was understood can be asked of any text."""
    try:
        expression = parse(line)
    except Refused:
        return
    assert expression.holds(Text(text), ("de", "en")) in (True, False)


def test_no_regular_expression_takes_long() -> None:
    """Engines that go back would need years for this one."""
    text = Text("a" * 50_000 + "!")
    began = time.perf_counter()

    assert not parse("/(a+)+$/").holds(text, ())
    assert not parse("/(a|aa)+$/").holds(text, ())
    assert time.perf_counter() - began < 5
