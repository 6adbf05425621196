"""The ledger: what was seen on a mailbox is written down, bytes and all, before the server is told anything."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection as database
from django.db.models import Q
from psycopg.types.json import Jsonb

from kontor.channels.enums import Channel
from kontor.channels.fetched import Batch, FetchedMail
from kontor.channels.models import MailAccount
from kontor.intake.domain.scan_reading import have_read
from kontor.intake.enums import UNDECIDED, ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.intake.parsing.identifiers import message_id_of
from kontor.kernel import clock
from kontor.tickets.domain.blobs import keep_all
from kontor.tickets.models import Blob

LONGEST_KEY = 200


@dataclass(frozen=True)
class _Line:
    """A message as it is written down."""

    mail: FetchedMail
    content: bytes
    digest: bytes
    state: ArrivalState = ArrivalState.WAITING
    outcome: str = ""
    reason: str = ""


def store_arrivals(account: MailAccount, batch: Batch, *, connection: dict[str, Any] | None = None) -> int:
    """Write the batch into the ledger, in the scope of the account. Returns how many are to be processed.

    ``connection`` says how it was fetched, for whoever follows the mail's way.

    A message that is there already stays as it is: fetching twice is harmless. After the server has numbered its
    folder anew, messages that were taken before are known by their bytes and are not processed again. A POP3 server
    does not say when it does so; there the bytes are always looked at.
    """
    lines = [_line(mail, account) for mail in batch.mails]
    if any(_may_be_old(line, batch) for line in lines):
        lines = _without_old(account, lines, batch)
    if not lines:
        return 0
    written = _write(account, lines, {"connection": connection} if connection else {})
    if account.channel == Channel.LETTER:
        have_read(account, [line.mail.key for line in lines])
    return written


def known_keys(account: MailAccount, keys: list[str]) -> set[str]:
    """Which of these messages stand in the ledger."""
    names = {name_in_ledger(key): key for key in keys}
    found = Arrival.objects.filter(account=account, key__in=list(names)).values_list("key", flat=True)
    return {names[name] for name in found}


def name_in_ledger(key: str) -> str:
    """The key as the ledger can hold it: a server may call a message by anything."""
    if len(key) <= LONGEST_KEY and "\0" not in key:
        return key
    return f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def _line(mail: FetchedMail, account: MailAccount) -> _Line:
    mail = replace(mail, key=name_in_ledger(mail.key))
    content = mail.raw if mail.raw is not None else mail.headers
    digest = hashlib.sha256(content).digest()
    if mail.raw is None:
        return _Line(mail, content, digest, ArrivalState.HELD, Outcome.HELD.value, mail.problem or "too_large")
    state = ArrivalState.READING if account.channel == Channel.LETTER else ArrivalState.WAITING
    return _Line(mail, content, digest, state)


def _may_be_old(line: _Line, batch: Batch) -> bool:
    return line.mail.raw is not None and (batch.renumbered or not line.mail.uidvalidity)


def _without_old(account: MailAccount, lines: Sequence[_Line], batch: Batch) -> list[_Line]:
    """The lines that are new by their keys; of these, messages that were taken under another key are ignored."""
    old = Q(key__in=[line.mail.key for line in lines]) | Q(sha256__in=[line.digest for line in lines])
    rows = Arrival.objects.filter(old, account=account).values_list("key", "sha256")
    keys, digests = {key for key, _digest in rows}, {bytes(digest) for _key, digest in rows}
    new: list[_Line] = []
    for line in lines:
        if line.mail.key in keys:
            continue
        if line.digest in digests and _may_be_old(line, batch):
            line = replace(line, state=ArrivalState.DONE, outcome=Outcome.IGNORED.value, reason="renumbered")
        new.append(line)
        keys.add(line.mail.key)
        digests.add(line.digest)
    return new


def _write(account: MailAccount, lines: Sequence[_Line], details: dict[str, Any]) -> int:
    """All lines in one statement, in their order; those whose key is there are left out. Returns how many wait."""
    blobs = keep_all([(account.tenant_id, line.content) for line in lines])
    now = clock.now()
    rows = [_row(line, blob, now) for line, blob in zip(lines, blobs, strict=True)]
    with database.cursor() as cursor:
        common: list[Any] = [account.tenant_id, account.pk, account.owner, now, Jsonb(details)]
        cursor.execute(_WRITE, [*common, *map(list, zip(*rows, strict=True))])
        return sum(state in UNDECIDED for (state,) in cursor.fetchall())


def _row(line: _Line, blob: Blob, now: datetime) -> tuple[Any, ...]:
    mail = line.mail
    received_at = mail.internal_date or now
    state = line.state.value
    name = message_id_of(line.content)
    return (mail.key, blob.pk, mail.size, line.digest, received_at, state, line.outcome, line.reason, name)


_WRITE = """
INSERT INTO intake_arrival (tenant_id, account_id, account_owner, stored_at, details, attempts, crashes,
                            key, raw_id, size, sha256, received_at, state, outcome, reason)
SELECT %s::bigint, %s::bigint, %s::bigint, %s::timestamptz,
       %s || jsonb_strip_nulls(jsonb_build_object('message_id', nullif(line.name, ''))), 0, 0,
       line.key, line.raw_id, line.size, line.sha256, line.received_at, line.state, line.outcome, line.reason
FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bytea[], %s::timestamptz[], %s::text[], %s::text[], %s::text[],
            %s::text[])
    WITH ORDINALITY AS line(key, raw_id, size, sha256, received_at, state, outcome, reason, name, place)
ORDER BY line.place
ON CONFLICT ON CONSTRAINT intake_arrival_once DO NOTHING
RETURNING state
"""
