"""The choice of a tenant, and what is said of each before one chooses."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category, SupervisorGroup, SystemGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.factories.org import (
    make_agent_group,
    make_category,
    make_grant,
    make_member,
    make_supervisor_group,
    make_system_group,
)
from tests.factories.tenants import make_tenant
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope


def test_work_at_a_tenant_that_is_not_offered_hides_no_count(
    client_for: Callable[..., Browser],
    sven: User,
    billing: Category,
    nordlicht: Tenant,
    alpina: Tenant,
    alpina_supervisors: SupervisorGroup,
    supervisor_role: Role,
) -> None:
    """Sven works no category of the two that he supervises: what he may read counts there."""
    make_grant(sven, supervisor_role, alpina_supervisors)
    make_ticket(billing)
    gone = make_system_group(make_tenant("Ehemals"))
    group = make_agent_group(make_supervisor_group(gone))
    make_category(group)
    make_member(sven, group)
    with in_scope(gone.tenant_id):
        SystemGroup.objects.filter(pk=gone.pk).update(deleted_at=clock.now())

    page = client_for(sven).get("/sign-in/tenant/")

    counts = {offer.tenant.code: offer.count.number for offer in page.context["offers"] if offer.tenant}
    assert counts == {"NORD": 1, "ALPI": 0}


def test_own_categories_count_where_one_works_and_what_one_may_read_elsewhere(
    client_for: Callable[..., Browser],
    sven: User,
    billing: Category,
    moving: Category,
    claims: Category,
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_service: AgentGroup,
    alpina_supervisors: SupervisorGroup,
    supervisor_role: Role,
) -> None:
    make_grant(sven, supervisor_role, alpina_supervisors)
    make_member(sven, nordlicht_service)
    for category in (billing, claims, claims):
        make_ticket(category)

    page = client_for(sven).get("/sign-in/tenant/")

    counts = {offer.tenant.code: offer.count.number for offer in page.context["offers"] if offer.tenant}
    assert counts == {"NORD": 1, "ALPI": 2}


def test_what_is_overdue_is_said_of_each_tenant_and_of_all(
    client_for: Callable[..., Browser], anna: User, billing: Category, claims: Category, alpina_service: AgentGroup
) -> None:
    make_member(anna, alpina_service)
    for category in (billing, billing, claims):
        make_ticket(category, due_at=clock.now() - timedelta(minutes=1))
    make_ticket(claims)

    page = client_for(anna).get("/sign-in/tenant/")

    late = {offer.tenant.code if offer.tenant else "": offer.count.late for offer in page.context["offers"]}
    assert late == {"NORD": 2, "ALPI": 1, "": 3}
    assert re.findall(r"(\d) overdue</span>", page.content.decode()) == ["1", "2", "3"]


def test_many_tenants_are_narrowed_by_typing(client_for: Callable[..., Browser], sven: User, nordlicht: Tenant) -> None:
    few = _offered(client_for(sven), sven, supervised=2)
    many = _offered(client_for(sven), sven, supervised=8)

    assert ["data-narrow" in page for page in (few, many)] == [False, True]


def test_whose_sign_in_ends_while_they_choose_is_led_to_a_new_one(
    client_for: Callable[..., Browser], bela: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    browser = client_for(bela, nordlicht)

    with connection.execute_wrapper(_ended_before_it_is_saved):
        answer = browser.post("/sign-in/tenant/", {"tenant": alpina.pk})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/")


def test_whose_sign_in_ends_while_a_choice_is_withdrawn_is_led_to_a_new_one(
    client_for: Callable[..., Browser], htmx_for: Callable[..., Browser], bela: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    browsers = [client_for(bela, nordlicht, alpina), htmx_for(bela, nordlicht, alpina)]
    with everywhere():
        Tenant.objects.filter(pk=alpina.pk).update(active=False)

    with connection.execute_wrapper(_ended_before_it_is_saved):
        page = browsers[0].get("/desk/inbox/")
        part = browsers[1].get("/desk/inbox/")

    assert (page.status_code, page.headers["Location"]) == (302, "/sign-in/")
    assert (part.status_code, part.headers["HX-Redirect"]) == (204, "/sign-in/")


def _ended_before_it_is_saved(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Between the moment in which the request looks at its sign-in and that in which it saves it."""
    if sql.startswith('UPDATE "people_session" SET "session_data"'):
        execute('DELETE FROM "people_session"', (), False, context)
    return execute(sql, params, many, context)


def _offered(browser: Browser, person: User, *, supervised: int) -> str:
    for _number in range(supervised):
        group = make_agent_group(make_supervisor_group(make_system_group(make_tenant())))
        make_member(person, group)
    return browser.get("/sign-in/tenant/").content.decode()
