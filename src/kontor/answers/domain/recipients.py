"""Whom an answer goes to: whom the customer copied in, and who deserves a second look."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from kontor.kernel.text import normalize_email
from kontor.tickets.models import Message

MOST_EARLIER = 300
"""So many of the latest mails to the customer are asked who else got them."""
_NOBODY_READS = re.compile(r"(no|do-?not|bitte-?nicht|nicht)-?(reply|respond|answer|antworten)")


@dataclass(frozen=True)
class MarkedRecipient:
    """A recipient that deserves a second look: nobody has written to them before, or they are elsewhere."""

    address: str
    is_new: bool
    is_outside: bool


def copied_in(message: Message, *, without: Collection[str]) -> list[list[str]]:
    """Whom the customer copied in, each once, without those that are named and without addresses that nobody reads."""
    taken = set(without)
    copied: list[list[str]] = []
    for name, address in [*message.to, *message.cc]:
        key = normalize_email(address)
        if key and key not in taken and not nobody_reads(key):
            taken.add(key)
            copied.append([name, address])
    return copied


def nobody_reads(address: str) -> bool:
    """The address says of itself that it takes no answers."""
    local = address.partition("@")[0].partition("+")[0]
    return bool(_NOBODY_READS.fullmatch(local.replace("_", "-").replace(".", "-")))


def marked_recipients(
    pairs: Sequence[Sequence[str]], *, tenant_id: int, customer_id: int | None, ticket_id: int | None = None
) -> list[MarkedRecipient]:
    """Those of the recipients that deserve a second look, in their order.

    New is who is no contact of the tenant and got none of our latest mails to this customer. Outside is who has another
    domain than the customer and we. Addresses that are none are left out. One statement.
    """
    keys = list(dict.fromkeys(filter(None, (normalize_email(address) for _name, address in pairs))))
    if not keys:
        return []
    asked: dict[str, Any] = {"tenant": tenant_id, "customer": customer_id, "ticket": ticket_id}
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"keys": keys, "most": MOST_EARLIER, **asked})
        familiar, domains = (set(values) for values in cursor.fetchone())
    marked = (MarkedRecipient(key, key not in familiar, key.rpartition("@")[2] not in domains) for key in keys)
    return [one for one in marked if one.is_new or one.is_outside]


_KNOWN = """
WITH own AS (
    SELECT address_key FROM channels_mailaccount WHERE owner_key IN (0, %(tenant)s) AND deleted_at IS NULL
    UNION SELECT address_key FROM channels_noreplyaddress WHERE tenant_id = %(tenant)s
), earlier AS (
    SELECT m.id, m."to" || m.cc || m.bcc AS pairs FROM tickets_ticket t JOIN tickets_message m ON m.ticket_id = t.id
    WHERE (t.id = %(ticket)s OR t.customer_id = %(customer)s) AND t.tenant_id = %(tenant)s AND m.direction = 'out'
    ORDER BY m.id DESC LIMIT %(most)s
)
SELECT
    ARRAY(
        SELECT normalized FROM customers_address
        WHERE tenant_id = %(tenant)s AND kind = 'email' AND normalized = ANY (%(keys)s)
        UNION SELECT lower(pair ->> 1) FROM earlier, jsonb_array_elements(pairs) AS pair
        UNION SELECT address_key FROM own
    ),
    ARRAY(
        SELECT split_part(normalized, '@', 2) FROM customers_address
        WHERE customer_id = %(customer)s AND tenant_id = %(tenant)s AND kind = 'email'
        UNION SELECT split_part(address_key, '@', 2) FROM own
    )
"""
