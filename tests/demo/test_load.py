"""What a newcomer finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kontor.demo.content.organization import ADMINISTRATOR, PASSWORD, PEOPLE, TENANTS
from kontor.demo.load import load_demo, sign_ins
from kontor.demo.mailserver.place import prepare
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.support.scoping import everywhere


def test_the_demo_has_two_companies_with_some_hundred_tickets(database: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR = str(tmp_path)

    load_demo()

    with everywhere():
        tenants = list(Tenant.objects.living())
        tickets = list(Ticket.objects.values_list("tenant_id", "language", "state"))
    assert [tenant.name for tenant in tenants] == sorted(tenant.name for tenant in TENANTS)
    assert len({tenant.colour for tenant in tenants}) == 2
    assert len(tickets) >= 300
    assert {language for _tenant, language, _state in tickets} == {"de", "en"}
    assert {state for _tenant, _language, state in tickets} == {"queued", "assigned", "closed"}
    people = [*PEOPLE, ADMINISTRATOR]
    assert all(User.objects.get(username=person.username).check_password(PASSWORD) for person in people)
    assert all(person.username in "\n".join(sign_ins()) for person in people)
    assert {tenant.address for tenant in TENANTS} <= set(prepare().addresses)
