from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.readiness.enums import LineState
from kontor.supervisor.tenants.readiness.places import SPOTS
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.factories.org import make_category, make_grant
from tests.factories.people import make_role, make_user
from tests.factories.texts import make_template
from tests.support.client import Browser, HtmxBrowser
from tests.support.statements import statements

Clients = Callable[..., Browser]


def page(tenant: Tenant) -> str:
    return reverse("supervisor:tenants:tab", args=[tenant.pk, "readiness"])


def urls(browser: Browser, tenant: Tenant) -> dict[str, str]:
    parts = browser.get(page(tenant)).context["checks"].parts
    return {shown.line.key: shown.url for part in parts for shown in part.lines}


def test_each_line_leads_to_the_very_field(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category, nordlicht_service: AgentGroup
) -> None:
    account = make_account(nordlicht, smtp_host="")
    found = urls(client_for(ada), nordlicht)

    assert found["system_group"] == ""
    assert found["agents"] == reverse("supervisor:groups:edit", args=["agent", nordlicht_service.pk])
    assert found["fallback"] == reverse("supervisor:rules:list")
    assert found["sending"].endswith(f"/{account.pk}/sending/#id_smtp_host")
    assert found["fetched"].endswith(f"/{account.pk}/state/#connection-test-{account.pk}")
    assert found["no_reply"].endswith(f"/{nordlicht.pk}/accounts/#no-reply")
    assert found["service_level"].endswith(f"/{nordlicht.pk}/settings/#id_sla-service_level")


def test_every_field_that_is_named_is_on_its_page(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category, nordlicht_service: AgentGroup
) -> None:
    browser, account = client_for(ada), make_account(nordlicht)
    rows = {"agent_group": nordlicht_service.pk, "account_sending": account.pk, "account_state": account.pk}
    missing = []

    for key, spot in SPOTS.items():
        if not spot.field or {"call-connector", "pdf"} & set(spot.args):
            continue
        row = rows.get(key, billing.pk)
        values = {"tenant": nordlicht.pk, "row": row}
        url = reverse(spot.name, args=[values.get(part, part) for part in spot.args])
        content = browser.get(url, {spot.query: nordlicht.pk} if spot.query else {}).content.decode()
        if f'id="{spot.field.format(row=row)}"' not in content:
            missing.append((key, url))

    assert missing == []


def test_the_page_counts_and_names_the_state(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    response = client_for(ada).get(page(nordlicht))

    checks = response.context["checks"]
    assert (checks.wrong, checks.open) == (
        len(checks.readiness.of(LineState.WRONG)),
        len(checks.readiness.of(LineState.OPEN)),
    )
    assert "6 things do not work" in response.content.decode()


def test_a_page_that_heard_of_a_change_gets_the_list_alone(
    htmx_for: Callable[..., HtmxBrowser], client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    url = reverse("supervisor:tenants:checks", args=[nordlicht.pk])

    response = htmx_for(ada).get(url)

    assert response.content.decode().startswith('<section class="form" id="readiness"')
    assert response.context["checks"].wrong == 6
    assert client_for(ada).get(url).headers["Location"] == page(nordlicht)


def test_who_may_only_look_gets_no_buttons(
    client_for: Clients, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    reader = make_user("Rita Roth")
    make_grant(reader, make_role("Leser", {"supervisor.access", "tenants.read"}), nordlicht_service)

    found = urls(client_for(reader, nordlicht), nordlicht)

    assert set(found.values()) == {""}


def test_another_tenants_list_is_not_found(
    client_for: Clients, nordlicht: Tenant, alpina: Tenant, nordlicht_service: AgentGroup
) -> None:
    reader = make_user("Rita Roth")
    make_grant(reader, make_role("Leser", {"supervisor.access", "tenants.read"}), nordlicht_service)

    assert client_for(reader, nordlicht).get(page(alpina)).status_code == 404


def test_the_page_needs_as_many_statements_with_many_rows(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category, nordlicht_service: AgentGroup
) -> None:
    browser = client_for(ada)
    make_template(nordlicht, categories=(billing,))
    make_account(nordlicht)
    browser.get(page(nordlicht))
    with statements() as one:
        browser.get(page(nordlicht))
    for _ in range(3):
        make_template(nordlicht, categories=(make_category(nordlicht_service),))
        make_account(nordlicht)

    with statements() as four:
        browser.get(page(nordlicht))

    assert len(four) == len(one)
