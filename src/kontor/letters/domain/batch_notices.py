"""Those who wrote the letters of a batch hear that it has failed, and that it has gone to print after all.

Whoever looks after letters is told by ``alarms.py``.
"""

from __future__ import annotations

from collections.abc import Sequence

from kontor.letters.domain.alarms import told_by_alarm
from kontor.letters.domain.results import recipient_of
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.tickets.domain.closing import who_hears_of_failure
from kontor.tickets.domain.notices import notify_people, tell_people
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.states import tell
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Notice, Ticket

ONE, SEVERAL, WORKS = "batch_letter", "batch_letters", "batch_works"
MOST_NUMBERS = 10
_WAITS = (LetterState.COLLECTED, LetterState.WRITING)


def tell_of_failed_batch(batch: PrintBatch) -> None:
    """Each author, or whoever hears of failures in their place, has one line: of one letter with the way to its ticket,
    of several with their numbers. In the scope of the tenant."""
    told: dict[int, list[OutgoingLetter]] = {}
    rows = batch.members.filter(state__in=_WAITS).select_related("message__ticket", "message__author")
    for letter in rows.order_by("pk"):
        for user_id in who_hears_of_failure(letter.message.ticket, letter.message.author):
            told.setdefault(user_id, []).append(letter)
        tell(letter.message.ticket)
    for user_id, letters in told.items():
        own = [letter for letter in letters if letter.lent_to_id is None]
        if len(own) > 1:
            _tell_of_several(user_id, batch, own)
            letters = [letter for letter in letters if letter not in own]
        notify_people(NoticeKind.DELIVERY_FAILED, [_line(user_id, batch, letter) for letter in letters])


def tell_of_printed_batch(batch: PrintBatch) -> None:
    """Whoever was told that it had failed, and is not told by the alarm. In the scope of the tenant."""
    by_alarm = told_by_alarm(batch)
    rows = Notice.objects.filter(tenant_id=batch.tenant_id, lent_to=None, kind=NoticeKind.DELIVERY_FAILED)
    rows = rows.filter(details__batch_id=batch.pk, details__sentence__in=(ONE, SEVERAL))
    people = rows.order_by("user_id").values_list("user_id", flat=True).distinct()
    _tell([user_id for user_id in people if user_id not in by_alarm], batch, sentence=WORKS)


def _line(user_id: int, batch: PrintBatch, letter: OutgoingLetter) -> tuple[int, Ticket, dict[str, object]]:
    details: dict[str, object] = {"sentence": ONE, "number": batch.number, "batch_id": batch.pk}
    return user_id, letter.message.ticket, {**details, "recipients": recipient_of(letter)}


def _tell_of_several(user_id: int, batch: PrintBatch, letters: Sequence[OutgoingLetter]) -> None:
    numbers = [format_number(letter.message.ticket.number) for letter in letters[:MOST_NUMBERS]]
    more = ["…"] if len(letters) > MOST_NUMBERS else []
    _tell([user_id], batch, sentence=SEVERAL, count=len(letters), numbers=", ".join(numbers + more))


def _tell(people: list[int], batch: PrintBatch, **details: object) -> None:
    about = {"number": batch.number, "batch_id": batch.pk, **details}
    tell_people(people, NoticeKind.DELIVERY_FAILED, tenants=[batch.tenant_id], **about)
