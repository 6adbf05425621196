from __future__ import annotations

import ast

import pytest

from tests.mutation.filters import ALWAYS_TRUE, EVERY_TENANT, find


@pytest.mark.parametrize(
    ("source", "kind", "without"),
    [
        ("rows.filter(tenant=tenant, state='x')", "rows", f"rows.filter({ALWAYS_TRUE}, state='x')"),
        ("rows.get(pk=3, tenant_id=tenant.pk)", "rows", f"rows.get(pk=3, {ALWAYS_TRUE})"),
        ("rows.filter(Q(tenant__in=ids) | mine)", "rows", f"rows.filter(Q({ALWAYS_TRUE}) | mine)"),
        (
            "request.access.may(READ, tenant_id=own.tenant_id)",
            "right",
            "request.access.may_anywhere(READ)",
        ),
        ("access.tenants_with(READ)", "right", EVERY_TENANT),
        ("grüße.filter(\n    tenant=tenant,\n)", "rows", f"grüße.filter(\n    {ALWAYS_TRUE},\n)"),
    ],
)
def test_a_filter_is_found_and_taken_away(source: str, kind: str, without: str) -> None:
    [found] = find(source)

    assert (found.kind, found.taken_away(source)) == (kind, without)
    ast.parse(without)


@pytest.mark.parametrize(
    "source", ["rows.filter(state='x')", "rows.exclude(tenant=tenant)", "access.may(READ)", "make(tenant=tenant)"]
)
def test_what_keeps_nothing_apart_is_left_alone(source: str) -> None:
    assert find(source) == []


def test_several_are_taken_away_one_by_one() -> None:
    source = "a = rows.filter(tenant=x)\nb = rows.filter(tenant=y)\n"

    without = [each.taken_away(source) for each in find(source)]

    assert without == [
        f"a = rows.filter({ALWAYS_TRUE})\nb = rows.filter(tenant=y)\n",
        f"a = rows.filter(tenant=x)\nb = rows.filter({ALWAYS_TRUE})\n",
    ]
