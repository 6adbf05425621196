"""Messages are put on their way."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.outbox.domain.queueing import NewMail, queue_mails
from kontor.tickets.enums import Direction
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_message
from tests.support.jobs import waiting_jobs
from tests.support.scoping import in_scope
from tests.support.statements import statements


def test_many_that_leave_at_once_cost_as_much_as_one(ticket: Ticket, nordlicht_account: MailAccount) -> None:
    one, *more = (make_message(ticket, direction=Direction.OUT) for _message in range(4))
    with in_scope(ticket.tenant_id):
        with statements() as alone:
            queue_mails([NewMail(one, nordlicht_account)])
        with statements() as together:
            queue_mails(NewMail(each, nordlicht_account) for each in more)

    assert len(together) == len(alone)
    assert len(waiting_jobs("deliver")) == 4
