"""Answers a second from the finished draft to the outgoing mail in the queue, against the floor of the same run."""

from __future__ import annotations

import time
from email import policy
from email.message import EmailMessage
from typing import cast

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import Row
from benchmarks.fill import House
from kontor.answers.domain.drafts import DraftValues, open_draft, save_draft
from kontor.answers.domain.guard import GUARDS
from kontor.answers.domain.send import send_answer
from kontor.answers.models import Draft
from kontor.kernel import clock
from kontor.kernel.text import sort_key_german
from kontor.outbox.domain.composing import compose
from kontor.outbox.models import OutgoingMail
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate, TemplateContent
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Message, Ticket

HOW_MANY, COUNTED = 120, 20
TEXT = "<p>Ihr Paket ist gefunden und kommt morgen an. Entschuldigen Sie die lange Wartezeit.</p>" * 12


def measure(house: House) -> list[Row]:
    """One process, one transaction an answer: checks with spelling, layout, quote, message, queue, history.

    Floor: the same mail made by the standard library and one committed INSERT. Composing is what the worker does later.
    """
    tenant = house.tenants[0]
    letter_paper(tenant)
    bottom = _floor()
    drafts = _drafts(house, HOW_MANY)
    start = time.perf_counter()
    for draft in drafts:
        with scope(tenant.pk):
            send_answer(draft, by=house.one)
    rate = len(drafts) / (time.perf_counter() - start)
    counted = _drafts(house, COUNTED)
    with CaptureQueriesContext(connection) as captured:
        for draft in counted:
            with scope(tenant.pk):
                send_answer(draft, by=house.one)
    statements = len(captured.captured_queries) / len(counted)
    return [
        Row("floor (standard library and INSERT)", f"{bottom:.0f} answers a second"),
        Row(
            "draft to queue",
            f"{rate:.0f} answers a second",
            f"{rate / bottom:.2f} of the floor; {statements:.1f} statements an answer; {1000 / rate:.1f} ms each",
        ),
        Row("composing the bytes", f"{_composing(tenant):.0f} mails a second"),
    ]


def letter_paper(tenant: Tenant) -> None:
    with scope(tenant.pk):
        for guard in GUARDS:  # everything is looked for, and nothing stops: the customers are made up
            if guard.preference:
                guard.preference.set_on(cast(Holder, tenant), "hint")
        tenant.save(update_fields=["preferences"])
        for part, html in (
            (IncludePart.LETTERHEAD, "<table><tr><td><strong>Tenant 0</strong></td></tr></table>"),
            (IncludePart.FOOTER, "<p>Tenant 0, Hafenstraße 1, 20457 Hamburg</p>"),
        ):
            if ReplyTemplate.objects.parts(part).filter(tenant=tenant, is_default=True).exists():
                continue
            name = f"Measured {part}"
            include = ReplyTemplate.objects.create(
                tenant=tenant,
                name=name,
                sort_key=sort_key_german(name),
                internal_name=f"measured-{part}",
                kind=TemplateKind.INCLUDE,
                part=part,
                is_default=True,
            )
            TemplateContent.objects.create(tenant=tenant, template=include, language="de", html=html)


def _drafts(house: House, count: int) -> list[Draft]:
    """Finished drafts of tickets on the desk of one agent."""
    tenant = house.tenants[0]
    with scope(tenant.pk):
        rows = Ticket.objects.filter(tenant=tenant, state=TicketState.QUEUED, customer__isnull=False)
        ids = list(rows.order_by("id").values_list("id", flat=True)[:count])
        Ticket.objects.filter(pk__in=ids).update(state=TicketState.ASSIGNED, owner=house.one, assigned_at=clock.now())
        made = []
        for ticket in Ticket.objects.filter(pk__in=ids).select_related("tenant", "category", "customer"):
            draft = open_draft(ticket, author=house.one)
            values = DraftValues(
                to=[["", f"customer{ticket.pk}@bench.example"]],
                cc=[],
                bcc=[],
                subject=draft.subject,
                text="",
                html=draft.html + TEXT,
                rich=True,
            )
            made.append(save_draft(draft, values, version=draft.version, by=house.one))
        return made


def _floor() -> float:
    start = time.perf_counter()
    with connection.cursor() as cursor:
        for number in range(HOW_MANY):
            mail = EmailMessage(policy=policy.SMTP)
            mail["From"], mail["To"] = "service@t0.example", f"customer{number}@bench.example"
            mail["Subject"] = f"Re: {number}"
            mail.set_content("Ihr Paket ist gefunden und kommt morgen an.\n" * 12)
            mail.add_alternative(TEXT, subtype="html")
            values = [mail["Subject"], TEXT, mail.as_bytes()]
            cursor.execute("INSERT INTO floor (subject, body, raw) VALUES (%s, %s, %s)", values)
    return HOW_MANY / (time.perf_counter() - start)


def _composing(tenant: Tenant) -> float:
    with scope(tenant.pk):
        sent = Message.objects.filter(tenant=tenant, html__contains="Paket ist gefunden").order_by("-id")
        rows = OutgoingMail.objects.filter(message__in=sent[:HOW_MANY].values("pk"))
        mails = list(rows.select_related("message", "account", "no_reply", "tenant"))
        start = time.perf_counter()
        for mail in mails:
            compose(mail)
        return len(mails) / (time.perf_counter() - start)
