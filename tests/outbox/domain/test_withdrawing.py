"""A mail that waits is taken out of its queue."""

from __future__ import annotations

from kontor.outbox.domain.withdrawing import withdraw_unsent
from kontor.outbox.models import OutgoingMail
from tests.outbox.domain.conftest import Queue
from tests.servers.smtp_sink import SmtpSink
from tests.support.scoping import in_scope


def test_what_else_waits_stays_in_its_queue(queue: Queue, smtp_sink: SmtpSink) -> None:
    taken, other = queue(), queue()

    with in_scope(taken.tenant_id):
        withdrawn = [mail.pk for mail in withdraw_unsent(taken.message)]

        assert (withdrawn, list(OutgoingMail.objects.all())) == ([taken.pk], [other])
