"""Numbers of mails that a server gives to others by now: they must hide none of them from the ledger.

That is so when an account reads another mailbox, and when a mail was deleted by POP3.

Servers number alike: many folders have the UIDVALIDITY 1, and many POP3 servers count from 1 as well.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from kontor.channels.domain.accounts import OTHER_MAILBOX
from kontor.channels.models import MailAccount
from kontor.intake.domain import leases
from kontor.intake.domain.arrivals import name_in_ledger
from kontor.intake.domain.claims import scope_of_queue
from kontor.intake.domain.leases import Hold
from kontor.tenants.scope import scope

UNREAD = -2
"""A UIDVALIDITY no server has either: the old numbers are put aside, and the new mailbox was not read to its end."""


def put_old_numbers_aside(account: MailAccount, hold: Hold) -> None:
    """Once after the mailbox was changed, by whoever holds it and before it is looked at. The rows keep their numbers,
    marked so that no server's is equal to one. Raises ``LeaseLost``."""
    if account.uidvalidity != OTHER_MAILBOX:
        return
    with scope(*scope_of_queue(hold.tenant_id)):
        leases.confirm(hold)
        with connection.cursor() as cursor:
            cursor.execute(_PUT_ASIDE, [account.pk])
        MailAccount.objects.filter(pk=account.pk, uidvalidity=OTHER_MAILBOX).update(uidvalidity=UNREAD)
    account.uidvalidity = UNREAD


def put_aside(account: MailAccount, hold: Hold, keys: Iterable[str]) -> None:
    """Mails with these UIDLs were deleted from their server, which may call others so from now on (RFC 1939)."""
    with scope(*scope_of_queue(hold.tenant_id)):
        leases.confirm(hold)
        with connection.cursor() as cursor:
            cursor.execute(f"{_PUT_ASIDE} AND key = ANY (%s)", [account.pk, [name_in_ledger(key) for key in keys]])


_PUT_ASIDE = """
UPDATE intake_arrival SET key = left(key, 180) || '@' || id WHERE account_id = %s AND key NOT LIKE '%%@' || id
"""
