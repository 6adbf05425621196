"""A message is put on its way: a row and a job, in the transaction of whoever sends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.kernel import clock
from kontor.kernel.rows import write_rows
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.tickets.models import Message

DELIVER = "kontor.outbox.tasks.deliver"


@dataclass(frozen=True)
class NewMail:
    """A message that is to be sent, and as whom. ``final`` closes the ticket once it is out; ``at`` lets it wait.

    ``reply_account`` is where answers shall go, if not to the sender.
    """

    message: Message
    account: MailAccount
    no_reply: NoReplyAddress | None = None
    final: bool = True
    automatic: bool = False
    at: datetime | None = None
    reply_account: MailAccount | None = None


def queue_mail(
    message: Message,
    *,
    account: MailAccount,
    no_reply: NoReplyAddress | None = None,
    final: bool = True,
    automatic: bool = False,
    at: datetime | None = None,
    reply_account: MailAccount | None = None,
) -> OutgoingMail:
    """Queue the outgoing message to all its recipients, each address once. It does not leave before ``at``."""
    return queue_mails([NewMail(message, account, no_reply, final, automatic, at, reply_account)])[0]


def queue_mails(new: Iterable[NewMail]) -> list[OutgoingMail]:
    """The same for several, in as many statements as one takes."""
    mails = write_rows(_mail(each) for each in new)
    waiting = [mail for mail in mails if _waits(mail)]
    jobs = [_job(mail) for mail in mails if mail not in waiting]
    if jobs:
        app.configure_task(DELIVER, queue="mail").batch_defer(*jobs)
    for mail in waiting:
        enqueue(mail)
    return mails


def enqueue(mail: OutgoingMail) -> None:
    """A job for a mail that is due, or for when it is."""
    at = mail.next_attempt_at if _waits(mail) else None
    app.configure_task(DELIVER, queue="mail", schedule_at=at).defer(**_job(mail))


def _waits(mail: OutgoingMail) -> bool:
    return bool(mail.next_attempt_at and mail.next_attempt_at > clock.now())


def _job(mail: OutgoingMail) -> dict[str, Any]:
    return {"tenant_id": mail.tenant_id, "outgoing_id": mail.pk, "account_id": mail.account_id}


def _mail(new: NewMail) -> OutgoingMail:
    message = new.message
    addresses = [address for _name, address in [*message.to, *message.cc, *message.bcc]]
    return OutgoingMail(
        tenant_id=message.tenant_id,
        lent_to_id=message.lent_to_id,
        message=message,
        account=new.account,
        account_owner=new.account.owner,
        no_reply=new.no_reply,
        reply_account=new.reply_account,
        reply_account_owner=new.reply_account.owner if new.reply_account else None,
        state=DeliveryState.QUEUED,
        recipients=list(dict.fromkeys(addresses)),
        final=new.final,
        automatic=new.automatic,
        next_attempt_at=new.at or clock.now(),
    )
