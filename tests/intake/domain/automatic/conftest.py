"""A category whose requests are answered automatically."""

from __future__ import annotations

import pytest

from kontor.org.models import Category
from kontor.texts.models import ReplyTemplate
from kontor.tickets.enums import MessageKind
from kontor.tickets.models import HistoryEntry, Message
from tests.factories.reviews import make_automatic
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere

HTML = "<p>Guten Tag ${customer.name},</p><p>wir haben <strong>${ticket.subject}</strong> erhalten.</p>"


@pytest.fixture
def answering(billing: Category) -> ReplyTemplate:
    return make_automatic(billing, html=HTML).template


def answers_to() -> list[Message]:
    with everywhere():
        rows = Message.objects.filter(kind=MessageKind.AUTOMATIC).select_related("ticket", "ticket__owner")
        return list(rows.order_by("id"))


def reasons_of() -> list[str]:
    with everywhere():
        rows = HistoryEntry.objects.filter(action="not_automatic").order_by("id")
        return [entry.details["why"] for entry in rows]


def run_all() -> None:
    run_jobs("reply_automatically")
