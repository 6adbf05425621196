"""The ledger: what was seen on a mailbox is written down, bytes and all, before the server is told anything."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connection

from kontor.channels.fetched import Batch, FetchedMail
from kontor.channels.models import MailAccount
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.tickets.domain.blobs import keep


def store_arrivals(account: MailAccount, batch: Batch) -> int:
    """Write the batch into the ledger, in the scope of the account. Returns how many are to be processed.

    A message that is there already stays as it is: fetching twice is harmless. After the server has numbered its
    folder anew, messages that were taken before are known by their bytes and are not processed again. A POP3 server
    does not say when it does so; there the bytes are always looked at.
    """
    now = clock.now()
    return sum(_store(account, mail, now, renumbered=batch.renumbered) for mail in batch.mails)


def known_keys(account: MailAccount, keys: list[str]) -> set[str]:
    """Which of these messages stand in the ledger."""
    return set(Arrival.objects.filter(account=account, key__in=keys).values_list("key", flat=True))


def _store(account: MailAccount, mail: FetchedMail, now: datetime, *, renumbered: bool) -> int:
    content = mail.raw if mail.raw is not None else mail.headers
    digest = hashlib.sha256(content).digest()
    state, outcome, reason = ArrivalState.WAITING, "", ""
    if mail.raw is None:
        state, outcome, reason = ArrivalState.HELD, Outcome.HELD, mail.problem or "too_large"
    elif (renumbered or not mail.uidvalidity) and Arrival.objects.filter(account=account, sha256=digest).exclude(
        key=mail.key
    ).exists():
        state, outcome, reason = ArrivalState.DONE, Outcome.IGNORED, "renumbered"
    blob = keep(content, tenant_id=account.tenant_id)
    with connection.cursor() as cursor:
        cursor.execute(
            _STORE,
            [
                account.tenant_id,
                account.pk,
                account.owner,
                mail.key,
                blob.pk,
                mail.size,
                digest,
                mail.internal_date or now,
                now,
                state,
                outcome,
                reason,
            ],
        )
        return cursor.rowcount if state == ArrivalState.WAITING else 0


_STORE = """
INSERT INTO intake_arrival (tenant_id, account_id, account_owner, key, raw_id, size, sha256, received_at, stored_at,
                            state, outcome, reason, details, attempts)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '{}', 0)
ON CONFLICT ON CONSTRAINT intake_arrival_once DO NOTHING
"""
