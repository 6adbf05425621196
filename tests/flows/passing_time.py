"""Time that goes by in the rows, so that a test need not wait for it; and what a person does who looks after doubts."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F

from kontor.channels.models import MailAccount
from kontor.intake.domain.leases import LEASE
from kontor.intake.models import Arrival, MailboxLease
from kontor.kernel import clock
from kontor.outbox.domain.doubts import confirm_arrival, send_again
from kontor.outbox.domain.recovery import STALLED_AFTER, sweep
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from tests.servers.smtp_sink import SmtpSink
from tests.support.scoping import in_scope


def leases_end(account: MailAccount) -> None:
    """The time goes by for which a dead worker holds the mailbox, and its jobs what it wrote down."""
    with in_scope(account.owner):
        Arrival.objects.update(stored_at=F("stored_at") - LEASE)
        MailboxLease.objects.update(until=F("until") - LEASE - timedelta(seconds=1))


def sending_stalls(account: MailAccount) -> None:
    """The time goes by after which mail that is being sent is looked after."""
    with in_scope(account.owner):
        rows = OutgoingMail.objects.filter(state=DeliveryState.SENDING)
        rows.update(claimed_at=clock.now() - STALLED_AFTER - timedelta(seconds=1))
    sweep(account.owner)


def pauses_end(account: MailAccount) -> None:
    """The time goes by for which a server that did not answer is left alone, for reading and for sending."""
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(fetch_due_at=None)
        late = clock.now() - STALLED_AFTER - timedelta(seconds=1)
        OutgoingMail.objects.filter(state=DeliveryState.QUEUED).update(next_attempt_at=late)
    sweep(account.owner)


def settle_doubts(account: MailAccount, sink: SmtpSink, by: User) -> int:
    """The author looks into the server's log, and says of each mail in doubt whether it arrived."""
    arrived = {kept.mail["Message-ID"] for kept in sink.kept}
    with in_scope(account.owner):
        doubtful = list(OutgoingMail.objects.filter(state=DeliveryState.UNCLEAR).select_related("message"))
        for mail in doubtful:
            (confirm_arrival if mail.message.message_id in arrived else send_again)(mail, by=by)
    return len(doubtful)
