"""Which accounts received a mail; it may have come in on several."""

from __future__ import annotations

from collections.abc import Iterable

from kontor.channels.models import MailAccount
from kontor.tickets.models import Message


def received_by(messages: Iterable[Message]) -> dict[int, list[str]]:
    """The addresses of the accounts that received each message, in the order of the deliveries, each once."""
    ids = {message.pk: list(dict.fromkeys(message.evidence.get("accounts", ()))) for message in messages}
    wanted = {account_id for each in ids.values() for account_id in each}
    rows = MailAccount.objects.filter(pk__in=wanted).values_list("pk", "address") if wanted else ()
    addresses = dict(rows)
    return {pk: [addresses[account_id] for account_id in each if account_id in addresses] for pk, each in ids.items()}
