"""Answers a second from the queue to a server, against the standard library handing over the same mails to it."""

from __future__ import annotations

import smtplib
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import Row
from benchmarks.fill import House
from benchmarks.sink import running_sink
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.outbox.domain.composing import compose, envelope_from
from kontor.outbox.domain.delivery import send_queue
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.domain.turns import Queue
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.tenants.scope import scope
from kontor.tickets.domain.messages import NewMessage, write_message
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Ticket

HOW_MANY, COUNTED = 180, 60
TEXT = "Guten Tag,\n\nIhr Paket ist gefunden und kommt morgen an. Entschuldigen Sie die lange Wartezeit.\n" * 12


def measure(house: House) -> list[Row]:
    """One process and one connection. The server is a process of its own and answers at once."""
    with running_sink() as port:
        account = _account(house, port)
        raw = _by_hand(_written(account, HOW_MANY), port)
        ours, _statements = _ours(account, _written(account, HOW_MANY))
        _rate, statements = _ours(account, _written(account, COUNTED), count=True)
    compared = f"{ours / raw:.2f} of smtplib alone; {statements:.1f} statements a mail"
    return [
        Row("smtplib, the same mails", f"{raw:.0f} mails a second"),
        Row("queue to server, all of it written down", f"{ours:.0f} mails a second", compared),
    ]


def _account(house: House, port: int) -> MailAccount:
    tenant_id = house.tenants[0].pk
    with scope(tenant_id):
        rows = MailAccount.objects.filter(pk=house.accounts[0].pk)
        rows.update(smtp_host="127.0.0.1", smtp_port=port, smtp_security="plain", smtp_without_sign_in=True)
        return rows.get()


def _written(account: MailAccount, count: int) -> list[OutgoingMail]:
    """Answers to so many tickets, in the queue."""
    tenant_id = account.owner
    with scope(tenant_id):
        made = []
        for ticket in Ticket.objects.filter(tenant_id=tenant_id).order_by("id")[:count]:
            message = write_message(ticket, _answer(ticket, account))
            message.message_id = make_message_id(ticket.pk, message.pk, "t0.example")
            message.save(update_fields=["message_id"])
            made.append(queue_mail(message, account=account, final=False))
        with connection.cursor() as cursor:  # their jobs would be done by a worker
            cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
        return made


def _answer(ticket: Ticket, account: MailAccount) -> NewMessage:
    return NewMessage(
        direction=Direction.OUT,
        kind=MessageKind.REPLY,
        at=clock.now(),
        from_name="Service",
        from_address=account.address,
        to=[["Kunde", f"kunde{ticket.pk}@d{ticket.pk % 20}.example"]],
        subject=f"Re: Lieferung {ticket.number}",
        text=TEXT,
    )


def _by_hand(mails: list[OutgoingMail], port: int) -> float:
    """Composed beforehand; the rows are put aside afterwards."""
    tenant_id, ids = mails[0].tenant_id, [mail.pk for mail in mails]
    with scope(tenant_id):
        rows = OutgoingMail.objects.filter(pk__in=ids).select_related("message", "account", "no_reply", "tenant")
        ready = [(envelope_from(mail), mail.recipients, compose(mail)) for mail in rows]
        rows.update(state=DeliveryState.CANCELLED)
    start = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for sender, recipients, content in ready:
            line.sendmail(sender, recipients, content)
    return len(ready) / (time.perf_counter() - start)


def _ours(account: MailAccount, mails: list[OutgoingMail], *, count: bool = False) -> tuple[float, float]:
    queue = Queue(mails[0].tenant_id, account.pk)
    start = time.perf_counter()
    if count:
        with CaptureQueriesContext(connection) as captured:
            done = send_queue(queue)
        statements = len(captured.captured_queries) / len(mails)
    else:
        done, statements = send_queue(queue), 0.0
    rate = len(mails) / (time.perf_counter() - start)
    assert set(done.values()) == {DeliveryState.SENT} and len(done) == len(mails), done
    return rate, statements
