"""People in a filter are those of the tenants of which one reads the list, not of all one works for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.org.models import AgentGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.org import make_member
from tests.support.client import Browser


@pytest.mark.parametrize("address", ["/supervisor/board/tickets/", "/supervisor/calls/"])
def test_agents_to_choose_are_those_of_the_tenants_whose_list_one_reads(
    client_for: Callable[..., Browser],
    sven: User,
    anna: User,
    carla: User,
    agent_role: Role,
    nordlicht: Tenant,
    alpina: Tenant,
    alpina_service: AgentGroup,
    address: str,
) -> None:
    connect_calls()
    make_member(sven, alpina_service, agent_role)

    page = client_for(sven, nordlicht, alpina).get(f"{address}?filter=1").content.decode()

    assert (f">{anna.name}<" in page, f">{carla.name}<" in page) == (True, False)
