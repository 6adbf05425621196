"""Where a service level or business hours are chosen one sees how far the deadlines have followed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.recomputing import recompute_for
from kontor.tickets.models import Recomputation
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.scoping import in_scope

Clients = Callable[..., Browser]


@pytest.fixture
def run(nordlicht: Tenant, billing: Category) -> Recomputation:
    make_ticket(billing)
    with in_scope(nordlicht):
        run = recompute_for(tenant=nordlicht)
    assert run
    return run


def _address(run: Recomputation) -> str:
    return reverse("supervisor:recomputation", args=[run.pk])


def test_the_mask_says_how_far_it_is(
    client_for: Clients, sven: User, ada: User, nordlicht: Tenant, run: Recomputation
) -> None:
    mask = reverse("supervisor:tenants:tab", args=[nordlicht.pk, "settings"])
    page = client_for(ada, nordlicht).get(mask).content.decode()
    line = client_for(sven, nordlicht).get(_address(run), HTTP_HX_REQUEST="true").content.decode()

    assert "Deadlines are computed anew: 0 of 1 tickets." in page
    assert 'hx-trigger="every 2s"' in line
    run_jobs()

    assert "All deadlines are computed anew." in client_for(sven, nordlicht).get(_address(run)).content.decode()
    assert "Deadlines are computed anew" not in client_for(ada, nordlicht).get(mask).content.decode()


def test_an_agent_may_not_and_another_tenant_finds_nothing(
    client_for: Clients, anna: User, carla: User, nordlicht: Tenant, alpina: Tenant, run: Recomputation
) -> None:
    assert client_for(anna, nordlicht).get(_address(run)).status_code == 403
    assert client_for(carla, alpina).get(_address(run)).status_code == 404
