"""Looking tickets up by words: subject, customer, and what was written.

No index helps with parts of words, and behind row security none with words either unless its operator is known to leak
nothing. So there is a bound to what is read of each kind, whatever the installation holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from kontor.kernel import clock
from kontor.kernel.spellings import spellings
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
    named, names = _all_in("subject LIKE %s", words)
    written, texts = _all_in("low LIKE %s", words)
    sql = _WITH_WORDS.format(latest=latest_sql, named=named, recent=recent_sql, written=written)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*latest_values, *names, MOST_WITH_WORDS, *recent_values, *texts, MOST_WITH_WORDS])
        return [row[0] for row in cursor.fetchall()]


# The array is read first: joined, every text would be compared before it is seen which tickets are recent. A text is
# put into small letters once, not once for each word.
_WITH_WORDS = """
(SELECT id FROM (SELECT id, lower(subject) FROM ({latest}) AS latest (id, subject) OFFSET 0) AS late (id, subject)
 WHERE {named} ORDER BY id DESC LIMIT %s)
UNION
(SELECT DISTINCT ticket_id
 FROM (SELECT ticket_id, lower(text) FROM tickets_message WHERE ticket_id = ANY (ARRAY({recent})) OFFSET 0)
     AS recent (ticket_id, low)
 WHERE {written} ORDER BY ticket_id DESC LIMIT %s)
"""


def _all_in(comparison: str, words: Iterable[str]) -> tuple[str, list[str]]:
    """The condition that every word stands there in one of its spellings, and the patterns of all."""
    forms = [spellings(word) for word in words]
    fits = " AND ".join(f"({' OR '.join([comparison] * len(each))})" for each in forms)
    return fits, [f"%{_WILD.sub(ESCAPED, form)}%" for each in forms for form in each]
