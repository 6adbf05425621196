"""The run that switches tenant filters off finds them, and what it makes of a source works as before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mutation.filters import SWITCHES, Kind, switched
from tests.mutation.halves import noticed_alone
from tests.mutation.judged import BEHIND
from tests.mutation.switches import Switches
from tests.support.server import ROOT


@pytest.mark.parametrize(
    ("source", "kind", "words"),
    [
        ("rows.filter(tenant=tenant, state='x')", Kind.ROWS, "tenant=tenant"),
        ("rows.get(pk=3, tenant_id=tenant.pk)", Kind.ROWS, "tenant_id=tenant.pk"),
        ("rows.filter(Q(tenant__in=ids) | mine)", Kind.ROWS, "tenant__in=ids"),
        ("access.may(READ, tenant_id=own.pk)", Kind.RIGHT, "access.may(READ, tenant_id=own.pk)"),
        ("need(request, READ, tenant_id=own.pk)", Kind.RIGHT, "need(request, READ, tenant_id=own.pk)"),
        ("access.tenants_with(READ)", Kind.RIGHT, "access.tenants_with(READ)"),
        ("with scope(tenant_id):\n    pass", Kind.SCOPE, "scope(tenant_id)"),
        ("scope(INSTALLATION, tenant_id)", Kind.SCOPE, "scope(INSTALLATION, tenant_id)"),
        ("[one for one in rows if one.tenant_id == own]", Kind.LIST, "one.tenant_id == own"),
        ("x = 'SELECT 1 FROM t WHERE t.tenant_id = %(tenant)s AND 1'", Kind.ROWS, "t.tenant_id = %(tenant)s"),
        ("x = f'{y} WHERE tenant_id = ANY (%(t)s::bigint[])'", Kind.ROWS, "tenant_id = ANY (%(t)s::bigint[])"),
    ],
)
def test_a_filter_is_found(source: str, kind: Kind, words: str) -> None:
    changed, [found] = switched("some.py", source)

    assert (found.kind, found.words, found.line) == (kind, words, 1)
    assert found.key in changed


@pytest.mark.parametrize(
    "source",
    [
        "rows.filter(state='x')",
        "rows.exclude(tenant=tenant)",
        "access.may(READ)",
        "make(tenant=tenant)",
        "CheckConstraint(condition=Q(tenant=None))",
        "scope()",
        "scope(INSTALLATION, *every_tenant())",
        "if one.tenant_id == other: pass",
        "[one for one in rows if one.state == 'x']",
        "def f():\n    'It says tenant_id = %s of it.'",
    ],
)
def test_what_keeps_nothing_apart_is_left_as_it_is(source: str) -> None:
    assert switched("some.py", source) == (source, [])


def test_filters_in_filters_are_found_one_by_one() -> None:
    changed, found = switched("some.py", "rows.filter(Q(tenant=a) | Q(tenant=b), tenant__in=access.tenants_with(READ))")

    assert [each.words for each in found] == [
        "tenant=a",
        "tenant=b",
        "access.tenants_with(READ)",
        "tenant__in=access.tenants_with(READ)",
    ]
    assert len({each.key for each in found}) == 4
    assert changed.count(SWITCHES) == 5


def test_the_same_words_in_another_source_are_another_filter() -> None:
    source = "rows.filter(tenant=tenant)"

    keys = {
        switched(path, text)[1][0].key for path, text in (("a.py", source), ("b.py", source), ("a.py", source + "\n"))
    }

    assert len(keys) == 3


class Rows:
    def filter(self, **conditions: Any) -> dict[str, Any]:
        return conditions


class Rights:
    def may(self, permission: str, *, tenant_id: int) -> bool:
        return tenant_id == 1

    def may_anywhere(self, permission: str) -> bool:
        return True


@pytest.mark.parametrize(
    ("source", "as_it_is", "without"),
    [
        ("rows.filter(tenant=1, state=2)", {"tenant": 1, "state": 2}, {"pk__isnull": False, "state": 2}),
        ("rights.may('x', tenant_id=2)", False, True),
        ("[n for n in (1, 2) if tenant_id == n]", [1], [1, 2]),
    ],
)
def test_a_switched_source_works_as_before_until_the_filter_is_off(source: str, as_it_is: Any, without: Any) -> None:
    switches = Switches()
    changed, [found] = switched("some.py", source)
    names = {SWITCHES: switches, "rows": Rows(), "rights": Rights(), "tenant_id": 1}

    assert eval(changed, dict(names)) == as_it_is
    switches.off = {found.key}
    assert eval(changed, dict(names)) == without


def test_a_condition_in_a_statement_is_let_out_when_its_filter_is_off() -> None:
    switches = Switches()
    changed, found = switched("some.py", "x = 'WHERE tenant_id = %s AND t.tenant_id = ANY (%(t)s::bigint[])'")
    statement = eval(changed.removeprefix("x = "))

    assert _sent(switches, statement) == "WHERE tenant_id = %s AND t.tenant_id = ANY (%(t)s::bigint[])"
    switches.off = {found[1].key}
    assert _sent(switches, statement) == "WHERE tenant_id = %s AND (t.tenant_id = ANY (%(t)s::bigint[]) OR true)"


def _sent(switches: Switches, statement: str) -> str:
    sent: str = switches.rewrite(lambda sql, *_more: sql, statement, None, False, None)
    return sent


def test_which_test_reaches_which_filter_is_noted() -> None:
    switches = Switches()

    switches.asking("never", int, int)
    switches.test = "one"
    switches.asking("key", int, int)
    switches.test = "other"
    switches.asking("key", int, int)

    assert switches.reached == {"key": {"one", "other"}}


@pytest.mark.parametrize(
    ("missed", "found"),
    [
        ([], ""),
        ([{"c"}], "c"),
        ([{"a"}, {"f"}, {"g"}], "afg"),
        ([{"b", "f"}], ""),
        ([{"b", "f"}, {"f"}], "f"),
    ],
)
def test_what_is_noticed_alone_is_found_by_halves(missed: list[set[str]], found: str) -> None:
    assert noticed_alone("abcdefg", lambda off: any(each <= set(off) for each in missed)) == list(found)


def test_many_that_nobody_misses_cost_one_try() -> None:
    tries: list[object] = []

    assert noticed_alone("abcdefg", lambda off: bool(tries.append(off))) == []
    assert tries == ["abcdefg"]


def test_what_is_judged_is_there() -> None:
    """Else a sentence would stay when the code that it is about has gone."""
    root = ROOT / "src" / "kontor"
    files = {path for path, _words in BEHIND}
    there = {
        (path, found.words)
        for path in files
        for found in (switched(path, (root / path).read_text(encoding="utf-8"))[1] if (root / path).exists() else ())
    }

    assert BEHIND.keys() - there == set()
