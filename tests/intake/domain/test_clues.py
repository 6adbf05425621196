"""What speaks for a mail being an answer of people outside."""

from __future__ import annotations

import pytest

from kontor.intake.domain.clues import bare_subject, is_expected

ASKED = {"erwin@works.example", "paula@gmx.de"}


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("erwin@works.example", True),
        ("a.colleague@works.example", True),
        ("erwin@sub.works.example", False),
        ("paula@gmx.de", True),
        ("somebody@gmx.de", False),
        ("erwin@elsewhere.example", False),
    ],
)
def test_expected_is_who_was_asked_and_their_house(sender: str, expected: bool) -> None:
    """Whoever has an address at the same public provider is of no house."""
    assert is_expected(sender, ASKED) is expected


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: AW: Fwd: Abrechnung", "abrechnung"),
        ("[EXTERN] Re[2]: Abrechnung ", "abrechnung"),
        ("Rechnung: Abrechnung", "rechnung: abrechnung"),
    ],
)
def test_a_subject_is_compared_without_what_programs_put_before_it(subject: str, bare: str) -> None:
    assert bare_subject(subject) == bare
