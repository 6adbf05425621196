"""Numbers of mails that a server gives to others by now: they must hide none of them from the ledger.

That is so when an account reads another mailbox, when its mailbox was restored from a backup, and when a mail was
deleted by POP3.

Servers number alike: many folders have the UIDVALIDITY 1, and many POP3 servers count from 1 as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from logging import getLogger

from django.db import connection

from kontor.channels import imap, pop3
from kontor.channels.domain.accounts import OTHER_MAILBOX
from kontor.channels.models import MailAccount
from kontor.intake.domain import leases
from kontor.intake.domain.arrivals import name_in_ledger
from kontor.intake.domain.claims import scope_of_queue
from kontor.intake.domain.leases import Hold
from kontor.intake.models import Arrival
from kontor.intake.parsing.identifiers import message_id_of
from kontor.tenants.scope import scope

log = getLogger("kontor.intake")

NEWEST = 500
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


def put_aside_if_set_back(account: MailAccount, hold: Hold, mailbox: imap.Mailbox | pop3.Mailbox) -> None:
    """The same where the folder gives numbers anew and says nothing of it. Its mails are known by their bytes then."""
    if isinstance(mailbox, pop3.Mailbox):
        set_back = _has_other_mail(account, mailbox)
    else:
        set_back = _is_set_back(account, mailbox)
    if not set_back:
        return
    log.warning("The mailbox of account %s was restored: it gives its numbers to other mails.", account.pk)
    with scope(hold.tenant_id):
        MailAccount.objects.filter(pk=account.pk).update(uidvalidity=OTHER_MAILBOX, last_uid=0)
    account.uidvalidity, account.last_uid = OTHER_MAILBOX, 0
    put_old_numbers_aside(account, hold)


def put_aside(account: MailAccount, hold: Hold, keys: Iterable[str]) -> None:
    """Mails with these UIDLs were deleted from their server, which may call others so from now on (RFC 1939)."""
    with scope(*scope_of_queue(hold.tenant_id)):
        leases.confirm(hold)
        with connection.cursor() as cursor:
            cursor.execute(f"{_PUT_ASIDE} AND key = ANY (%s)", [account.pk, [name_in_ledger(key) for key in keys]])


def _is_set_back(account: MailAccount, mailbox: imap.Mailbox) -> bool:
    """The number that was the last one is still to be given, or another mail has it, which came at another time."""
    last = account.last_uid
    if account.uidvalidity != mailbox.uidvalidity:
        return False
    if 0 < mailbox.next_uid <= last:
        return True
    date = mailbox.date_of(last) if last else None
    if date is None:
        return False
    with scope(*scope_of_queue(account.owner)):
        rows = Arrival.objects.filter(account=account, key=f"{mailbox.uidvalidity}:{last}")
        before = rows.values_list("received_at", flat=True).first()
    return before is not None and before != date


def _has_other_mail(account: MailAccount, mailbox: pop3.Mailbox) -> bool:
    """The last mail of those that the ledger knows by their names is another one by now, which its Message-ID tells."""
    names = {name_in_ledger(uidl): uidl for uidl in list(mailbox.listing())[-NEWEST:]}
    with scope(*scope_of_queue(account.owner)):
        rows = Arrival.objects.filter(account=account, key__in=list(names))
        known = dict(rows.values_list("key", "details__message_id"))
    last = next((name for name in reversed(names) if known.get(name)), "")
    now = message_id_of(mailbox.head(names[last])) if last else ""
    return bool(now) and now != known[last]


_PUT_ASIDE = """
UPDATE intake_arrival SET key = left(key, 180) || '@' || id WHERE account_id = %s AND key NOT LIKE '%%@' || id
"""
