"""Finding a mail: by its Message-ID or part of it, by address, by the number of its ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from kontor.intake.domain.ledger import reason_in_words
from kontor.intake.models import Arrival
from kontor.kernel.text import normalize_email, shorten, without_bidi
from kontor.org.middleware import DeskRequest
from kontor.supervisor.arrivals.access import arrivals_of
from kontor.tickets.domain.numbers import parse_number
from kontor.tickets.domain.queries import visible_to
from kontor.tickets.enums import Direction
from kontor.tickets.models import Message

MOST = 50
LEAST_LETTERS = 4


@dataclass(frozen=True)
class Found:
    """A mail: a message of a ticket, or a line of the ledger that is none."""

    at: datetime
    ours: bool
    subject: str
    who: str
    mail_id: str
    message_id: int | None = None
    arrival_id: int | None = None
    note: str = ""


def find(request: DeskRequest, entered: str) -> list[Found]:
    """The newest mails that fit, of tickets the person may read and of ledgers they may read."""
    wanted = entered.strip().strip("<>").strip()
    if len(wanted) < LEAST_LETTERS:
        return []
    messages = [_message(message) for message in _messages(request, wanted)]
    held = [_arrival(arrival) for arrival in _unfiled(request, wanted)]
    return sorted([*messages, *held], key=lambda found: found.at, reverse=True)[:MOST]


def _messages(request: DeskRequest, wanted: str) -> Iterable[Message]:
    """A number is looked up as a number, an id as an id; only what is neither is searched as part of one."""
    rows = Message.objects.filter(ticket__in=visible_to(request.access)).defer("text", "html").order_by("-at", "-id")
    number = parse_number(wanted)
    if number:
        return rows.filter(ticket__number=number)[:MOST]
    exact = list(rows.filter(message_id__in=_spellings(wanted))[:MOST])
    if exact:
        return exact
    return rows.filter(_part(wanted))[:MOST]


def _part(wanted: str) -> Q:
    """Part of an id; the whole of an address, from or to."""
    address = normalize_email(wanted)
    part = Q(message_id__icontains=wanted)
    if not address:
        return part
    return part | Q(from_address__iexact=address) | Q(to__contains=[[address]]) | Q(cc__contains=[[address]])


def _unfiled(request: DeskRequest, wanted: str) -> QuerySet[Arrival] | list[Arrival]:
    """Lines of the ledger that became no message (held, ignored), found by what is noted of them."""
    if not request.access.may_anywhere("intake.read") or parse_number(wanted):
        return []
    rows = arrivals_of(request).filter(message=None)
    return rows.filter(Q(key=wanted) | Q(details__message_id__icontains=wanted))[:MOST]


def _spellings(wanted: str) -> list[str]:
    return [wanted, f"<{wanted}>"]


def _message(message: Message) -> Found:
    ours = message.direction == Direction.OUT
    who = ", ".join(address for _name, address in message.to) if ours else message.from_address
    return Found(message.at, ours, _clean(message.subject), _clean(who), message.message_id, message_id=message.pk)


def _arrival(arrival: Arrival) -> Found:
    noted = str(arrival.details.get("message_id", ""))
    note = reason_in_words(arrival)
    return Found(arrival.received_at, False, "", arrival.account.address, noted, arrival_id=arrival.pk, note=note)


def _clean(text: str) -> str:
    return without_bidi(shorten(text, 200))
