"""A telephone system that posts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.urls import reverse

from kontor.calls.domain.phone_systems import create_system, renew_token
from kontor.calls.enums import Connector
from kontor.calls.models import DialledNumber, PhoneLink, PhoneSystem, ReceivedEvent, RefusedEvent
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.support.client import Browser
from tests.support.scoping import everywhere

CALL = {"event": "newCall", "from": "493055571600", "to": "4943112345", "direction": "in", "callId": "c-1"}


@pytest.fixture
def provider(nordlicht: Tenant, alpina: Tenant) -> tuple[PhoneSystem, str]:
    """A telephone system that posts, and its token."""
    connect_calls()
    with everywhere():
        system = create_system(name="Provider", connector=Connector.PUSH, by=None)
        return system, renew_token(system, by=None)


Provider = tuple[PhoneSystem, str]


def post_event(browser: Browser, provider: Provider, fields: dict[str, Any], **headers: str) -> HttpResponse:
    body = urlencode(fields, doseq=True)
    return browser.post(
        reverse("calls", args=[provider[1]]), body, content_type="application/x-www-form-urlencoded", headers=headers
    )


def kept_events(system: PhoneSystem) -> list[tuple[str, str]]:
    with everywhere():
        rows = ReceivedEvent.objects.filter(system=system).order_by("id")
        return [(row.call_key, row.kind) for row in rows]


def refused_events(system: PhoneSystem) -> tuple[list[str], int]:
    with everywhere():
        rows = RefusedEvent.objects.filter(system=system).order_by("id")
        return [row.kind for row in rows], PhoneLink.objects.get(system=system).refused


@pytest.fixture
def dialled(provider: Provider, nordlicht: Tenant, alpina: Tenant) -> None:
    with everywhere():
        for tenant, number in ((nordlicht, "+4943112345"), (alpina, "+4343112345")):
            DialledNumber.objects.create(tenant=tenant, system=provider[0], number=number, normalized=number)
