"""Looking tickets up by words: subject, customer, and what was written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from kontor.kernel import clock
from kontor.tickets.domain.listing import ListedTicket, listed
from kontor.tickets.domain.numbers import parse_number
from kontor.tickets.domain.queries import Reader, visible_to
from kontor.tickets.enums import OPEN_STATES
from kontor.tickets.models import Message

MOST_WORDS = 6
"""Of what was typed so many words are looked for."""
TEXTS_FOR = timedelta(days=90)
"""What was written is looked through while a ticket is open, and so long after it was closed."""
_WRITTEN_OUT = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))


def find_tickets(access: Reader, query: str, *, customers: Collection[int] = (), most: int = 100) -> list[ListedTicket]:
    """The tickets a person may read that have this number, all of these words or parts of words in their subject or in
    one of their messages, or that are of one of these customers; the latest first.

    Case does not count, and ä, ö, ü, ß may be written ae, oe, ue, ss on either side. Of what was closed longer than
    ``TEXTS_FOR`` ago the messages are not looked through.
    """
    words = query.split()[:MOST_WORDS]
    if not words:
        return []
    fits = Q(customer__in=customers) | _all_in("subject__icontains", map(_spellings, words))
    fits |= Q(pk__in=_written(access, words, most))
    number = parse_number(query)
    if number is not None:
        fits |= Q(number=number)
    ids = visible_to(access).filter(fits).order_by("-received_at", "-pk").values_list("pk", flat=True)[:most]
    rows = {ticket.id: ticket for ticket in listed(ids)}
    return [rows[ticket_id] for ticket_id in ids if ticket_id in rows]


def _written(access: Reader, words: list[str], most: int) -> list[int]:
    """PostgreSQL compares long texts much faster letter by letter than in any case: each word is tried as typed, in
    small letters and with a capital."""
    recent = visible_to(access).filter(Q(state__in=OPEN_STATES) | Q(closed_at__gte=clock.now() - TEXTS_FOR))
    texts = Message.objects.filter(_all_in("text__contains", map(_cases, words)), ticket__in=recent)
    return list(texts.order_by("-ticket_id").values_list("ticket_id", flat=True).distinct()[:most])


def _all_in(lookup: str, words: Iterable[Collection[str]]) -> Q:
    return reduce(and_, (reduce(or_, (Q(**{lookup: form}) for form in sorted(forms))) for forms in words))


def _spellings(word: str) -> set[str]:
    low = word.lower()
    written_out = reduce(lambda text, pair: text.replace(*pair), _WRITTEN_OUT, low)
    umlauts = reduce(lambda text, pair: text.replace(pair[1], pair[0]), _WRITTEN_OUT[:3], low)
    return {low, written_out, umlauts, umlauts.replace("ss", "ß")}


def _cases(word: str) -> set[str]:
    return {word, *(cased for form in _spellings(word) for cased in (form, form.capitalize()))}
