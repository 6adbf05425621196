"""A letter that was handed to print is printed once more."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.letters.domain.making import MADE, PLACED, place_again
from kontor.letters.domain.queueing import next_number, queue
from kontor.letters.domain.results import locked, recipient_of
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import tell

PRINTED = (LetterState.HANDED_OVER, LetterState.CONFIRMED, LetterState.RETURNED)
ON_THE_WAY = (LetterState.QUEUED, LetterState.COLLECTED, LetterState.WRITING)
_SAME = (
    "tenant",
    "lent_to_id",
    "message",
    "postal_address_id",
    "address",
    "country",
    "template_id",
    "template_version",
    "language",
    *(field.attname for field in OutgoingLetter._meta.concrete_fields if field.name in set(MADE) - set(PLACED)),
)


@transaction.atomic(savepoint=False)
def reprint(letter: OutgoingLetter, *, by: User) -> OutgoingLetter:
    """The same pages go to print again, as a letter of its own. Refused for one that has not been handed to print, and
    while such a letter is on its way there: a second click prints nothing."""
    row = locked(letter.pk)
    require_content(row)
    if row.state not in PRINTED:
        raise Refused(_("This letter has not been handed to print, so it cannot be printed again."))
    if OutgoingLetter.objects.filter(reprint_of=row, state__in=ON_THE_WAY).exists():
        raise Refused(_("This letter is on its way to print once more already."))
    again = _again(row, by)
    place_again(again)
    queue(again)
    record(row.message.ticket, "letter_reprinted", by=by, recipients=recipient_of(row))
    tell(row.message.ticket)
    return again


def may_be_reprinted(letter: OutgoingLetter) -> bool:
    return letter.state in PRINTED and not is_erased(letter)


def is_erased(letter: OutgoingLetter) -> bool:
    """Its content has been erased for good; no other letter is without an address."""
    return not letter.address


def require_content(letter: OutgoingLetter) -> None:
    if is_erased(letter):
        raise Refused(_("The content of this letter has been erased, so there is nothing left to print."))


def _again(letter: OutgoingLetter, by: User) -> OutgoingLetter:
    """A row of its own with the same pages. The barcode in them still names the first letter."""
    same = {name: getattr(letter, name) for name in _SAME}
    number, now = next_number(), clock.now()
    return OutgoingLetter(pk=number, created_at=now, final=False, reprint_of=letter, next_attempt_at=now, by=by, **same)
