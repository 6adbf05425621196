"""Blocked senders and mail marked as spam: what that means for a mail on its way to a tenant's tickets.

The tenant must be known by then: a general account's mail is judged by the list of the tenant it goes to, and by no
other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from django.db import connection

from kontor.intake.domain.block_list import names_of
from kontor.intake.domain.judged import JudgedMail
from kontor.intake.models import BlockEntry
from kontor.intake.preferences import SPAM_BY_FLAG, SPAM_FROM_SCORE
from kontor.kernel import clock
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.tenants.scope import current

BLOCKED = "blocked"
"""The reason of what the block list decided."""


@dataclass(frozen=True)
class BlockBook:
    """The entries that the senders of a batch fall under, of every tenant in the scope; it counts which did."""

    _entries: dict[tuple[int, str], BlockEntry] = field(default_factory=dict)
    _hits: dict[int, int] = field(default_factory=dict)

    @classmethod
    def load(cls, mails: Iterable[JudgedMail]) -> BlockBook:
        """One statement."""
        wanted = {name for judged in mails for name in names_of(_sender(judged))}
        rows = BlockEntry.objects.filter(tenant_id__in=current(), value__in=wanted)
        return cls({(row.tenant_id, row.value): row for row in rows} if wanted else {})

    def find(self, judged: JudgedMail, tenant_id: int) -> BlockEntry | None:
        """The nearest entry of this tenant that the sender falls under; it counts as hit."""
        names = names_of(_sender(judged))
        found = next((entry for name in names if (entry := self._entries.get((tenant_id, name)))), None)
        if found:
            self._hits[judged.arrival.pk] = found.pk
        return found

    def note_hits(self) -> None:
        """Count the hits at the entries, and write the entry into the ledger's row: who ignored it, and since when."""
        if not self._hits:
            return
        counted = sorted(Counter(self._hits.values()).items())
        ids = [entry_id for entry_id, _count in counted]
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [clock.now(), ids, ids, [count for _entry_id, count in counted]])
            cursor.execute(_NOTE, [list(self._hits), list(self._hits.values())])


@dataclass(frozen=True)
class SpamMarks:
    """What the receiving servers said about spam, and from where on tenants take it for spam."""

    _system: Holder | None = None
    _tenants: dict[int, Tenant] = field(default_factory=dict)

    @classmethod
    def load(cls, mails: Iterable[JudgedMail]) -> SpamMarks:
        """No statement when no mail of the batch bears such a mark, else two."""
        if not any(judged.trust.spam_flag or judged.trust.spam_score is not None for judged in mails):
            return cls()
        tenants = Tenant.objects.filter(pk__in=current())
        return cls(cast(Holder, system_values()), {tenant.pk: tenant for tenant in tenants})

    def why(self, judged: JudgedMail, tenant_id: int) -> str:
        """ "spam_flag" or "spam_score" when the tenant takes the mail for spam, else ""."""
        trust = judged.trust
        if self._system is None or tenant_id not in self._tenants:
            return ""
        chain = (self._system, cast(Holder, self._tenants[tenant_id]))
        if trust.spam_flag and SPAM_BY_FLAG.get(*chain):
            return "spam_flag"
        least = SPAM_FROM_SCORE.get(*chain)
        return "spam_score" if least and trust.spam_score is not None and trust.spam_score >= least else ""


def _sender(judged: JudgedMail) -> str:
    return judged.mail.sender.normalized if judged.mail.sender else ""


# Locked in the order of ids by the subquery: two workers never wait for each other crosswise.
_COUNT = """
UPDATE intake_blockentry AS entry SET hits = entry.hits + given.count, last_hit_at = %s
FROM (
    SELECT locked.id, counted.count
    FROM (SELECT id FROM intake_blockentry WHERE id = ANY (%s) ORDER BY id FOR UPDATE) AS locked
    JOIN unnest(%s::bigint[], %s::int[]) AS counted(id, count) ON counted.id = locked.id
) AS given
WHERE entry.id = given.id
"""
_NOTE = """
UPDATE intake_arrival SET details = details || jsonb_build_object('blocked_by', given.entry)
FROM unnest(%s::bigint[], %s::bigint[]) AS given(id, entry) WHERE intake_arrival.id = given.id
"""
