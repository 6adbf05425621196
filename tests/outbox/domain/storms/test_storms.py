"""A tenant that suddenly sends far more than usual is held back until a person has looked."""

from __future__ import annotations

from datetime import timedelta

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.outbox.domain.delivery import send_queue
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.domain.recovery import sweep
from kontor.outbox.domain.storms import discard, held_figures, release, storms_of
from kontor.outbox.domain.turns import Queue as Line
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.enums import TicketState
from tests.conftest import Frozen
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.storms.conftest import states, storms
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def _send(mail: OutgoingMail) -> None:
    send_queue(Line(mail.tenant_id, mail.account_id))


def _automatic(mail: OutgoingMail, account: MailAccount, number: int) -> None:
    with in_scope(mail.tenant_id):
        for _mail in range(number):
            queue_mail(mail.message, account=account, automatic=True, final=False)


def test_what_is_within_the_limit_goes_out(queue: Queue, smtp_sink: SmtpSink) -> None:
    mails = [queue() for _mail in range(4)]
    _send(mails[0])
    assert (states(), storms()) == ({DeliveryState.SENT: 4}, [])


def test_beyond_the_limit_everything_is_held(queue: Queue, smtp_sink: SmtpSink) -> None:
    mails = [queue() for _mail in range(5)]

    _send(mails[0])
    queue()
    _send(mails[0])

    assert (states(), smtp_sink.kept) == ({DeliveryState.HELD: 6}, [])
    (storm,) = storms()
    assert (storm.automatic_only, storm.mails, storm.minutes) == (False, 5, 60)
    with everywhere():
        assert held_figures([storm]) == {storm.pk: 6}


def test_automatic_mail_is_held_first(queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount) -> None:
    mail = queue()
    _automatic(mail, sending_account, 3)

    _send(mail)

    assert states() == {DeliveryState.SENT: 1, DeliveryState.HELD: 3}
    assert [storm.automatic_only for storm in storms()] == [True]


def test_beyond_the_limit_everything_is_held_though_automatic_mail_is_already(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount
) -> None:
    mail = queue()
    _automatic(mail, sending_account, 3)
    _send(mail)

    _send(queue())

    assert [storm.automatic_only for storm in storms()] == [True, False]
    assert states() == {DeliveryState.SENT: 1, DeliveryState.HELD: 4}


def test_what_went_out_long_ago_does_not_count(queue: Queue, smtp_sink: SmtpSink, frozen: Frozen) -> None:
    for _round in range(3):
        mails = [queue() for _mail in range(3)]
        with everywhere():
            OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(created_at=frozen.at)
        _send(mails[0])
        frozen.move(minutes=61)

    assert (states(), storms()) == ({DeliveryState.SENT: 9}, [])


def test_what_went_out_while_the_clock_was_ahead_does_not_count(
    queue: Queue, smtp_sink: SmtpSink, frozen: Frozen
) -> None:
    for hours in range(24, 30):
        with everywhere():
            OutgoingMail.objects.filter(pk=queue().pk).update(created_at=frozen.at + timedelta(hours=hours))

    _send(queue())

    assert (states(), storms()) == ({DeliveryState.SENT: 7}, [])


def test_released_mail_goes_out_and_the_count_begins_anew(
    queue: Queue, smtp_sink: SmtpSink, sven: User, nordlicht: Tenant
) -> None:
    mails = [queue() for _mail in range(5)]
    _send(mails[0])
    with in_scope(nordlicht):
        release(storms_of([nordlicht.pk]).get(), by=sven)
    queue()

    run_jobs()

    assert states() == {DeliveryState.SENT: 6}
    (storm,) = storms()
    assert (storm.ended_by_id, storm.discarded) == (sven.pk, False)
    with everywhere():
        assert AuditEntry.objects.filter(action="held mails released").count() == 1


def test_discarded_mail_is_withdrawn_and_its_tickets_come_back(
    queue: Queue, smtp_sink: SmtpSink, sven: User, anna: User, nordlicht: Tenant
) -> None:
    mails = [queue() for _mail in range(5)]
    _send(mails[0])
    with in_scope(nordlicht):
        discard(storms_of([nordlicht.pk]).get(), by=sven)

    run_jobs()

    assert (states(), smtp_sink.kept) == ({DeliveryState.CANCELLED: 5}, [])
    with everywhere():
        ticket = OutgoingMail.objects.select_related("message__ticket").get(pk=mails[0].pk).message.ticket
    assert (ticket.state, ticket.owner_id) == (TicketState.ASSIGNED, anna.pk)


def test_automatic_mail_that_is_discarded_leaves_its_tickets_as_they_are(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, sven: User, nordlicht: Tenant
) -> None:
    mail = queue()
    _automatic(mail, sending_account, 3)
    _send(mail)
    with everywhere():
        (storm,) = storms()
        assert held_figures([storm]) == {storm.pk: 3}
    with in_scope(nordlicht):
        discard(storms_of([nordlicht.pk]).get(), by=sven)

    run_jobs()

    assert states() == {DeliveryState.SENT: 1, DeliveryState.CANCELLED: 3}
    with everywhere():
        sent = OutgoingMail.objects.select_related("message__ticket").get(pk=mail.pk)
        assert (sent.message.ticket.state, sent.message.ticket.delivery_failed) == (TicketState.CLOSED, False)
        assert held_figures(storms()) == {}
        assert AuditEntry.objects.filter(action="held mails discarded").count() == 1


def test_a_storm_is_decided_on_once(queue: Queue, smtp_sink: SmtpSink, sven: User, nordlicht: Tenant) -> None:
    mails = [queue() for _mail in range(5)]
    _send(mails[0])
    with in_scope(nordlicht):
        storm = storms_of([nordlicht.pk]).get()
        release(storm, by=sven)

    with in_scope(nordlicht), refused("Somebody else has decided"):
        discard(storm, by=sven)


def test_a_storm_at_one_tenant_holds_nothing_of_another(queue: Queue, smtp_sink: SmtpSink, alpina: Tenant) -> None:
    mails = [queue() for _mail in range(5)]
    _send(mails[0])

    with in_scope(alpina):
        assert (list(storms_of([alpina.pk])), OutgoingMail.objects.count()) == ([], 0)
    with everywhere():
        assert list(storms_of([alpina.pk])) == []


def test_supervisors_are_told(queue: Queue, smtp_sink: SmtpSink, sven: User, anna: User, nordlicht: Tenant) -> None:
    mails = [queue() for _mail in range(5)]

    _send(mails[0])
    _send(mails[0])

    with in_scope(nordlicht):
        told = {user: [line.text for line in latest_notices(user)] for user in (sven, anna)}
    assert told == {sven: ["5 mails at once: outgoing mail is held back until you decide"], anna: []}


def test_discarding_withdraws_nothing_that_a_later_storm_holds(
    queue: Queue, smtp_sink: SmtpSink, sven: User, nordlicht: Tenant
) -> None:
    mails = [queue() for _mail in range(5)]
    _send(mails[0])
    with in_scope(nordlicht):
        discard(storms_of([nordlicht.pk]).get(), by=sven)
    later = [queue() for _mail in range(5)]
    _send(later[0])

    run_jobs()

    assert states() == {DeliveryState.CANCELLED: 5, DeliveryState.HELD: 5}


def test_what_is_to_be_withdrawn_is_not_released_with_a_later_storm(
    queue: Queue, smtp_sink: SmtpSink, sven: User, nordlicht: Tenant
) -> None:
    first = [queue() for _mail in range(5)]
    _send(first[0])
    with in_scope(nordlicht):
        discard(storms_of([nordlicht.pk]).get(), by=sven)
    later = [queue() for _mail in range(5)]
    _send(later[0])
    with in_scope(nordlicht):
        release(storms_of([nordlicht.pk]).filter(ended_at=None).get(), by=sven)

    run_jobs()

    assert states() == {DeliveryState.CANCELLED: 5, DeliveryState.SENT: 5}


def test_what_a_worker_left_that_died_while_discarding_is_withdrawn(
    queue: Queue, smtp_sink: SmtpSink, sven: User, nordlicht: Tenant
) -> None:
    mails = [queue() for _mail in range(5)]
    _send(mails[0])
    with in_scope(nordlicht):
        discard(storms_of([nordlicht.pk]).get(), by=sven)

    sweep(nordlicht.pk)

    assert states() == {DeliveryState.CANCELLED: 5}
