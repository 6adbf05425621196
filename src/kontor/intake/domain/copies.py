"""A mail to two addresses of one tenant is one message with two deliveries.

Who files a mail holds a lock on its identity until the end of the transaction, so of two workers with a copy each the
second finds what the first has filed. The unique key of the message's identity stands behind that.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import connection

from kontor.intake.domain.identity import identity_of
from kontor.intake.domain.judged import Filed, JudgedMail
from kontor.intake.domain.messages import own_raws
from kontor.intake.enums import Outcome
from kontor.intake.parsing.mail import ParsedMail
from kontor.tenants.scope import current
from kontor.tickets.domain.history import record_all
from kontor.tickets.models import Message

Copies = Mapping[int, Message]
"""By tenant, the message that a mail is already."""

SAME_MAIL = "same_mail"


def lock_identities(identities: Iterable[UUID]) -> None:
    """Hold these identities until the transaction ends, in the order of their keys. Comes before all other locks."""
    keys = sorted({int.from_bytes(identity.bytes[:8], "big", signed=True) for identity in identities})
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [keys])


def known_copies(mails: Sequence[JudgedMail]) -> dict[UUID, dict[int, Message]]:
    """What of these mails is filed already, by identity and tenant. Nobody else files one of them from now on."""
    identities = {mail.identity for mail in mails if mail.identity}
    lock_identities(identities)
    found: dict[UUID, dict[int, Message]] = defaultdict(dict)
    rows = Message.objects.filter(tenant_id__in=current(), identity__in=identities).select_related("ticket")
    for message in rows if identities else ():
        if message.identity:
            found[message.identity][message.tenant_id] = message
    return found


def free_identities(mails: Iterable[ParsedMail], tenant_id: int) -> list[UUID | None]:
    """The identities of mails that a person files: None for what the tenant has as a message already, which stays the
    one that later copies belong to. Nobody else files one of these mails from now on."""
    identities = [identity_of(mail) for mail in mails]
    lock_identities(identity for identity in identities if identity)
    rows = Message.objects.filter(tenant_id=tenant_id, identity__in=[one for one in identities if one])
    taken: set[UUID | None] = set(rows.values_list("identity", flat=True))
    free: list[UUID | None] = []
    for identity in identities:
        free.append(None if identity in taken else identity)
        taken.add(identity)
    return free


def file_copies(copies: Sequence[tuple[JudgedMail, Message]]) -> list[Filed]:
    """Further deliveries of messages: noted on them and in the history of their tickets. Nothing else changes."""
    if not copies:
        return []
    accounts: dict[int, list[int]] = defaultdict(list)
    for judged, message in copies:
        accounts[message.pk].append(judged.arrival.account_id)
    with connection.cursor() as cursor:
        cursor.execute(_DELIVERED, [list(accounts), [json.dumps(ids) for ids in accounts.values()]])
    record_all(
        (message.ticket, None, "received_again", {"account": judged.desk.account.name}) for judged, message in copies
    )
    raws = own_raws([(judged.arrival, judged.mail, message.tenant_id) for judged, message in copies])
    return [
        Filed(Outcome.FOLLOW_UP, SAME_MAIL, message.ticket, message, raw)
        for (_judged, message), raw in zip(copies, raws, strict=True)
    ]


_LOCK = "SELECT pg_advisory_xact_lock(key) FROM (SELECT unnest(%s::bigint[]) AS key ORDER BY key) AS ordered"

_DELIVERED = """
UPDATE tickets_message message
SET evidence = jsonb_set(message.evidence, '{accounts}',
    COALESCE(message.evidence -> 'accounts', '[]'::jsonb) || given.accounts::jsonb)
FROM unnest(%s::bigint[], %s::text[]) AS given(id, accounts)
WHERE message.id = given.id
"""
