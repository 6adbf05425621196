"""A message is put on its way: a row and a job, in the transaction of whoever sends."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.kernel import clock
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.tickets.models import Message

DELIVER = "kontor.outbox.tasks.deliver"


def queue_mail(
    message: Message,
    *,
    account: MailAccount,
    no_reply: NoReplyAddress | None = None,
    final: bool = True,
    automatic: bool = False,
) -> OutgoingMail:
    """Queue the outgoing message to all its recipients, each address once."""
    addresses = [address for _name, address in [*message.to, *message.cc, *message.bcc]]
    mail = OutgoingMail.objects.create(
        tenant_id=message.tenant_id,
        lent_to_id=message.lent_to_id,
        message=message,
        account=account,
        account_owner=account.owner,
        no_reply=no_reply,
        state=DeliveryState.QUEUED,
        recipients=list(dict.fromkeys(addresses)),
        final=final,
        automatic=automatic,
        next_attempt_at=clock.now(),
    )
    app.configure_task(DELIVER, queue="mail").defer(tenant_id=mail.tenant_id, outgoing_id=mail.pk)
    return mail
