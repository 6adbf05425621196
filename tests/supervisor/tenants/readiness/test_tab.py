from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.urls import reverse

from kontor.calls.domain.telephony import change_telephony
from kontor.calls.enums import Connector
from kontor.escalations.models import Agreement
from kontor.org.middleware import DeskRequest
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.readiness.domain.checks import Line
from kontor.readiness.enums import LineState, Topic
from kontor.supervisor.tenants.readiness.places import SPOTS, url_of
from kontor.tenants.models import Tenant
from tests.factories.agreements import make_agreement
from tests.factories.call_records import connect_calls
from tests.factories.channels import make_account
from tests.factories.org import make_category, make_grant
from tests.factories.people import make_role, make_user
from tests.factories.phone_systems import make_phone_system
from tests.factories.routing import make_rule
from tests.factories.sla import make_service_level
from tests.factories.texts import make_template
from tests.readiness.domain.test_letter_trials import with_letters
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope
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
    assert found["agents"] == reverse("supervisor:groups:edit", args=["agent", nordlicht_service.pk]) + "#members"
    assert found["fallback"] == reverse("supervisor:rules:list") + f"#fallback-of-{account.pk}"
    assert found["templates"] == f"{reverse('supervisor:reply_templates:new')}?tenant={nordlicht.pk}#id_name"
    assert found["sending"].endswith(f"/{account.pk}/sending/#id_smtp_host")
    assert found["fetched"].endswith(f"/{account.pk}/state/#connection-test-{account.pk}")
    assert found["no_reply"].endswith(f"/{nordlicht.pk}/accounts/#no-reply")
    assert found["service_level"].endswith(f"/service-levels/new/?tenant={nordlicht.pk}#id_name")
    make_service_level(nordlicht, "Gold")
    chosen = urls(client_for(ada), nordlicht)["service_level"]
    assert chosen.endswith(f"/{nordlicht.pk}/settings/#id_sla-service_level")


def test_every_place_is_a_page_with_its_field_and_marks_it(
    client_for: Clients,
    ada: User,
    nordlicht: Tenant,
    alpina: Tenant,
    claims: Category,
    moving: Category,
    sven: User,
    carla: User,
) -> None:
    browser, missing = client_for(ada), {}

    for place, (row, word) in rows_of(nordlicht, moving, make_agreement(nordlicht, claims, confirmed_by=sven)).items():
        line = Line("x", Topic.GROUPS, LineState.OPEN, "", place, row, word)
        url = url_of(cast(DeskRequest, browser.get(page(nordlicht)).wsgi_request), nordlicht, line)
        where, field = url.split("#")
        content = browser.get(where).content.decode()
        if f'id="{field}"' not in content or "arrive" not in content:
            missing[place] = url

    assert missing == {}


def rows_of(tenant: Tenant, category: Category, agreement: Agreement) -> dict[str, tuple[int | None, str]]:
    """A row and a word for each place; a tenant that writes letters and telephones."""
    with_letters(tenant)
    connect_calls()
    system = make_phone_system("Zentrale", connector=Connector.ASTERISK)
    account, template = make_account(tenant), make_template(tenant)
    make_rule(category, "Umzug")
    with in_scope(tenant):
        group = category.agent_groups.get()
        supervisors = group.supervisor_group
        change_telephony(tenant, system=system, prefix="71", postfix="", version=0, by=None)
    found: dict[str, tuple[int | None, str]] = dict.fromkeys(SPOTS, (category.pk, ""))
    return found | {
        "new_supervisor_group": (supervisors.system_group_id, ""),
        "new_agent_group": (supervisors.pk, ""),
        "agent_group": (group.pk, ""),
        **dict.fromkeys(("account_use", "account_sending", "account_state", "fallback"), (account.pk, "")),
        "assignment": (template.pk, str(category.pk)),
        "template_part": (template.pk, "footer"),
        "template_contents": (template.pk, "en"),
        "new_include": (None, "layout"),
        "called": (system.pk, ""),
        "overflow": (agreement.pk, ""),
    }


def test_what_is_to_be_written_is_chosen_already(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category
) -> None:
    make_template(nordlicht, categories=(billing,))
    browser = client_for(ada)

    form = browser.get(urls(browser, nordlicht)["letterhead"]).context["mask"].form

    assert (form["what"].value(), form["tenant"].value()) == ("include-letterhead", str(nordlicht.pk))


def test_what_is_missing_is_made_for_this_tenant(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    """The masks would begin with the first tenant otherwise."""
    browser = client_for(ada)
    leading = [url for url in urls(browser, nordlicht).values() if "/new/" in url]

    assert len(leading) > 4
    for url in leading:
        assert f'<option value="{nordlicht.pk}" selected>' in browser.get(url).content.decode(), url


def test_the_page_counts_and_names_the_state(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    response = client_for(ada).get(page(nordlicht))

    checks = response.context["checks"]
    assert (checks.wrong, checks.open) == (
        len(checks.readiness.of(LineState.WRONG)),
        len(checks.readiness.of(LineState.OPEN)),
    )
    assert (checks.wrong, "6 needed steps are still open" in response.content.decode()) == (0, True)


def test_a_page_that_heard_of_a_change_gets_the_list_alone(
    htmx_for: Callable[..., HtmxBrowser], client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    url = reverse("supervisor:tenants:checks", args=[nordlicht.pk])

    response = htmx_for(ada).get(url)

    assert response.content.decode().startswith('<section class="form" id="readiness"')
    assert response.context["checks"].missing == 6
    assert '<section class="card" id="steps-left" hx-swap-oob="true">' in response.content.decode()
    assert "6 steps left until in use" in response.content.decode()
    assert '<section class="card" id="steps-left">' in client_for(ada).get(page(nordlicht)).content.decode()
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


def test_who_tries_letters_comes_back_to_their_lines(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    with_letters(nordlicht)
    browser = client_for(ada)

    address, _sign, part = browser.post(reverse("supervisor:tenants:try-letters", args=[nordlicht.pk]))[
        "Location"
    ].partition("#")

    assert f'id="{part}"' in browser.get(address).content.decode()
