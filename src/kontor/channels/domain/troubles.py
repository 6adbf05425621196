"""What stood in the way of an account is written down, so that its page can tell it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from kontor.channels.domain.tokens import forget_access_token
from kontor.channels.enums import Direction
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import AccountTrouble, MailAccount
from kontor.kernel import clock

KEPT = timedelta(days=90)
MOST_IN_A_ROW = 20
"""So many kinds of trouble, one after the other, are looked at."""


@transaction.atomic(savepoint=False)
def note_trouble(account: MailAccount, failure: ConnectionFailed, *, direction: str = Direction.IN) -> AccountTrouble:
    """The account could not be used. The same kind again counts on; another kind ends it and begins a new trouble.

    A refused token is forgotten, so that the next visit gets a new one. In the scope of the account's owner
    (``account.owner``: the tenant, or the installation for a general one).
    """
    now = clock.now()
    values = plain_values(failure)
    if failure.kind == Kind.TOKEN_REFUSED:
        forget_access_token(account)
    present = _going_on(account, direction)
    known = present.filter(kind=failure.kind)
    if known.update(values=values, last_at=now, count=F("count") + 1):
        return known.get()
    present.update(ended_at=now)
    _forget_old(account)
    trouble, _is_new = AccountTrouble.objects.get_or_create(
        account=account,
        direction=direction,
        ended_at=None,
        defaults={
            "tenant_id": account.tenant_id,
            "account_owner": account.owner,
            "kind": failure.kind.value,
            "values": values,
            "began_at": now,
            "last_at": now,
        },
    )
    return trouble


def end_trouble(account: MailAccount, direction: str = Direction.IN) -> bool:
    """The account works again. Returns whether there was anything to end."""
    return bool(_going_on(account, direction).update(ended_at=clock.now()))


def failures_in_a_row(account: MailAccount, direction: str = Direction.IN) -> int:
    """How often it has failed since it last worked, whatever stood in the way each time."""
    total, began = 0, None
    for trouble in troubles_of(account, direction)[:MOST_IN_A_ROW]:
        if trouble.ended_at != began:
            break
        total, began = total + trouble.count, trouble.began_at
    return total


@dataclass(frozen=True)
class Unread:
    """A mailbox that cannot be read, and what stands in the way, in the language in force."""

    account: MailAccount
    why: str


def unread_mailboxes(tenant_ids: Collection[int]) -> list[Unread]:
    """Those of these tenants, once the alarm about them is raised; the longest first."""
    rows = MailAccount.objects.fetching().filter(tenant_id__in=tenant_ids, alarmed_at__isnull=False)
    found = list(rows.exclude(failing_since=None).select_related("tenant").order_by("failing_since", "id"))
    troubles = AccountTrouble.objects.filter(account__in=found, direction=Direction.IN, ended_at=None) if found else ()
    why = {trouble.account_id: trouble.sentence for trouble in troubles}
    return [Unread(account, why.get(account.pk, "")) for account in found]


def troubles_of(account: MailAccount, direction: str | None = None) -> QuerySet[AccountTrouble]:
    """Newest first; what is going on and what was."""
    rows = AccountTrouble.objects.filter(account=account)
    return rows.filter(direction=direction) if direction else rows


def plain_values(failure: ConnectionFailed) -> dict[str, str | int]:
    """What the sentence names, as it can be stored."""
    return {name: value if isinstance(value, int) else str(value) for name, value in failure.values.items()}


def _going_on(account: MailAccount, direction: str) -> QuerySet[AccountTrouble]:
    return AccountTrouble.objects.filter(account=account, direction=direction, ended_at=None)


def _forget_old(account: MailAccount) -> None:
    AccountTrouble.objects.filter(account=account, ended_at__lt=clock.now() - KEPT).delete()
