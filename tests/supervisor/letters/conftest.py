"""Letters that went out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.letter_switch import letters_on

Clients = Callable[..., Browser]


@pytest.fixture(autouse=True)
def letters_root(db: None, tmp_path: Path, settings: Any) -> Path:
    letters_on()
    settings.LETTERS_ROOT, settings.LETTERS_STORAGE = str(tmp_path), None
    return tmp_path


@pytest.fixture
def sending(billing: Category, anna: User) -> Ticket:
    return make_ticket(billing, owner=anna, state=TicketState.SENDING)


@pytest.fixture
def browser(client_for: Clients, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:letters:{name}", args=args)


def ids(response: Any) -> list[int]:
    return [row.item.pk for row in response.context["listing"].rows]
