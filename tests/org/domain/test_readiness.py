"""What a tenant still lacks: each step of the checklist, the facts it is judged by, and when nothing is missing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.kernel import clock
from kontor.org.domain.readiness import next_step, steps, with_readiness
from kontor.org.models import AgentGroup, Category, GroupCategory, Membership, SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account, make_no_reply_address
from tests.factories.org import make_category, make_group_tree, make_member
from tests.factories.people import make_user
from tests.factories.tenants import make_tenant
from tests.support.scoping import everywhere
from tests.support.statements import statements

ORDER = ["general", "system_group", "people", "categories", "incoming", "sending", "no_reply"]


def found(tenant: Tenant) -> Any:
    with everywhere():
        return with_readiness(Tenant.objects.filter(pk=tenant.pk)).get()


def missing(tenant: Tenant) -> list[str]:
    row = found(tenant)
    assert row.is_ready is (next_step(row) is None)
    return [step.key for step in steps(row) if not step.done]


def gone(model: Any, **values: Any) -> None:
    with everywhere():
        assert model.objects.filter(**values).update(deleted_at=clock.now())


@pytest.fixture
def ready(nordlicht: Tenant) -> Tenant:
    """A tenant that lacks nothing: one of everything."""
    group = make_group_tree(nordlicht, "Service")
    make_member(make_user("Elli"), group)
    make_category(group, "Abrechnung")
    make_account(nordlicht)
    make_no_reply_address(nordlicht)
    return nordlicht


def test_a_bare_tenant_lacks_everything_but_its_name(nordlicht: Tenant) -> None:
    assert missing(nordlicht) == ORDER[1:]


def test_a_furnished_tenant_lacks_nothing(ready: Tenant) -> None:
    row = found(ready)

    assert (row.is_ready, next_step(row)) == (True, None)
    assert [step.key for step in steps(row)] == ORDER
    assert all(step.done and step.label and step.note for step in steps(row))


def test_the_next_step_is_the_first_that_is_missing_and_says_so_in_a_word(nordlicht: Tenant) -> None:
    said = []
    for build in (
        lambda: None,
        lambda: make_group_tree(nordlicht, "Service"),
        lambda: make_member(make_user("Elli"), in_tenant(nordlicht)),
        lambda: make_category(in_tenant(nordlicht), "Abrechnung"),
        lambda: make_account(nordlicht, smtp_host=""),
        lambda: make_account(nordlicht, kind=AccountKind.REPLY),
        lambda: make_no_reply_address(nordlicht),
    ):
        build()
        step = next_step(found(nordlicht))
        said.append(step.missing if step else "")

    assert said == [
        "System group missing",
        "Agents missing",
        "Category missing",
        "Incoming account missing",
        "Sending account missing",
        "Do-not-reply address missing",
        "",
    ]


def in_tenant(tenant: Tenant) -> AgentGroup:
    with everywhere():
        return AgentGroup.objects.get(tenant=tenant)


@pytest.mark.parametrize(
    ("model", "steps_missing"),
    [
        (SystemGroup, ["system_group"]),
        (AgentGroup, ["people", "categories"]),
        (Category, ["categories"]),
        (MailAccount, ["incoming", "sending"]),
        (User, ["people"]),
    ],
)
def test_what_was_deleted_does_not_count(ready: Tenant, model: Any, steps_missing: list[str]) -> None:
    gone(model)

    assert missing(ready) == steps_missing


def test_members_who_cannot_sign_in_do_not_count(ready: Tenant) -> None:
    User.objects.update(active=False)

    assert missing(ready) == ["people"]


@pytest.mark.parametrize(
    ("model", "steps_missing"),
    [(Membership, ["people"]), (GroupCategory, ["categories"]), (NoReplyAddress, ["no_reply"])],
)
def test_what_was_taken_away_is_missing(ready: Tenant, model: Any, steps_missing: list[str]) -> None:
    with everywhere():
        model.objects.all().delete()

    assert missing(ready) == steps_missing


def test_accounts_that_are_switched_off_do_not_count(ready: Tenant) -> None:
    with everywhere():
        MailAccount.objects.update(active=False)

    assert missing(ready) == ["incoming", "sending"]


def test_an_account_for_answers_does_not_receive(ready: Tenant) -> None:
    with everywhere():
        MailAccount.objects.update(kind=AccountKind.REPLY)

    assert missing(ready) == ["incoming"]


def test_a_general_account_serves_a_tenant_without_its_own(ready: Tenant) -> None:
    gone(MailAccount)
    make_account(None)

    assert missing(ready) == []


def test_what_another_tenant_has_serves_nobody_else(ready: Tenant, alpina: Tenant) -> None:
    assert missing(alpina) == ORDER[1:]
    assert missing(ready) == []


@pytest.mark.parametrize(("whose", "since", "trouble"), [("own", True, True), ("own", False, False), ("", True, False)])
def test_trouble_is_an_own_account_that_cannot_be_read(
    ready: Tenant, frozen: Any, whose: str, since: bool, trouble: bool
) -> None:
    at: datetime | None = frozen.at if since else None
    make_account(ready if whose else None, failing_since=at)

    assert found(ready).has_trouble is trouble


def test_an_account_for_answers_that_fails_is_no_trouble_of_receiving(ready: Tenant, frozen: Any) -> None:
    make_account(ready, kind=AccountKind.REPLY, failing_since=frozen.at)

    assert not found(ready).has_trouble


def test_things_are_counted_each_once(ready: Tenant) -> None:
    first = in_tenant(ready)
    second = make_group_tree(ready, "Technik")
    with everywhere():
        category = Category.objects.get()
        GroupCategory.objects.create(tenant=ready, agent_group=second, category=category)
    make_category(first, "Umzug")

    row = found(ready)

    assert (row.system_group_count, row.group_count, row.category_count) == (2, 2, 2)


def test_many_tenants_cost_one_statement(ready: Tenant) -> None:
    for _each in range(3):
        make_tenant()

    with everywhere(), statements() as sent:
        rows = list(with_readiness(Tenant.objects.all()))
        ready_ones = [row.pk for row in rows if next_step(row) is None]

    assert (len(rows), ready_ones) == (4, [ready.pk])
    assert len(sent) == 1
