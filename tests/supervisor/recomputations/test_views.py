"""Where a service level or business hours are chosen, deadlines follow, and one sees how far that is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.org.domain.category_changes import change_category_preferences
from kontor.org.domain.tenants import change_tenant_settings
from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.supervisor.recomputations.choices import follow_choices
from kontor.tenants.models import Tenant
from kontor.tickets.domain.recomputing import recompute_for
from kontor.tickets.enums import Cause
from kontor.tickets.models import Recomputation, Ticket
from tests.factories.sla import make_calendar, make_service_level
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope

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


def test_a_tenants_choice_is_followed(nordlicht: Tenant, billing: Category, ada: User) -> None:
    ticket = make_ticket(billing)
    level = make_service_level(nordlicht, first_response=60)
    with everywhere():
        changed = change_tenant_settings(nordlicht, {SERVICE_LEVEL.key: level.pk}, version=nordlicht.version, by=ada)
        follow_choices(nordlicht.preferences, changed)
    run_jobs()

    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=ticket.pk).due_at is not None
        assert list(Recomputation.objects.values_list("cause", "thing", "done")) == [(Cause.TENANT, nordlicht.pk, 1)]


def test_a_categorys_choice_is_followed(nordlicht: Tenant, billing: Category, moving: Category, ada: User) -> None:
    tickets = [make_ticket(billing), make_ticket(moving)]
    level = make_service_level(nordlicht, first_response=60)
    with in_scope(nordlicht):
        values = {SERVICE_LEVEL.key: level.pk}
        changed = change_category_preferences(billing, values, version=billing.version, by=ada)
        follow_choices(billing.preferences, changed)
    run_jobs()

    with in_scope(nordlicht):
        assert [Ticket.objects.get(pk=ticket.pk).due_at is not None for ticket in tickets] == [True, False]


def test_other_settings_move_no_deadline(nordlicht: Tenant, billing: Category) -> None:
    make_ticket(billing)
    calendar = make_calendar(nordlicht)
    with in_scope(nordlicht):
        nordlicht.preferences = {BUSINESS_HOURS.key: calendar.pk, "texts.something": "else"}
        follow_choices({BUSINESS_HOURS.key: calendar.pk}, nordlicht)

        assert not Recomputation.objects.exists()


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
