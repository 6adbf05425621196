"""Looking tickets up by words: subject, customer, and what was written.

No index helps with parts of words, and behind row security none with words either unless its operator is known to leak
nothing. So there is a bound to what is read of each kind, whatever the installation holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from functools import reduce

from django.db import connection
from django.db.models import Q, QuerySet

from kontor.kernel import clock
from kontor.tickets.domain.listing import ListedTicket, listed
from kontor.tickets.domain.numbers import parse_number
from kontor.tickets.domain.queries import Reader, visible_to
from kontor.tickets.enums import OPEN_STATES
from kontor.tickets.models import Ticket

MOST_WORDS = 6
"""Of what was typed so many words are looked for."""
SUBJECTS = 50_000
"""The subjects of so many tickets are looked through, the latest of those that the person may read."""
TEXTS = 20_000
"""What was written in so many tickets is looked through: the latest that are open, or closed no longer than this."""
TEXTS_FOR = timedelta(days=90)
MOST_WITH_WORDS = 500

_WILD, ESCAPED = re.compile(r"[\\%_]"), r"\\\g<0>"
_WRITTEN_OUT = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))


def find_tickets(access: Reader, query: str, *, customers: Collection[int] = (), most: int = 100) -> list[ListedTicket]:
    """The tickets a person may read that have this number, all of these words or parts of words in their subject or in
    one of their messages, or that are of one of these customers; the latest first.

    Case does not count, and ä, ö, ü, ß may be written ae, oe, ue, ss on either side.
    """
    words = query.split()[:MOST_WORDS]
    if not words:
        return []
    visible = visible_to(access)
    fits = Q(pk__in=_with_words(visible, words)) | Q(customer__in=customers)
    number = parse_number(query)
    if number is not None:
        fits |= Q(number=number)
    ids = list(visible.filter(fits).order_by("-received_at", "-pk").values_list("pk", flat=True)[:most])
    rows = {ticket.id: ticket for ticket in listed(ids)}
    return [rows[ticket_id] for ticket_id in ids if ticket_id in rows]


def _with_words(visible: QuerySet[Ticket], words: Sequence[str]) -> list[int]:
    latest = visible.order_by("-pk").values_list("pk", "subject")[:SUBJECTS]
    recent = visible.filter(Q(state__in=OPEN_STATES) | Q(closed_at__gte=clock.now() - TEXTS_FOR)).order_by("-pk")
    latest_sql, latest_values = latest.query.sql_with_params()
    recent_sql, recent_values = recent.values_list("pk")[:TEXTS].query.sql_with_params()
    named, names = _all_in("subject ILIKE %s", map(_spellings, words))
    written, texts = _all_in("text LIKE %s", map(_cases, words))
    sql = _WITH_WORDS.format(latest=latest_sql, named=named, recent=recent_sql, written=written)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*latest_values, *names, MOST_WITH_WORDS, *recent_values, *texts, MOST_WITH_WORDS])
        return [row[0] for row in cursor.fetchall()]


# The array is read first: joined, every text would be compared before it is seen which tickets are recent.
_WITH_WORDS = """
(SELECT id FROM ({latest}) AS latest (id, subject) WHERE {named} ORDER BY id DESC LIMIT %s)
UNION
(SELECT DISTINCT ticket_id FROM tickets_message WHERE ticket_id = ANY (ARRAY({recent})) AND {written}
 ORDER BY ticket_id DESC LIMIT %s)
"""


def _all_in(comparison: str, words: Iterable[Collection[str]]) -> tuple[str, list[str]]:
    """The condition that every word stands there in one of its forms, and the patterns of all forms."""
    forms = [sorted(each) for each in words]
    fits = " AND ".join(f"({' OR '.join([comparison] * len(each))})" for each in forms)
    return fits, [f"%{_WILD.sub(ESCAPED, form)}%" for each in forms for form in each]


def _spellings(word: str) -> set[str]:
    low = word.lower()
    written_out = reduce(lambda text, pair: text.replace(*pair), _WRITTEN_OUT, low)
    umlauts = reduce(lambda text, pair: text.replace(pair[1], pair[0]), _WRITTEN_OUT[:3], low)
    return {low, written_out, umlauts, umlauts.replace("ss", "ß")}


def _cases(word: str) -> set[str]:
    """PostgreSQL compares long texts much faster letter by letter than in any case: each word is tried as typed, in
    small letters and with a capital."""
    return {word, *(cased for form in _spellings(word) for cased in (form, form.capitalize()))}
