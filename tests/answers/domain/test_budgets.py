"""Budgets of automatic mail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.answers.domain.budgets import GROWTH, Claim, Limits, budget_key, claim_all, prune_budgets
from kontor.answers.enums import BudgetKind
from kontor.answers.models import AutomaticBudget
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import at_once

LIMITS = Limits(pause=60, per_hour=100, strangers_per_hour=50)


def _claim(
    tenant: Tenant, *addresses: str, ticket: int = 0, stranger: bool = False, limits: Limits = LIMITS
) -> list[str]:
    """Each address with a ticket of its own, or all with this one."""
    claims = [
        Claim(tenant.pk, address, ticket or 1_000_000 + hash((address, clock.now())) % 10**9 + place, stranger)
        for place, address in enumerate(addresses)
    ]
    with in_scope(tenant):
        return claim_all(claims, {tenant.pk: limits})


def test_an_address_waits_longer_each_time(frozen: Frozen, nordlicht: Tenant) -> None:
    sent: list[int] = []
    for minute in range(0, 32 * 60, 30):
        if _claim(nordlicht, "kaethe@post.example") == [""]:
            sent.append(minute)
        frozen.move(minutes=30)

    assert sent == [0, 60, 60 + 6 * 60, 60 + 6 * 60 + 24 * 60]


def test_after_the_longest_pause_an_address_may_get_one_a_week(frozen: Frozen, nordlicht: Tenant) -> None:
    for pause in (0, 1, 6, 24):
        frozen.move(hours=pause)
        assert _claim(nordlicht, "kaethe@post.example") == [""]

    frozen.move(hours=167)
    assert _claim(nordlicht, "kaethe@post.example") == ["budget_address"]
    frozen.move(hours=1)
    assert _claim(nordlicht, "kaethe@post.example") == [""]


def test_an_address_that_was_quiet_for_long_begins_anew(frozen: Frozen, nordlicht: Tenant) -> None:
    for pause in (0, 1, 6):
        frozen.move(hours=pause)
        assert _claim(nordlicht, "kaethe@post.example") == [""]

    frozen.move(hours=24 + GROWTH[-1])
    assert _claim(nordlicht, "kaethe@post.example") == [""]
    frozen.move(hours=1)
    assert _claim(nordlicht, "kaethe@post.example") == [""]


def test_what_was_refused_makes_no_pause_longer(frozen: Frozen, nordlicht: Tenant) -> None:
    assert _claim(nordlicht, "kaethe@post.example") == [""]
    for _minute in range(5):
        frozen.move(minutes=10)
        assert _claim(nordlicht, "kaethe@post.example") == ["budget_address"]

    frozen.move(minutes=10)
    assert _claim(nordlicht, "kaethe@post.example") == [""]


def test_of_two_at_once_for_one_address_the_first_one_is_sent(nordlicht: Tenant) -> None:
    assert _claim(nordlicht, "kaethe@post.example", "Kaethe@POST.example", "max@post.example") == [
        "",
        "budget_address",
        "",
    ]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("Kaethe+Abrechnung@Post.example", "kaethe@post.example"),
        ("kaethe@post.example", "kaethe@post.example"),
        ("+x@post.example", "+x@post.example"),
        ("käthe@grüße.example", "käthe@xn--gre-6ka8l.example"),
    ],
)
def test_what_follows_a_plus_sign_opens_no_budget_of_its_own(address: str, key: str) -> None:
    assert budget_key(address) == key


def test_a_ticket_waits_whoever_writes_to_it(frozen: Frozen, nordlicht: Tenant) -> None:
    assert _claim(nordlicht, "kaethe@post.example", ticket=7) == [""]
    assert _claim(nordlicht, "max@post.example", ticket=7) == ["budget_ticket"]

    frozen.move(hours=1)
    assert _claim(nordlicht, "paula@post.example", ticket=7) == [""]


def test_a_tenant_sends_no_more_than_its_hour_holds(frozen: Frozen, nordlicht: Tenant) -> None:
    limits = Limits(pause=60, per_hour=3, strangers_per_hour=3)
    many = [f"k{number}@post.example" for number in range(5)]

    assert _claim(nordlicht, *many, limits=limits) == ["", "", "", "budget_tenant", "budget_tenant"]
    assert _claim(nordlicht, "later@post.example", limits=limits) == ["budget_tenant"]
    frozen.move(hours=1)
    assert _claim(nordlicht, "next@post.example", limits=limits) == [""]


def test_a_day_holds_what_six_hours_may(frozen: Frozen, nordlicht: Tenant) -> None:
    limits = Limits(pause=60, per_hour=2, strangers_per_hour=2)
    sent = 0
    for hour in range(12):
        sent += _claim(nordlicht, *(f"k{hour}-{n}@post.example" for n in range(4)), limits=limits).count("")
        frozen.move(hours=1)

    assert sent == 12


def test_an_hour_that_began_while_the_clock_was_ahead_is_over_once_it_is_right(
    frozen: Frozen, nordlicht: Tenant
) -> None:
    limits = Limits(pause=60, per_hour=2, strangers_per_hour=2)
    frozen.move(days=3)
    sent = _claim(nordlicht, "a@post.example", "b@post.example", "c@post.example", limits=limits)
    frozen.move(days=-3)
    right = _claim(nordlicht, "d@post.example", "e@post.example", "f@post.example", limits=limits)

    assert sent == right == ["", "", "budget_tenant"]


def test_strangers_have_a_ceiling_of_their_own_and_others_go_on(nordlicht: Tenant) -> None:
    limits = Limits(pause=60, per_hour=100, strangers_per_hour=2)
    storm = [f"s{number}@forged.example" for number in range(4)]

    assert _claim(nordlicht, *storm, stranger=True, limits=limits) == ["", "", *["budget_strangers"] * 2]
    assert _claim(nordlicht, "kaethe@post.example", limits=limits) == [""]


def test_nothing_is_sent_when_a_tenant_allows_none(nordlicht: Tenant) -> None:
    limits = Limits(pause=60, per_hour=0, strangers_per_hour=0)

    assert _claim(nordlicht, "kaethe@post.example", limits=limits) == ["budget_tenant"]


def test_budgets_of_one_tenant_are_none_of_another(nordlicht: Tenant, alpina: Tenant) -> None:
    assert _claim(nordlicht, "kaethe@post.example") == [""]

    assert _claim(alpina, "kaethe@post.example") == [""]
    assert _claim(nordlicht, "kaethe@post.example") == ["budget_address"]


def test_claims_of_several_tenants_come_together(nordlicht: Tenant, alpina: Tenant) -> None:
    claims = [Claim(tenant.pk, "kaethe@post.example", tenant.pk, False) for tenant in (alpina, nordlicht)]

    with everywhere():
        assert claim_all(claims, {nordlicht.pk: LIMITS, alpina.pk: LIMITS}) == ["", ""]


@pytest.mark.parametrize("count", [1, 40])
def test_claims_take_three_statements_however_many(nordlicht: Tenant, count: int) -> None:
    with in_scope(nordlicht), statements() as sent:
        claim_all([Claim(nordlicht.pk, f"k{n}@post.example", n, True) for n in range(count)], {nordlicht.pk: LIMITS})

    assert len(sent) == 3


def test_no_claims_take_no_statement(nordlicht: Tenant) -> None:
    with in_scope(nordlicht), statements() as sent:
        assert claim_all([], {}) == []

    assert len(sent) == 0


def test_workers_at_the_same_moment_spend_one_share_once(committed_db: str, nordlicht: Tenant) -> None:
    def claim() -> list[str]:
        return _claim(nordlicht, "kaethe@post.example")

    answers = at_once(*[claim] * 6)

    assert sorted(map(str, answers)) == ["['']", *["['budget_address']"] * 5]


def test_workers_at_the_same_moment_keep_to_the_tenants_hour(committed_db: str, nordlicht: Tenant) -> None:
    limits = Limits(pause=60, per_hour=10, strangers_per_hour=4)

    def claim(worker: int) -> list[str]:
        addresses = [f"w{worker}-{n}@post.example" for n in range(5)]
        return _claim(nordlicht, *addresses, stranger=True, limits=limits)

    answers = at_once(*[lambda worker=worker: claim(worker) for worker in range(4)])

    assert sum(each.count("") for each in answers if isinstance(each, list)) == 4


def test_pruning_keeps_what_still_counts(frozen: Frozen, nordlicht: Tenant, alpina: Tenant) -> None:
    _claim(nordlicht, "old@post.example", ticket=1, stranger=True)
    _claim(alpina, "old@post.example", ticket=1)
    frozen.move(hours=GROWTH[-1])
    _claim(nordlicht, "new@post.example", ticket=2)
    frozen.move(hours=1, minutes=1)

    with in_scope(nordlicht):
        prune_budgets(nordlicht.pk)
        left = set(AutomaticBudget.objects.values_list("kind", "key"))
    with in_scope(alpina):
        others = AutomaticBudget.objects.filter(kind=BudgetKind.ADDRESS).count()

    assert left == {("address", "new@post.example"), ("ticket", "2"), ("tenant", "day")}
    assert others == 1


def test_quiet_time_is_the_longest_pause() -> None:
    assert Limits(pause=60, per_hour=1, strangers_per_hour=1).quiet == timedelta(days=7)
