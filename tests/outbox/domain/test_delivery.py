"""Delivery through a real SMTP server."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import connection

from kontor.answers.domain.queries import desk_counts
from kontor.channels.models import MailAccount
from kontor.channels.smtp import Connection
from kontor.org.domain.access import load_access
from kontor.org.models import Category, SupervisorGroup
from kontor.outbox.domain import delivery
from kontor.outbox.domain.bounces import Reported, record_report, sent_message
from kontor.outbox.domain.delivery import deliver
from kontor.outbox.domain.queries import failed_mails
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.domain.results import WAITS
from kontor.outbox.domain.retrying import try_again
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import write_message
from kontor.tickets.domain.moving import move_message
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import HistoryEntry, Message, Notice, Ticket
from tests.conftest import Frozen
from tests.factories.org import make_agent_group, make_category
from tests.factories.tickets import make_ticket, new_message
from tests.outbox.domain.conftest import Queue
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import at_once


def _deliver(mail: OutgoingMail) -> DeliveryState | None:
    return deliver(mail.tenant_id, mail.pk)


def _fresh(mail: OutgoingMail) -> OutgoingMail:
    with everywhere():
        return OutgoingMail.objects.select_related("message__ticket").get(pk=mail.pk)


def _ticket(mail: OutgoingMail) -> Ticket:
    return _fresh(mail).message.ticket


def _notices(user: User) -> list[str]:
    with everywhere():
        return list(Notice.objects.filter(user=user).values_list("kind", flat=True))


def test_a_final_answer_closes_its_ticket_once_it_is_out(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = queue()
    before = _ticket(mail)

    assert _deliver(mail) == DeliveryState.SENT

    assert [kept.recipients for kept in smtp_sink.kept] == [["kaethe@post.example"]]
    after = _ticket(mail)
    assert (before.state, after.state, after.owner_id, after.last_owner_id) == (
        TicketState.SENDING,
        TicketState.CLOSED,
        None,
        anna.pk,
    )
    assert (_fresh(mail).sent_at is not None, _fresh(mail).recipients) == (True, [])


def test_an_intermediate_answer_leaves_the_ticket_on_the_desk(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = queue(final=False)

    assert _deliver(mail) == DeliveryState.SENT

    assert (_ticket(mail).state, _ticket(mail).owner_id) == (TicketState.ASSIGNED, anna.pk)
    assert len(smtp_sink.kept) == 1


def test_the_job_is_there_as_soon_as_the_answer_is(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()

    assert run_jobs("deliver") == 1

    assert _fresh(mail).state == DeliveryState.SENT


def test_delivering_twice_sends_once(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()

    assert [_deliver(mail), _deliver(mail)] == [DeliveryState.SENT, None]

    assert len(smtp_sink.kept) == 1


def test_of_two_workers_one_sends(committed_db: str, queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    smtp_sink.slow = 0.3

    states = at_once(*[partial(_deliver, mail)] * 2)

    assert sorted(states, key=str) == [None, DeliveryState.SENT]
    assert len(smtp_sink.kept) == 1


def test_the_network_is_never_inside_a_transaction(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[bool] = []
    real = Connection.send

    def watched(*arguments: Any, **values: Any) -> Any:
        inside.append(connection.in_atomic_block)
        return real(*arguments, **values)

    monkeypatch.setattr(Connection, "send", watched)

    assert _deliver(queue()) == DeliveryState.SENT
    assert inside == [False]


@pytest.mark.parametrize("trouble", [{"answer_data": "451 later"}, {"answer_sender": "421 busy"}])
def test_a_temporary_failure_is_tried_again_with_growing_waits(
    queue: Queue, smtp_sink: SmtpSink, frozen: Frozen, trouble: dict[str, str]
) -> None:
    mail = queue()
    for name, answer in trouble.items():
        setattr(smtp_sink, name, answer)

    waits = []
    for _attempt in range(3):
        assert _deliver(mail) == DeliveryState.QUEUED
        waits.append((_fresh(mail).next_attempt_at or frozen.at) - frozen.at)
        frozen.move(seconds=waits[-1].total_seconds())
    for name in trouble:
        setattr(smtp_sink, name, "")

    assert waits == WAITS[:3]
    assert _deliver(mail) == DeliveryState.SENT
    assert len(smtp_sink.kept) == 1


def test_a_mail_that_waits_is_not_sent_before_its_time(queue: Queue, smtp_sink: SmtpSink, frozen: Frozen) -> None:
    mail = queue()
    smtp_sink.answer_data = "451 later"
    _deliver(mail)
    frozen.move(seconds=WAITS[0].total_seconds() - 1)

    assert _deliver(mail) is None


def test_a_server_that_cannot_be_reached_is_a_temporary_failure(queue: Queue, sending_account: MailAccount) -> None:
    mail = queue()
    with in_scope(mail.tenant_id):
        MailAccount.objects.filter(pk=sending_account.pk).update(smtp_port=1)

    assert _deliver(mail) == DeliveryState.QUEUED

    assert "port 1" in _fresh(mail).last_error


def test_after_the_last_attempt_it_is_given_up(queue: Queue, smtp_sink: SmtpSink, frozen: Frozen, anna: User) -> None:
    mail = queue()
    smtp_sink.answer_data = "451 later"
    for wait in WAITS:
        assert _deliver(mail) == DeliveryState.QUEUED
        frozen.move(seconds=wait.total_seconds())

    assert _deliver(mail) == DeliveryState.FAILED
    assert _ticket(mail).state == TicketState.ASSIGNED
    assert _notices(anna) == [NoticeKind.DELIVERY_FAILED]


def test_a_failure_after_its_author_has_left_brings_the_ticket_into_the_queue(
    queue: Queue, smtp_sink: SmtpSink, anna: User
) -> None:
    mail = queue()
    User.objects.filter(pk=anna.pk).update(active=False)
    smtp_sink.answer_data = "554 5.7.1 not wanted"

    assert _deliver(mail) == DeliveryState.FAILED

    assert (_ticket(mail).state, _ticket(mail).owner_id) == (TicketState.QUEUED, None)


def test_a_permanent_failure_brings_the_ticket_back_to_its_author(
    queue: Queue, smtp_sink: SmtpSink, anna: User
) -> None:
    mail = queue()
    smtp_sink.answer_data = "554 5.7.1 not wanted"

    assert _deliver(mail) == DeliveryState.FAILED

    ticket = _ticket(mail)
    assert (ticket.state, ticket.owner_id, ticket.delivery_failed) == (TicketState.ASSIGNED, anna.pk, True)
    assert _notices(anna) == [NoticeKind.DELIVERY_FAILED]
    assert "5.7.1 not wanted" in _fresh(mail).last_error


def test_a_refused_recipient_is_reported_and_the_others_are_served(
    queue: Queue, smtp_sink: SmtpSink, anna: User
) -> None:
    mail = queue(cc=[["", "weg@post.example"]])
    smtp_sink.refuse["weg@post.example"] = "550 5.1.1 no such user"

    assert _deliver(mail) == DeliveryState.SENT

    assert [kept.recipients for kept in smtp_sink.kept] == [["kaethe@post.example"]]
    assert _fresh(mail).refused == {"weg@post.example": "550 5.1.1 no such user"}
    assert (_ticket(mail).state, _ticket(mail).delivery_failed) == (TicketState.ASSIGNED, True)
    assert _notices(anna) == [NoticeKind.DELIVERY_FAILED]


def test_a_recipient_who_is_put_off_is_tried_again_alone(queue: Queue, smtp_sink: SmtpSink, frozen: Frozen) -> None:
    mail = queue(cc=[["", "grau@post.example"]])
    smtp_sink.refuse["grau@post.example"] = "450 4.2.0 greylisted"
    first = _deliver(mail)
    frozen.move(seconds=WAITS[0].total_seconds())
    smtp_sink.refuse.clear()

    assert (first, _deliver(mail)) == (DeliveryState.QUEUED, DeliveryState.SENT)

    assert [kept.recipients for kept in smtp_sink.kept] == [["kaethe@post.example"], ["grau@post.example"]]
    assert smtp_sink.kept[0].mail["Message-ID"] == smtp_sink.kept[1].mail["Message-ID"]
    assert _ticket(mail).state == TicketState.CLOSED


def test_a_mail_whose_only_recipient_is_refused_has_failed(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    smtp_sink.refuse["kaethe@post.example"] = "550 5.1.1 no such user"

    assert _deliver(mail) == DeliveryState.FAILED


def test_a_mail_that_cannot_be_written_fails_for_good(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = queue()
    monkeypatch.setattr(delivery, "compose_signed", _stumble)

    assert _deliver(mail) == DeliveryState.FAILED

    assert (_fresh(mail).last_error, _fresh(mail).attempts) == ("The mail could not be written.", 1)
    assert _notices(anna) == [NoticeKind.DELIVERY_FAILED]


def _stumble(_mail: OutgoingMail) -> bytes:
    raise ValueError("no such header")


# In the hands of a person


def test_a_failed_mail_can_be_tried_again(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = queue()
    smtp_sink.answer_data = "554 not wanted"
    _deliver(mail)
    smtp_sink.answer_data = ""

    with in_scope(mail.tenant_id):
        try_again(mail, by=anna)
    run_jobs("deliver")

    assert _fresh(mail).state == DeliveryState.SENT
    assert (_ticket(mail).delivery_failed, len(smtp_sink.kept)) == (False, 1)


def test_after_a_report_only_those_it_names_are_tried_again(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = queue(cc=[["", "eins@post.example"], ["", "zwei@post.example"]])
    _deliver(mail)
    with in_scope(mail.tenant_id):
        message = sent_message([_fresh(mail).message.message_id])
        assert message is not None
        record_report(message, [Reported(f"{name}@post.example", status="5.1.1") for name in ("eins", "zwei")])
        try_again(mail, by=anna)
    run_jobs("deliver")

    assert smtp_sink.kept[1].recipients == ["eins@post.example", "zwei@post.example"]


def test_a_report_about_one_recipient_does_not_stop_the_mail_to_one_who_was_put_off(
    queue: Queue, smtp_sink: SmtpSink, frozen: Frozen
) -> None:
    mail = queue(cc=[["", "grau@post.example"]])
    smtp_sink.refuse["grau@post.example"] = "450 4.2.0 greylisted"
    _deliver(mail)
    with in_scope(mail.tenant_id):
        record_report(_fresh(mail).message, [Reported("kaethe@post.example", status="5.1.1")])
    smtp_sink.refuse.clear()
    frozen.move(seconds=WAITS[0].total_seconds())

    assert _deliver(mail) == DeliveryState.SENT

    assert smtp_sink.kept[1].recipients == ["grau@post.example"]
    assert list(_fresh(mail).refused) == ["kaethe@post.example"]
    assert _ticket(mail).state == TicketState.ASSIGNED


def test_a_report_that_names_nobody_counts_for_all(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue(cc=[["", "eins@post.example"]])
    _deliver(mail)

    with in_scope(mail.tenant_id):
        record_report(_fresh(mail).message, [Reported("")])

    assert sorted(_fresh(mail).refused) == ["eins@post.example", "kaethe@post.example"]


def test_who_was_refused_before_the_rest_failed_is_tried_again_too(
    queue: Queue, smtp_sink: SmtpSink, frozen: Frozen, anna: User
) -> None:
    mail = queue(cc=[["", "weg@post.example"], ["", "grau@post.example"]])
    smtp_sink.refuse = {"weg@post.example": "550 5.1.1 no such user", "grau@post.example": "450 4.2.0 greylisted"}
    _deliver(mail)
    smtp_sink.refuse = {}
    smtp_sink.answer_data = "554 not wanted"
    frozen.move(seconds=WAITS[0].total_seconds())
    _deliver(mail)
    smtp_sink.answer_data = ""

    with in_scope(mail.tenant_id):
        try_again(mail, by=anna)
    run_jobs("deliver")

    assert sorted(smtp_sink.kept[-1].recipients) == ["grau@post.example", "weg@post.example"]
    assert (_fresh(mail).state, _fresh(mail).refused) == (DeliveryState.SENT, {})


def test_what_becomes_of_a_mail_is_told_where_its_message_lies_by_now(
    queue: Queue, smtp_sink: SmtpSink, anna: User, billing: Category
) -> None:
    """Between the page and the click a colleague has moved the message: whoever holds the mail has not seen that."""
    smtp_sink.answer_data = "554 not wanted"
    mail = queue()
    _deliver(mail)
    seen = _fresh(mail)
    target = make_ticket(billing, owner=anna)
    with in_scope(mail.tenant_id):
        write_message(seen.message.ticket, new_message(None))
        move_message(Message.objects.get(pk=seen.message_id), target, by=anna)

        try_again(seen, by=anna)
        record_report(seen.message, [Reported("")])

    told = HistoryEntry.objects.filter(action__in=("tried_again", "delivery_failed"))
    with everywhere():
        assert list(told.order_by("id").values_list("ticket_id", "action")) == [
            (seen.message.ticket_id, "delivery_failed"),
            (target.pk, "tried_again"),
            (target.pk, "delivery_failed"),
        ]


def test_a_mail_on_its_way_to_some_is_not_tried_again(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = queue(cc=[["", "weg@post.example"], ["", "grau@post.example"]])
    smtp_sink.refuse = {"weg@post.example": "550 5.1.1 no such user", "grau@post.example": "450 4.2.0 greylisted"}
    _deliver(mail)

    with in_scope(mail.tenant_id), refused("This mail is still on its way."):
        try_again(mail, by=anna)


def test_a_mail_that_has_not_failed_is_not_tried_again(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = queue()
    _deliver(mail)

    with in_scope(mail.tenant_id), refused("This mail has not failed."):
        try_again(mail, by=anna)


def test_failed_mails_are_ones_own_and_those_of_tenants_one_watches(
    queue: Queue, smtp_sink: SmtpSink, anna: User, bela: User, sven: User, nordlicht: Tenant
) -> None:
    mail = queue()
    smtp_sink.answer_data = "554 not wanted"
    _deliver(mail)

    with in_scope(nordlicht):
        seen = [list(failed_mails(load_access(user, (nordlicht.pk,)))) for user in (anna, bela, sven)]

        figures = [desk_counts(load_access(user, (nordlicht.pk,))).failed for user in (anna, bela, sven)]

    assert seen == [[mail], [], [mail]]
    assert figures == [1, 0, 1]


def test_failed_mails_are_counted_by_tickets_and_partly_refused_ones_too(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant
) -> None:
    mail = queue(cc=[["", "weg@post.example"]])
    smtp_sink.refuse["weg@post.example"] = "550 5.1.1 no such user"
    _deliver(mail)
    with in_scope(nordlicht):
        again = queue_mail(mail.message, account=mail.account)
        OutgoingMail.objects.filter(pk=again.pk).update(state=DeliveryState.FAILED)
        access = load_access(anna, (nordlicht.pk,))

        assert {one.message.ticket_id for one in failed_mails(access)} == {mail.message.ticket_id}
        assert desk_counts(access).failed == 1


def test_failed_mails_of_tickets_one_may_not_read_are_not_shown(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup
) -> None:
    mail = queue()
    smtp_sink.answer_data = "554 not wanted"
    _deliver(mail)
    elsewhere = make_category(make_agent_group(nordlicht_supervisors))

    with in_scope(nordlicht):
        Ticket.objects.filter(pk=mail.message.ticket_id).update(category=elsewhere, owner=None, state="queued")
        access = load_access(anna, (nordlicht.pk,))

        assert (list(failed_mails(access)), desk_counts(access).failed) == ([], 0)


def test_a_delivery_costs_few_statements(queue: Queue, smtp_sink: SmtpSink) -> None:
    one = [queue()]
    with statements() as first:
        _deliver(one[0])
    three = [queue() for _mail in range(3)]
    with statements() as more:
        _deliver(three[0])

    assert [_fresh(mail).state for mail in (*one, *three)] == [DeliveryState.SENT] * 4
    assert len(first) <= 53, len(first)
    assert (len(more) - len(first)) / 2 <= 27, len(more)
    mail = one[0]
    with everywhere():
        steps = HistoryEntry.objects.filter(ticket=mail.message.ticket).order_by("id")
        assert list(steps.values_list("action", flat=True))[-2:] == ["sent", "closed_sent"]
