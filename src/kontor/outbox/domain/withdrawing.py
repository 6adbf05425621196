"""A mail that waits is taken out of its queue, as if it had never been put there."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.tickets.models import Message


def withdraw_unsent(message: Message) -> list[OutgoingMail]:
    """Remove the message's outgoing mails; returns what they were. Its ticket is locked.

    Refused when a worker has taken one of them, whatever came of it, also when it is tried again now. Whoever is second
    waits for the row's lock: the worker passes over a row that is being removed, and finds it gone.
    """
    rows = OutgoingMail.objects.filter(message=message).order_by("pk").select_for_update(of=("self",))
    mails = list(rows.select_related("account"))
    if not mails or any(_is_touched(mail) for mail in mails):
        raise Refused(_("The mail is on its way already. It cannot be taken back any more."))
    OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails]).delete()
    return mails


def _is_touched(mail: OutgoingMail) -> bool:
    """Trying again counts the attempts anew; what was said with a server stays."""
    if mail.state not in (DeliveryState.QUEUED, DeliveryState.HELD):
        return True
    return bool(mail.attempts or mail.sent_at or mail.dialogue)
