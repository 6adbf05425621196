"""What was written at the borrower and not sent, when the ticket goes back."""

from __future__ import annotations

import pytest

from kontor.answers.domain.clearing import return_with_comment
from kontor.answers.domain.drafts import DraftValues, find_draft, open_draft, save_draft
from kontor.answers.domain.release import ask_release
from kontor.answers.models import Draft
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.loans import end_loan
from kontor.routing.enums import LoanEnd
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Note, Ticket
from tests.factories.loans import lend_ticket
from tests.support.scoping import everywhere, in_scope

WORDS = "Guten Tag,\n\nhalb geschrieben"


@pytest.fixture
def lent(ticket: Ticket, claims: Category, nordlicht_account: object) -> Ticket:
    lend_ticket(ticket, claims)
    return ticket


def _begin(ticket: Ticket, author: User, text: str = "") -> Draft:
    """On the author's desk, with a draft in which this was typed."""
    with everywhere():
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=author, assigned_at=clock.now())
        ticket.refresh_from_db()
        draft = open_draft(ticket, author=author)
        if text:
            values = DraftValues(to=draft.to, cc=[], bcc=[], subject=draft.subject, text=text)
            draft = save_draft(draft, values, version=draft.version, by=author)
    return draft


def _take_back(ticket: Ticket, by: User) -> list[tuple[str, User]]:
    """The notes that the lender reads then."""
    with in_scope(ticket.tenant_id):
        end_loan(ticket, LoanEnd.TAKEN_BACK, by=by)
        return [(note.text, note.author) for note in Note.objects.filter(ticket=ticket)]


def test_the_lender_reads_the_words_as_a_note_of_their_writer(lent: Ticket, carla: User, sven: User) -> None:
    _begin(lent, carla, WORDS)

    assert _take_back(lent, sven) == [(f"Nicht gesendet, als die Leihe endete:\n\n{WORDS}", carla)]


def test_a_suggestion_that_nobody_changed_is_no_note(lent: Ticket, carla: User, sven: User) -> None:
    _begin(lent, carla)

    assert _take_back(lent, sven) == []


def test_whoever_works_for_the_lender_too_goes_on_writing(lent: Ticket, bela: User, sven: User) -> None:
    draft = _begin(lent, bela, WORDS)

    assert _take_back(lent, sven) == []
    with in_scope(lent.tenant_id):
        assert find_draft(lent, bela) == draft


def test_an_answer_that_is_returned_comes_back_to_whoever_works_for_the_installation(
    lent: Ticket, alpina: Tenant, carla: User, ada: User
) -> None:
    draft = _begin(lent, ada, WORDS)
    with in_scope(alpina):
        clearance = ask_release(lent, draft, [], final=True, closing_code=None, by=ada)
        return_with_comment(clearance, comment="Bitte neu.", by=carla)

        lent.refresh_from_db()
        assert (lent.state, lent.owner) == (TicketState.ASSIGNED, ada)


def test_lent_once_more_the_draft_is_there_again_and_the_note_stays_one(
    lent: Ticket, carla: User, sven: User, claims: Category, nordlicht: Tenant, alpina: Tenant
) -> None:
    _begin(lent, carla, WORDS)
    _take_back(lent, sven)
    with in_scope(alpina):
        assert not Draft.objects.exists()

    lend_ticket(lent, claims)

    with in_scope(nordlicht, alpina):
        kept = find_draft(lent, carla)
        assert kept is not None and kept.text == WORDS
    assert len(_take_back(lent, sven)) == 1
