"""Subjects without the marks of mail programs."""

from __future__ import annotations

import pytest

from kontor.answers.domain.outside_writing import subject_about
from kontor.answers.domain.subjects import bare_subject
from kontor.answers.domain.suggest import reply_subject
from kontor.kernel.text import one_line
from kontor.org.models import Category
from kontor.tickets.domain.numbers import format_number
from tests.factories.tickets import make_ticket


@pytest.mark.parametrize(
    ("given", "bare"),
    [
        ("Re: AW: Zähler", "Zähler"),
        ("Re: WG: Re: Zähler", "Zähler"),
        ("FW: Fwd: AW:AW: Zähler", "Zähler"),
        ("Re[2]: Re (3): Zähler", "Zähler"),
        ("Sv: Antwort: Zähler\n gestern", "Zähler gestern"),
        ("Re:", ""),
        ("", ""),
        ("Rechnung: Zähler", "Rechnung: Zähler"),
        ("Zähler Re: 7", "Zähler Re: 7"),
    ],
)
def test_no_mark_stays_before_the_subject(given: str, bare: str) -> None:
    assert bare_subject(given) == bare


@pytest.mark.django_db
def test_an_answer_has_one_mark_after_forwards_and_replies(billing: Category) -> None:
    ticket = make_ticket(billing, subject="Re: Re: AW: WG: Re: Umtausch")

    assert reply_subject(ticket) == f"Re: Umtausch [#{one_line(format_number(ticket.number))}]"


@pytest.mark.django_db
def test_an_answer_has_no_numbers_of_earlier_tickets(billing: Category) -> None:
    earlier = [format_number(make_ticket(billing).number) for _each in range(2)]
    ticket = make_ticket(billing, subject=f"AW: [#{earlier[0]}] Re: Umtausch [#{earlier[1]}] von [#1234567890]")
    number = one_line(format_number(ticket.number))

    assert reply_subject(ticket) == f"Re: Umtausch von [#1234567890] [#{number}]"
    assert subject_about(ticket, prefix="Rückfrage: ") == f"Rückfrage: Umtausch von [#1234567890] [#{number}]"


@pytest.mark.django_db
def test_an_answer_to_a_mail_without_subject_has_the_number(billing: Category) -> None:
    ticket = make_ticket(billing, subject="Re: ")

    assert reply_subject(ticket) == f"Re: [#{one_line(format_number(ticket.number))}]"
