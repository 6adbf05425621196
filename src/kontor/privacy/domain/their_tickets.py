"""A contact's tickets, one after the other: which may be erased now, which wait, and the erasing of one."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kontor.calls.enums import CallState
from kontor.calls.models import Call
from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer
from kontor.kernel import clock
from kontor.kernel.text import normalize_email
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.outbox.models import OutgoingMail
from kontor.outbox.models.outgoing_mail import WAITING
from kontor.privacy.domain.audit_rows import erase_audit_of
from kontor.privacy.domain.reach import held_tickets, is_held
from kontor.privacy.domain.rows import erase_found, erase_of_tickets
from kontor.privacy.domain.tally import Tally
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import save_changes
from kontor.tickets.enums import OPEN_STATES
from kontor.tickets.models import Inquiry, Message, Ticket

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
    """The ticket, locked, if it may still be erased now that nobody else can change it. Its calls are locked first, and
    at last the contacts whose hold would reach it, as those lock them who place a hold: whoever was first is seen by
    the other."""
    list(Call.objects.select_for_update(of=("self",)).filter(ticket_id=ticket_id).order_by("pk").values_list("pk"))
    ticket = Ticket.objects.select_for_update(of=("self",)).filter(pk=ticket_id).first()
    if ticket is None or not erasable(Ticket.objects.filter(pk=ticket_id)).exists():
        return None
    stay_unheld(Q(pk=ticket.customer_id or 0) | Q(pk__in=_known_by(_addresses_on(ticket), ticket.tenant_id)))
    return None if is_held(ticket) else ticket


def stay_unheld(contacts: Q) -> None:
    """Until the end of this transaction nobody places a hold on these contacts."""
    rows = Customer.objects.select_for_update(of=("self",), no_key=True).filter(contacts).order_by("pk")
    list(rows.values_list("pk"))


def _known_by(addresses: set[str], tenant_id: int) -> list[int]:
    rows = Address.objects.filter(tenant_id=tenant_id, kind=AddressKind.EMAIL, normalized__in=addresses)
    return list(rows.values_list("customer_id", flat=True))


def _addresses_on(ticket: Ticket) -> set[str]:
    """All that stand at its messages and at inquiries of it."""
    written = Message.objects.filter(ticket=ticket).values_list("from_address", "reply_to", "to", "cc", "bcc")
    said: list[Any] = [place for row in written for place in row]
    said += Inquiry.objects.filter(ticket=ticket).values_list("to", flat=True)
    entries = [entry for place in said for entry in (place if isinstance(place, list) else [place])]
    return {normalize_email(str(entry[-1] if isinstance(entry, list) else entry)) for entry in entries} - {""}


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
