"""Anna’s calls, and the panel that shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from kontor.calls.models import Call
from kontor.tickets.models import Ticket
from tests.desk.phone.rows import integration
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]

HtmxFor = Callable[..., HtmxBrowser]

CALLS = reverse("desk:phone:calls")


@pytest.fixture(autouse=True)
def on(db: None) -> None:
    integration()


def panel(browser: Browser) -> str:
    return " ".join(browser.get(CALLS).content.decode().split())


def address(ticket: Ticket) -> str:
    return reverse("desk:ticket:show", args=[ticket.number])


def change(call: Call, **values: Any) -> None:
    with in_scope(call.tenant_id):
        Call.objects.filter(pk=call.pk).update(**values)
