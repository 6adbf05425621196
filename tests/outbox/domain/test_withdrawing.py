"""A mail that waits is taken out of its queue."""

from __future__ import annotations

from kontor.outbox.domain.withdrawing import withdraw_unsent
from kontor.outbox.models import OutgoingMail
from tests.outbox.domain.conftest import Queue
from tests.servers.smtp_sink import SmtpSink
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def test_what_else_waits_stays_in_its_queue(queue: Queue, smtp_sink: SmtpSink) -> None:
    taken, other = queue(), queue()

    with in_scope(taken.tenant_id):
        withdrawn = [mail.pk for mail in withdraw_unsent(taken.message)]

        assert (withdrawn, list(OutgoingMail.objects.all())) == ([taken.pk], [other])


def test_what_was_taken_out_is_not_there_to_be_taken_out(queue: Queue, smtp_sink: SmtpSink) -> None:
    taken = queue()

    with in_scope(taken.tenant_id):
        withdraw_unsent(taken.message)
        with refused("The mail is on its way already. It cannot be taken back any more."):
            withdraw_unsent(taken.message)
