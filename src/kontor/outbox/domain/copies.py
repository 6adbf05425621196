"""A copy of each answer in the account's own folder for what was sent, if the account wishes one."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from kontor.channels.domain.tokens import ready
from kontor.channels.enums import Protocol
from kontor.channels.errors import ConnectionFailed
from kontor.channels.mailboxes import append_copy, holds_copy
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.outbox.domain.composing import compose
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.tenants.scope import scope

KEEP_COPY = "kontor.outbox.tasks.keep_copy"
LOOK_FOR_COPY = "kontor.outbox.tasks.look_for_copy"
LOOKS = (timedelta(minutes=2), timedelta(minutes=30))
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]
"""How long the next try waits after the first, second … failure. After the last one there is no copy."""


def keep_copy_of(mail: OutgoingMail) -> None:
    """A job puts the copy there, however long that takes: delivery is not disturbed by it."""
    if _wishes_copies(mail.account) and mail.copied_at is None:
        app.configure_task(KEEP_COPY, queue="mail").defer(tenant_id=mail.tenant_id, outgoing_id=mail.pk, tries=0)


def keep_copy(tenant_id: int, outgoing_id: int, tries: int) -> bool | None:
    """Put the copy into the folder, unless one with its Message-ID lies there: some servers put it there themselves.

    Whether it was put there; None where none is wished any more, it is there, or it could not be done now.
    """
    with scope(tenant_id):
        rows = OutgoingMail.objects.select_related("message", "account", "no_reply", "tenant")
        mail = rows.get(pk=outgoing_id)
        content = compose(mail) if mail.copied_at is None and _wishes_copies(mail.account) else None
    if content is None:
        return None
    account, message_id = mail.account, mail.message.message_id
    try:
        server = ready(account).mail_server()
        was_put = append_copy(server, account.sent_folder, content, message_id=message_id)
    except ConnectionFailed:
        _try_later(tenant_id, outgoing_id, tries)
        return None
    with scope(tenant_id):
        OutgoingMail.objects.filter(pk=outgoing_id).update(copied_at=clock.now())
    return was_put


def look_for_copy_of(mail: OutgoingMail) -> None:
    """Some servers put a copy into that folder themselves: then a mail in doubt was taken. A job looks, twice."""
    if _wishes_copies(mail.account):
        for wait in LOOKS:
            later = app.configure_task(LOOK_FOR_COPY, queue="mail", schedule_at=clock.now() + wait)
            later.defer(tenant_id=mail.tenant_id, outgoing_id=mail.pk)


def finds_copy(tenant_id: int, outgoing_id: int) -> bool:
    """Whether the server has a copy of the mail. A mailbox that cannot be read proves nothing."""
    with scope(tenant_id):
        mail = OutgoingMail.objects.select_related("message", "account").get(pk=outgoing_id)
    account = mail.account
    if mail.state != DeliveryState.UNCLEAR or not _wishes_copies(account):
        return False
    try:
        return holds_copy(ready(account).mail_server(), account.sent_folder, mail.message.message_id)
    except ConnectionFailed:
        return False


def _try_later(tenant_id: int, outgoing_id: int, tries: int) -> None:
    if tries >= len(WAITS):
        return
    with scope(tenant_id):
        later = app.configure_task(KEEP_COPY, queue="mail", schedule_at=clock.now() + WAITS[tries])
        later.defer(tenant_id=tenant_id, outgoing_id=outgoing_id, tries=tries + 1)


def _wishes_copies(account: MailAccount) -> bool:
    return bool(account.sent_folder) and account.protocol == Protocol.IMAP
