"""A copy of each answer in the account's own folder for what was sent, if the account wishes one."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.outbox.models import OutgoingMail

KEEP_COPY = "kontor.outbox.tasks.keep_copy"


def keep_copy_of(mail: OutgoingMail) -> None:
    """A job puts the copy there, however long that takes: delivery is not disturbed by it."""
    if mail.account.sent_folder and mail.copied_at is None:
        app.configure_task(KEEP_COPY, queue="mail").defer(tenant_id=mail.tenant_id, outgoing_id=mail.pk)
