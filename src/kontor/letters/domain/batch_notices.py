"""Those who wrote the letters of a batch hear that it has failed, and that it has gone to print after all.

Whoever looks after letters is told by ``alarms.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
_GOES_BY = ("owner_id", "last_owner_id", "state", "tenant_id", "category_id", "lent_to_id", "lent_category_id")
"""By what of a ticket it is decided who hears of a letter of this author."""
_PRINTED = (LetterState.HANDED_OVER, LetterState.CONFIRMED)


def tell_of_failed_batch(batch: PrintBatch) -> None:
    """Each author, or whoever hears of failures in their place, has one line: of one letter with the way to its ticket,
    of several with their numbers. In the scope of the tenant."""
    told: dict[int, list[OutgoingLetter]] = {}
    for letter, people in _who_hears(batch):
        for user_id in people:
            told.setdefault(user_id, []).append(letter)
        tell(letter.message.ticket)
    for user_id, letters in told.items():
        own = [letter for letter in letters if letter.lent_to_id is None]
        if len(own) > 1:
            _tell_of_several(user_id, batch, own)
            letters = [letter for letter in letters if letter not in own]
        notify_people(NoticeKind.DELIVERY_FAILED, [_line(user_id, batch, letter) for letter in letters])


def _who_hears(batch: PrintBatch) -> Iterator[tuple[OutgoingLetter, list[int]]]:
    """Asked once for all letters of which the same is known: there may be hundreds."""
    known: dict[tuple[object, ...], list[int]] = {}
    rows = batch.members.filter(state__in=_WAITS).select_related("message__ticket", "message__author")
    for letter in rows.order_by("pk"):
        ticket = letter.message.ticket
        same = letter.message.author_id, *(getattr(ticket, name) for name in _GOES_BY)
        if same not in known:
            known[same] = who_hears_of_failure(ticket, letter.message.author)
        yield letter, known[same]


def show_anew(batch: PrintBatch) -> None:
    """Open pages hear that the letters that wait in the batch are not lost any more."""
    for letter in batch.members.filter(state__in=_WAITS).select_related("message__ticket"):
        tell(letter.message.ticket)


def tell_of_printed_batch(batch: PrintBatch) -> None:
    """Whoever was told of letters that have gone with it now, and is not told by the alarm, has one line; of lent
    tickets alone one of each, with the way there. In the scope of the tenant."""
    by_alarm = told_by_alarm(batch)
    for user_id, letters in _printed_after_all(batch).items():
        if user_id in by_alarm:
            continue
        if all(letter.lent_to_id for letter in letters):
            tickets = {letter.message.ticket_id: letter.message.ticket for letter in letters}
            about = {"sentence": WORKS, **_about(batch)}
            notify_people(NoticeKind.DELIVERY_FAILED, [(user_id, ticket, about) for ticket in tickets.values()])
        else:
            _tell([user_id], batch, sentence=WORKS)


def _printed_after_all(batch: PrintBatch) -> dict[int, list[OutgoingLetter]]:
    """By who was told that they are not printed."""
    rows = Notice.objects.filter(tenant_id=batch.tenant_id, kind=NoticeKind.DELIVERY_FAILED)
    rows = rows.filter(details__batch_id=batch.pk, details__sentence__in=(ONE, SEVERAL))
    told: dict[int, set[int]] = {}
    for user_id, ids in rows.order_by("user_id", "pk").values_list("user_id", "details__letter_ids"):
        told.setdefault(user_id, set()).update(ids or ())
    letters = batch.members.filter(state__in=_PRINTED, pk__in=set().union(*told.values()))
    printed = letters.select_related("message__ticket").in_bulk()
    found = {user_id: [printed[pk] for pk in sorted(ids) if pk in printed] for user_id, ids in told.items()}
    return {user_id: theirs for user_id, theirs in found.items() if theirs}


def _line(user_id: int, batch: PrintBatch, letter: OutgoingLetter) -> tuple[int, Ticket, dict[str, object]]:
    details = {"sentence": ONE, **_about(batch), "letter_ids": [letter.pk], "recipients": recipient_of(letter)}
    return user_id, letter.message.ticket, details


def _tell_of_several(user_id: int, batch: PrintBatch, letters: Sequence[OutgoingLetter]) -> None:
    numbers = [format_number(letter.message.ticket.number) for letter in letters[:MOST_NUMBERS]]
    named = ", ".join(numbers + (["…"] if len(letters) > MOST_NUMBERS else []))
    ids = [letter.pk for letter in letters]
    _tell([user_id], batch, sentence=SEVERAL, count=len(letters), numbers=named, letter_ids=ids)


def _tell(people: list[int], batch: PrintBatch, **details: object) -> None:
    tell_people(people, NoticeKind.DELIVERY_FAILED, tenants=[batch.tenant_id], **_about(batch), **details)


def _about(batch: PrintBatch) -> dict[str, object]:
    return {"number": batch.number, "batch_id": batch.pk}
