"""Mails of one batch."""

from __future__ import annotations

import pytest

from kontor.intake.domain import judging, processing
from kontor.intake.domain.judged import JudgedMail
from kontor.intake.models import Arrival
from kontor.tickets.models import Ticket
from tests.support.scoping import everywhere


def outcomes() -> list[tuple[str, str, int]]:
    with everywhere():
        return list(Arrival.objects.order_by("id").values_list("outcome", "reason", "attempts"))


def subjects_of_tickets() -> list[str]:
    with everywhere():
        return list(Ticket.objects.order_by("id").values_list("subject", flat=True))


def watch(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many mails are taken at once, from now on."""
    batches: list[int] = []

    def judge(arrivals: list[Arrival]) -> list[JudgedMail]:
        batches.append(len(arrivals))
        return judging.judge(arrivals)

    monkeypatch.setattr(processing, "judge", judge)
    return batches
