"""A contact's tickets, one after the other: which may be erased now, which wait, and the erasing of one."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from kontor.calls.enums import CallState
from kontor.calls.models import Call
from kontor.kernel import clock
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.outbox.models import OutgoingMail
from kontor.outbox.models.outgoing_mail import WAITING
from kontor.privacy.domain.audit_rows import erase_audit_of
from kontor.privacy.domain.holds import held_tickets
from kontor.privacy.domain.rows import erase_found, erase_of_tickets
from kontor.privacy.domain.tally import Tally
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import save_changes
from kontor.tickets.enums import OPEN_STATES
from kontor.tickets.models import Ticket

ON_THE_WAY = (LetterState.QUEUED, LetterState.COLLECTED, LetterState.WRITING)
"""Letters that a worker has or will have, also those that wait for their batch."""


def not_erased(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return rows.filter(erased_at=None)


def being_worked_on() -> Q:
    """The condition of tickets that wait: open ones, those of which something is on its way, and calls that go on."""
    mail = OutgoingMail.objects.filter(message__ticket=OuterRef("pk"), state__in=WAITING)
    letter = OutgoingLetter.objects.filter(message__ticket=OuterRef("pk"), state__in=ON_THE_WAY)
    call = Call.objects.filter(ticket=OuterRef("pk")).exclude(state=CallState.ENDED)
    on_the_way = Q(Exists(mail)) | Q(Exists(letter)) | Q(Exists(call))
    return Q(state__in=OPEN_STATES) | Q(lent_to__isnull=False) | on_the_way


def erasable(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Those of them that are done with, not held and not erased yet."""
    return not_erased(rows).exclude(being_worked_on()).exclude(held_tickets())


def lock_erasable(ticket_id: int) -> Ticket | None:
    """The ticket, locked, if it may still be erased now that nobody else can change it. Its calls are locked first."""
    list(Call.objects.select_for_update(of=("self",)).filter(ticket_id=ticket_id).order_by("pk").values_list("pk"))
    ticket = Ticket.objects.select_for_update(of=("self",)).filter(pk=ticket_id).first()
    return ticket if ticket and erasable(Ticket.objects.filter(pk=ticket_id)).exists() else None


def erase_ticket(ticket: Ticket, tally: Tally) -> None:
    """Of a locked ticket: its content goes and the row stays, with its state, its category and its times.

    The calls of it keep their times, the processes their shape. Whoever has the page open sees it at once.
    """
    letters = OutgoingLetter.objects.filter(message__ticket=ticket).exclude(filename="")
    tally.printed |= set(letters.values_list("pk", flat=True))
    calls = Call.objects.filter(ticket=ticket)
    erase_events_of(calls, tally)
    erase_audit_of("calls.call", calls.values_list("pk", flat=True), tally)
    erase_of_tickets([ticket.pk], tally)
    ticket.refresh_from_db()
    save_changes(ticket, erased_at=clock.now())
    record(ticket, "erased", by=None)


def erase_events_of(calls: QuerySet[Call], tally: Tally) -> None:
    """What telephone systems told about these calls."""
    for system_id, key in calls.order_by("pk").values_list("system_id", "key"):
        erase_found("calls.ReceivedEvent", Q(system_id=system_id, call_key=key), tally)
