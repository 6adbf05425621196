"""A mail is delivered through a real SMTP server."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import connection

from kontor.channels.domain.accounts import delete_accounts
from kontor.channels.smtp import Connection
from kontor.outbox.domain.delivery import deliver
from kontor.outbox.enums import DeliveryState
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.delivery.conftest import as_it_is, delivered, ticket_of
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere
from tests.support.statements import statements
from tests.support.threads import at_once


def test_a_final_answer_closes_its_ticket_once_it_is_out(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = queue()
    before = ticket_of(mail)

    assert delivered(mail) == DeliveryState.SENT

    assert [kept.recipients for kept in smtp_sink.kept] == [["kaethe@post.example"]]
    after = ticket_of(mail)
    assert (before.state, after.state, after.owner_id, after.last_owner_id) == (
        TicketState.SENDING,
        TicketState.CLOSED,
        None,
        anna.pk,
    )
    assert (as_it_is(mail).sent_at is not None, as_it_is(mail).recipients) == (True, [])


def test_what_was_sent_before_its_account_was_deleted_still_leaves(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    with everywhere():
        delete_accounts([mail.account], by=None)

    assert (delivered(mail), len(smtp_sink.kept)) == (DeliveryState.SENT, 1)


def test_an_intermediate_answer_leaves_the_ticket_on_the_desk(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = queue(final=False)

    assert delivered(mail) == DeliveryState.SENT

    assert (ticket_of(mail).state, ticket_of(mail).owner_id) == (TicketState.ASSIGNED, anna.pk)
    assert len(smtp_sink.kept) == 1


def test_the_job_is_there_as_soon_as_the_answer_is(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()

    assert run_jobs("deliver") == 1

    assert as_it_is(mail).state == DeliveryState.SENT


def test_delivering_twice_sends_once(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()

    assert [delivered(mail), delivered(mail)] == [DeliveryState.SENT, None]

    assert len(smtp_sink.kept) == 1


def test_of_two_workers_one_sends(committed_db: str, queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    smtp_sink.slow = 0.3

    states = at_once(*[partial(delivered, mail)] * 2)

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

    assert delivered(queue()) == DeliveryState.SENT
    assert inside == [False]


def test_a_delivery_costs_few_statements(queue: Queue, smtp_sink: SmtpSink) -> None:
    one = [queue()]
    with statements() as first:
        delivered(one[0])
    three = [queue() for _mail in range(3)]
    with statements() as more:
        delivered(three[0])

    assert [as_it_is(mail).state for mail in (*one, *three)] == [DeliveryState.SENT] * 4
    assert len(first) <= 53, len(first)
    assert (len(more) - len(first)) / 2 <= 27, len(more)
    mail = one[0]
    with everywhere():
        steps = HistoryEntry.objects.filter(ticket=mail.message.ticket).order_by("id")
        assert list(steps.values_list("action", flat=True))[-2:] == ["sent", "closed_sent"]


def test_a_job_of_another_tenant_sends_nothing(queue: Queue, smtp_sink: SmtpSink, alpina: Tenant) -> None:
    mail = queue()

    assert deliver(alpina.pk, mail.pk) is None
    assert (smtp_sink.kept, as_it_is(mail).state) == ([], DeliveryState.QUEUED)
