"""The worker is killed hard in the middle of its work; another one goes on. Nothing is lost, nothing is doubled."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from kontor.channels.models import MailAccount
from kontor.intake.domain.fetching import start
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.org.models import Category
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Blob, Message, Ticket
from tests.factories.tickets import make_ticket
from tests.flows.conftest import answer
from tests.flows.passing_time import leases_end, sending_stalls, settle_doubts
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.support.letters import letter
from tests.support.processes import until, worker
from tests.support.scoping import everywhere


def _count(rows: Callable[[], int]) -> int:
    with everywhere():
        return rows()


def _arrivals() -> int:
    return _count(Arrival.objects.count)


def _filed() -> int:
    return _count(Arrival.objects.exclude(state=ArrivalState.WAITING).count)


def test_mail_that_was_being_fetched_and_filed_is_filed_once(
    committed_db: str, mail_server: Dovecot, inbox: MailAccount, soak: bool
) -> None:
    size = 2_000 if soak else 200
    subjects = [f"Nr {number}" for number in range(size)]
    mail_server.deliver(
        inbox.address,
        *(letter(subject, sender=f"kunde{number % 7}@post.example") for number, subject in enumerate(subjects)),
    )

    for share in (0.1, 0.5):  # killed twice: early, and half way
        start(inbox.owner, inbox.pk)
        with worker(committed_db) as dying:
            until(lambda share=share: _filed() >= size * share, "some mail is filed", worker=dying, seconds=120)
            dying.kill()
        leases_end(inbox)
    left = size - _filed()
    start(inbox.owner, inbox.pk)
    with worker(committed_db) as running:
        until(lambda: _arrivals() == _filed() == size, "all mail is filed", worker=running, seconds=180)

    assert left > 0, "The worker was killed too late to prove anything."
    with everywhere():
        outcomes = Counter(Arrival.objects.values_list("outcome", flat=True))
        assert outcomes == {Outcome.NEW_TICKET: size}
        assert sorted(Ticket.objects.values_list("subject", flat=True)) == sorted(subjects)
        assert Message.objects.count() == size
        assert len(set(Arrival.objects.values_list("ticket", flat=True))) == size
        assert len({ticket.customer_id for ticket in Ticket.objects.all()}) == 7
        assert Blob.objects.count() == size


def test_mail_that_was_being_sent_arrives_once(
    committed_db: str, inbox: MailAccount, sink: SmtpSink, billing: Category, anna: User, soak: bool
) -> None:
    size = 200 if soak else 24
    sink.slow = 0.15
    messages = [answer(make_ticket(billing, account=inbox, owner=anna), "Gern.", by=anna) for _mail in range(size)]

    doubts = 0
    for share in (0.2, 0.4, 0.6):
        with worker(committed_db) as dying:
            until(lambda share=share: len(sink.kept) >= size * share, "some mail is out", worker=dying, seconds=120)
            dying.kill()
        sending_stalls(inbox)
        time.sleep(2 * sink.slow)  # the server keeps what was handed over, though nobody hears its answer
        doubts += settle_doubts(inbox, sink, anna)
    with everywhere():
        left = OutgoingMail.objects.exclude(state=DeliveryState.SENT).count()
    with worker(committed_db) as running:
        until(_all_sent, "all mail is out", worker=running, seconds=180)

    assert left > 0, "The worker was killed too late to prove anything."
    assert doubts <= 3, "Only the mail that is being handed over when the worker dies can be in doubt."
    arrived = Counter(kept.mail["Message-ID"] for kept in sink.kept)
    assert arrived == Counter(message.message_id for message in messages)
    with everywhere():
        assert set(Ticket.objects.values_list("state", flat=True)) == {TicketState.CLOSED}
        assert Message.objects.filter(direction="out").count() == size
        assert Ticket.objects.count() == size


def _all_sent() -> bool:
    with everywhere():
        return not OutgoingMail.objects.exclude(state=DeliveryState.SENT).exists()
