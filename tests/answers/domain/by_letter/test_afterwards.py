"""Letters are taken back and released."""

from __future__ import annotations

from kontor.answers.domain.clearing import release
from kontor.answers.domain.taking_back import take_back_answer
from kontor.answers.domain.ways_out import written
from kontor.answers.models import Clearance, Draft
from kontor.answers.preferences import UNDO_SECONDS
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import MessageChannel, TicketState
from kontor.tickets.models import Message, Ticket
from tests.answers.domain.by_letter.conftest import TYPED, letter_row, sent_by, state_of
from tests.factories.answers import prefer
from tests.factories.reviews import make_review_rule
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def test_a_letter_is_taken_back_as_it_was(draft: Draft, mine: Ticket, nordlicht: Tenant, anna: User) -> None:
    prefer(nordlicht, UNDO_SECONDS, 10)
    message = sent_by(draft, anna)
    assert letter_row(message).next_attempt_at > message.at  # type: ignore[operator]

    with in_scope(nordlicht):
        again = take_back_answer(message, by=anna)

        assert not OutgoingLetter.objects.exists()
        assert not Message.objects.filter(pk=message.pk).exists()
    assert state_of(mine) == TicketState.ASSIGNED
    for name in ("channel", "postal_address_id", "to", "subject", "html", "template_id"):
        assert getattr(again, name) == getattr(draft, name), name


def test_a_letter_that_is_being_made_cannot_be_taken_back(
    draft: Draft, mine: Ticket, nordlicht: Tenant, anna: User
) -> None:
    prefer(nordlicht, UNDO_SECONDS, 10)
    message = sent_by(draft, anna)
    with in_scope(nordlicht):
        OutgoingLetter.objects.filter(message=message).update(state=LetterState.WRITING, attempts=1)

        with refused("It cannot be taken back any more."):
            take_back_answer(message, by=anna)


def test_a_letter_under_a_rule_is_released_in_its_authors_name(
    draft: Draft, mine: Ticket, nordlicht: Tenant, anna: User, sven: User
) -> None:
    make_review_rule(nordlicht)
    clearance = sent_by(draft, anna)
    assert isinstance(clearance, Clearance)
    with in_scope(nordlicht):
        assert not OutgoingLetter.objects.exists()
        assert written(mine, Draft.objects.get(pk=draft.pk)).html == TYPED.html

        message = release(clearance, by=sven)

    assert (message.channel, message.author) == (MessageChannel.LETTER, anna)
    assert letter_row(message).by == anna
