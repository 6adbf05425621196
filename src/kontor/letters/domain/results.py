"""What became of a letter is written down, and what follows from it for its ticket."""

from __future__ import annotations

from datetime import timedelta

from kontor.kernel import clock
from kontor.letters.domain.queueing import enqueue
from kontor.letters.domain.troubles import LetterFailed, trouble_in_words
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.tickets.domain.closing import close_after_sending, reopen_after_failure
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import lock, tell
from kontor.tickets.models import Ticket

WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720)]
"""How long the next attempt waits after the first, second … failure that may pass. After the last it is given up."""


def handed_over(letter: OutgoingLetter) -> None:
    """The letter lies complete where the print service looks. The letter and its ticket are locked."""
    ticket = letter.message.ticket
    letter.state, letter.handed_over_at = LetterState.HANDED_OVER, clock.now()
    letter.claim, letter.error_kind, letter.error_values = None, "", {}
    letter.save(update_fields=["state", "handed_over_at", "claim", "error_kind", "error_values"])
    record(ticket, "letter_handed_over", by=None, recipients=recipient_of(letter))
    if letter.final:
        close_after_sending(ticket)
    tell(ticket)


def failed(letter: OutgoingLetter, failure: LetterFailed) -> None:
    """Tried again later, or given up for good and reported. Locks as ``handed_over``."""
    letter.claim, letter.error_kind, letter.error_values = None, failure.kind, failure.values
    if failure.permanent or letter.attempts > len(WAITS):
        letter.state = LetterState.FAILED
        report(letter, trouble_in_words(failure.kind, failure.values))
    else:
        letter.next_attempt_at = clock.now() + WAITS[min(max(letter.attempts, 1), len(WAITS)) - 1]
        enqueue(letter)
    letter.save(update_fields=["state", "claim", "error_kind", "error_values", "next_attempt_at"])
    tell(letter.message.ticket)


def report(letter: OutgoingLetter, reason: str) -> None:
    """The ticket lies with its author again, marked, as after a mail that did not arrive."""
    message = letter.message
    reopen_after_failure(message.ticket, author=message.author, recipients=recipient_of(letter), reason=reason)


def recipient_of(letter: OutgoingLetter) -> str:
    """The first line of the address stands for the rest."""
    return str(letter.address[0]) if letter.address else ""


def locked(letter_id: int) -> OutgoingLetter:
    """The letter's row, locked, and its ticket before it: in this order everywhere, or two would wait for each other.

    The ticket is the one at which the message lies when both are locked: a person may have moved it meanwhile.
    """
    rows = OutgoingLetter.objects.filter(pk=letter_id)
    while True:
        ticket = lock(Ticket(pk=rows.values_list("message__ticket_id", flat=True).get()))
        letter = rows.select_related("message__author", "tenant").select_for_update(of=("self",)).get()
        if letter.message.ticket_id == ticket.pk:
            letter.message.ticket = ticket
            return letter
