"""An account reads another mailbox by now: what the ledger knows by the old one's numbers must hide none of its mails.

Servers number alike: many folders have the UIDVALIDITY 1, and many POP3 servers count from 1 as well.
"""

from __future__ import annotations

from django.db import connection

from kontor.channels.domain.accounts import OTHER_MAILBOX
from kontor.channels.models import MailAccount
from kontor.intake.domain import leases
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


_PUT_ASIDE = """
UPDATE intake_arrival SET key = left(key, 180) || '@' || id WHERE account_id = %s AND key NOT LIKE '%%@' || id
"""
