"""Who is let in, and what of others is not there."""

from __future__ import annotations

from typing import Any

from kontor.org.domain.tenants import delete_tenants
from kontor.org.models import Category, SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.supervisor.tenants.assistant.steps import ACCOUNT, START, step
from tests.support.statements import statements


def test_a_tenant_that_is_deleted_meanwhile_is_not_there(browser: Any, alpina: Tenant, ada: User) -> None:
    browser.post(step(alpina, "no-reply"), {"skip": "1"})
    delete_tenants([alpina], by=ada)

    assert browser.get(step(alpina, "accounts")).status_code == 404
    assert browser.post(step(alpina, "no-reply"), {"address": "a@alpina.example"}).status_code == 404
    assert list(browser.get(START).context["begun"]) == []


def test_nothing_of_another_tenant_can_be_chosen(
    client_for: Any, ada: User, alpina: Tenant, nordlicht: Tenant, nordlicht_system: SystemGroup, billing: Category
) -> None:
    browser = client_for(ada, alpina, nordlicht)

    page = browser.get(step(alpina, "category")).content.decode()
    group = browser.post(step(alpina, "supervisor-group"), {"name": "Fremd", "place": nordlicht_system.pk})
    account = browser.post(step(alpina, "account"), {**ACCOUNT, "tenant": nordlicht.pk})
    category = browser.post(step(alpina, "category"), {"tenant": nordlicht.pk, "name": "Fremd"})

    assert "Nordlicht" not in page.partition("assistant__work")[2].partition("assistant__beside")[0]
    assert [answer.status_code for answer in (group, account, category)] == [422, 422, 422]


def test_a_step_without_its_right_is_skipped_not_done(client_for: Any, alpina: Tenant, bela: User) -> None:
    make_grant(bela, make_role("Mandanten", {"supervisor.access", "tenants.read", "tenants.write"}))
    browser = client_for(bela, alpina)

    page = browser.get(step(alpina, "system-group"))

    assert "This step takes a right that you do not have." in page.content.decode()
    assert page.context.get("form") is None
    assert browser.post(step(alpina, "system-group"), {"name": "A", "place": alpina.pk}).status_code == 403
    assert browser.post(step(alpina, "system-group"), {"skip": "1"}).status_code == 302


def test_who_may_not_change_the_tenant_does_not_come_in(
    client_for: Any, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    browser = client_for(sven, nordlicht)

    assert [browser.get(url).status_code for url in (START, step(nordlicht, "general"), step(alpina, "general"))] == [
        403,
        403,
        404,
    ]


def test_a_step_costs_the_same_with_more_of_everything(browser: Any, alpina: Tenant, ada: User) -> None:
    page = step(alpina, "no-reply")
    browser.post(page, {"address": "a0@alpina.example"})
    browser.get(page)
    with statements() as one:
        browser.get(page)
    for number in range(1, 4):
        browser.post(page, {"address": f"a{number}@alpina.example"})

    with statements() as four:
        browser.get(page)

    assert len(four) == len(one)


def test_an_empty_installation_offers_the_assistant_first(client_for: Any, ada: User) -> None:
    page = client_for(ada).get("/supervisor/tenants/").content.decode()

    empty = page.partition('class="empty"')[2]
    assert f'<a class="button button--primary" href="{START}">Create a tenant step by step</a>' in empty
