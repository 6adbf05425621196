"""What speaks for a mail being an answer of people outside."""

from __future__ import annotations

import pytest

from kontor.intake.domain.clues import KnownTicket, bare_subject, is_expected, names_number, outside_clue, signals_of
from kontor.intake.domain.verdicts import OutsideClue, TicketRef
from kontor.intake.enums import Signal
from kontor.intake.parsing import Address, ParsedMail
from kontor.tickets.domain.numbers import format_number, number_for

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


@pytest.mark.parametrize(("account_id", "found"), [(5, {Signal.ACCOUNT}), (6, set())])
def test_that_it_came_to_the_account_of_the_ticket_speaks_for_it(account_id: int, found: set[Signal]) -> None:
    ticket = KnownTicket(TicketRef(17, 1), number_for(3, key=b"tests"), "Frage", account_id=5, parties=frozenset())

    signals = signals_of(ParsedMail(raw=b""), ticket, frozenset(), account_id=account_id, own=frozenset())

    assert signals == found


def test_of_many_numbers_the_first_five_are_looked_up() -> None:
    numbers = [number_for(place, key=b"tests") for place in range(1, 7)]

    assert names_number(ParsedMail(raw=b"", subject=" ".join(map(format_number, numbers)))) == numbers[:5]


@pytest.mark.parametrize(
    ("sender", "message_id", "answers"),
    [("", 4, False), ("elke@experts.example", 4, True), ("elke@experts.example", None, False)],
)
def test_an_answer_from_outside_has_a_sender_and_a_question(sender: str, message_id: int | None, answers: bool) -> None:
    ticket = KnownTicket(TicketRef(17, 1), number_for(3, key=b"tests"), parties=frozenset({"anna@customer.example"}))
    mail = ParsedMail(raw=b"", sender=Address("", sender) if sender else None)

    clue = outside_clue(mail, ticket, message_id=message_id)

    assert clue == (OutsideClue(ticket.ref, message_id) if answers else None)
