"""What a folder shows: rows of tickets, and where the next page begins."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.dateparse import parse_datetime

from kontor.answers.domain.clearances import waiting_of
from kontor.answers.domain.queries import drafts_of
from kontor.calls.domain.call_backs import waiting_call_backs
from kontor.customers.domain.queries import find_customers
from kontor.desk.inbox.folders import FORWARDS, INQUIRIES, LENT, PASSED_ON, RESUBMITTED, SENT, SPAM, WAITING, Folder
from kontor.desk.phone.switch import is_on
from kontor.letters.domain.queries import failed_letters
from kontor.org.middleware import DeskRequest
from kontor.outbox.domain.queries import failed_mails
from kontor.tickets.domain.listing import ListedTicket, lent_of, listed, on_desk_of, queue_page, spam_page, waiting_for
from kontor.tickets.domain.outside_folders import waiting_outside_for
from kontor.tickets.domain.searching import find_tickets
from kontor.tickets.domain.sent import sent_by
from kontor.tickets.enums import InquiryKind, TicketState

PAGE = 50
MOST = 500
SHOWN = 200
"""Rows of one's own folders."""
HELD = {RESUBMITTED: TicketState.RESUBMITTED, PASSED_ON: TicketState.INTERNAL_FORWARDED}
"""What the folders of waiting tickets show."""
OUTSIDE = {INQUIRIES: InquiryKind.INQUIRY, FORWARDS: InquiryKind.FORWARD}
"""What those of tickets that wait for people outside show."""


@dataclass(frozen=True)
class TicketPage:
    """Rows in order. ``after`` is the address value of the next page, empty on the last one."""

    tickets: list[ListedTicket]
    after: str = ""
    overdue: frozenset[int] = frozenset()
    """Those that wait for people outside longer than they should."""
    call_backs: frozenset[int] = frozenset()
    """Those whose customer waits to be called back."""
    sent_at: dict[int, datetime] = field(default_factory=dict)
    """When the person has sent something for them, where that is what the folder shows."""


def page_of(request: DeskRequest, folder: Folder) -> TicketPage:
    """The rows of the folder behind the place that the address names: fifty, or as many as the page shows already."""
    page = _page_of(request, folder)
    if not is_on(request):
        return page
    return replace(page, call_backs=frozenset(waiting_call_backs([ticket.id for ticket in page.tickets])))


def _page_of(request: DeskRequest, folder: Folder) -> TicketPage:
    if folder.is_queue or folder.key == SPAM:
        shown = request.GET.get("rows") or request.POST.get("rows", "")
        length = min(MOST, max(PAGE, int(shown))) if shown.isdecimal() and len(shown) < 5 else PAGE
        place = _place(request.GET.get("after", ""))
        if folder.key == SPAM:
            spam = spam_page(folder.categories, before=place, limit=length + 1)
            return _cut(spam, length, [row.received_at for row in spam])
        rows = queue_page(folder.categories, after=place, limit=length + 1)
        return _cut(rows, length, [row.rank_at for row in rows])
    if folder.is_search:
        customers = find_customers(folder.words, request.access.tenants_with("contacts.read"), most=SHOWN)
        return TicketPage(find_tickets(request.access, folder.words, customers=[each.pk for each in customers]))
    if folder.key == LENT:
        return TicketPage(lent_of(folder.categories, most=SHOWN))
    if folder.key in HELD:
        return TicketPage(waiting_for(request.user.pk, HELD[folder.key], folder.categories, most=SHOWN))
    if folder.key in OUTSIDE:
        assigning = request.access.category_ids("tickets.assign")
        outside, overdue = waiting_outside_for(
            request.user.pk, OUTSIDE[folder.key], readable=folder.categories, assigning=assigning, most=SHOWN
        )
        return TicketPage(outside, overdue=overdue)
    if folder.key == SENT:
        sent, sent_at = sent_by(request.user.pk, folder.categories, most=SHOWN)
        return TicketPage(sent, sent_at=sent_at)
    if folder.key == "drafts":
        answers = drafts_of(request.user).exclude(ticket=None).values_list("ticket_id", flat=True)
        return TicketPage(_in_order(list(dict.fromkeys(answers))[:SHOWN]))
    if folder.key == WAITING:
        return TicketPage(_in_order(list(waiting_of(request.user.pk).values_list("ticket_id", flat=True)[:SHOWN])))
    if folder.key == "failed":
        kinds = (failed_mails(request.access), failed_letters(request.access))
        failed = [row for rows in kinds for row in rows.values_list("created_at", "message__ticket_id")[:SHOWN]]
        return TicketPage(_in_order(list(dict.fromkeys(row[1] for row in sorted(failed, reverse=True)))[:SHOWN]))
    return TicketPage(on_desk_of(request.user.pk, most=SHOWN))


def _in_order(ticket_ids: list[int]) -> list[ListedTicket]:
    rows = {ticket.id: ticket for ticket in listed(ticket_ids)}
    return [rows[ticket_id] for ticket_id in ticket_ids if ticket_id in rows]


def _cut(rows: list[ListedTicket], length: int, places: list[datetime]) -> TicketPage:
    if len(rows) <= length:
        return TicketPage(rows)
    return TicketPage(rows[:length], f"{places[length - 1].isoformat()}_{rows[length - 1].id}")


def _place(value: str) -> tuple[datetime, int] | None:
    at, _sign, ticket_id = value.rpartition("_")
    try:
        moment = parse_datetime(at)
    except ValueError:
        return None
    known = ticket_id.isdecimal() and len(ticket_id) < 19
    return (moment, int(ticket_id)) if moment and moment.tzinfo and known else None
