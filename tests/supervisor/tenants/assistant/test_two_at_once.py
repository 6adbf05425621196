"""Two administrators set up the same tenant at the same moment, each with a connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from kontor.channels.models import MailAccount
from kontor.org.domain.setting_up import setup_of
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant
from tests.factories.people import make_user
from tests.factories.tenants import make_tenant
from tests.supervisor.tenants.assistant.test_views import ACCOUNT, GENERAL, START, step
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once

ROUNDS = 4
"""One of them seldom meets at the very same row."""
Answers = Callable[[str, dict[str, Any], dict[str, Any]], list[int]]


@pytest.fixture
def both(committed_db: str, client_for: Callable[..., Browser], ada: User, administrator_role: Role) -> Answers:
    """Post both to an address at once; the states of the answers, the lower one first."""
    other = make_user("Adam Zwei", username="adam")
    make_grant(other, administrator_role)
    first, second = client_for(ada), client_for(other)

    def post(url: str, one: dict[str, Any], two: dict[str, Any]) -> list[int]:
        answers = at_once(partial(first.post, url, one), partial(second.post, url, two))
        return sorted(answer.status_code for answer in answers if not isinstance(answer, Exception))

    return post


def test_one_of_two_creates_the_tenant_of_a_name(both: Answers) -> None:
    assert both(START, GENERAL, GENERAL) == [302, 422]

    with everywhere():
        assert Tenant.objects.filter(name="Stadtgrün Energie").count() == 1


def test_one_of_two_saves_a_tab_and_the_other_sees_the_conflict(both: Answers, alpina: Tenant) -> None:
    values = {**GENERAL, "name": alpina.name, "version": alpina.version}

    found = both(step(alpina, "general"), {**values, "description": "Eins"}, {**values, "description": "Zwei"})

    assert found in ([302, 409], [302, 422])  # the form says it, or the verb that waited for the lock
    with everywhere():
        assert Tenant.objects.get(pk=alpina.pk).version == alpina.version + 1


def test_one_of_two_sets_up_the_account_of_an_address(both: Answers, alpina: Tenant) -> None:
    account = {**ACCOUNT, "tenant": alpina.pk}

    assert both(step(alpina, "account"), account, account) == [302, 422]

    with in_scope(alpina):
        assert MailAccount.objects.filter(tenant=alpina).count() == 1


def test_neither_loses_what_the_other_has_skipped(
    committed_db: str, client_for: Callable[..., Browser], ada: User, administrator_role: Role
) -> None:
    other = make_user("Adam Zwei", username="adam")
    make_grant(other, administrator_role)
    browsers = [client_for(ada), client_for(other)]
    keys = ["no-reply", "category"]

    for number in range(ROUNDS):
        tenant = make_tenant(f"Mandant {number}")
        skips = [
            partial(browser.post, step(tenant, key), {"skip": "1"}) for browser, key in zip(browsers, keys, strict=True)
        ]

        answers = at_once(*skips)

        assert [getattr(answer, "status_code", answer) for answer in answers] == [302, 302]
        with in_scope(tenant):
            assert setup_of(tenant).skipped == sorted(keys)
