"""Several rows for one action: all or none, and named are those that one may look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kontor.kernel.errors import Refused
from kontor.org.domain.access import Access
from kontor.supervisor.doors import NAMED, allowed

OURS, THEIRS = 1, 2


@dataclass(frozen=True)
class Row:
    name: str
    tenant_id: int | None

    def __str__(self) -> str:
        return self.name


def asks(rows: Iterable[Row], permission: str, *, ours: Iterable[str], theirs: Iterable[str] = ()) -> list[Row]:
    access = Access(1, (OURS, THEIRS), tenant_wide={OURS: frozenset(ours), THEIRS: frozenset(theirs)})
    request: Any = SimpleNamespace(access=access)
    return allowed(request, rows, permission)


MINE, OTHERS, SHARED = Row("Mine", OURS), Row("Others", THEIRS), Row("Shared", None)


def test_all_of_them_where_the_right_is_there() -> None:
    assert asks([MINE, OTHERS], "rules.write", ours=["rules.write"], theirs=["rules.write"]) == [MINE, OTHERS]


def test_nobody_without_the_right_anywhere() -> None:
    with pytest.raises(PermissionDenied):
        asks([MINE], "rules.write", ours=["rules.read"])


@pytest.mark.parametrize(
    ("row", "permission", "theirs", "sentence"),
    [
        (OTHERS, "rules.write", [], "You may not do this with all that is chosen. Nothing was changed."),
        (OTHERS, "rules.write", ["rules.read"], "You may not do this with: Others. Nothing was changed."),
        (OTHERS, "reviews.decide", ["reviews.read"], "You may not do this with: Others. Nothing was changed."),
        (OTHERS, "rules.run", ["rules.read"], "You may not do this with all that is chosen. Nothing was changed."),
        (SHARED, "rules.write", ["rules.write"], "You may not do this with all that is chosen. Nothing was changed."),
    ],
)
def test_one_that_is_missing_the_right_stops_all(row: Row, permission: str, theirs: list[str], sentence: str) -> None:
    with pytest.raises(Refused) as told:
        asks([MINE, row], permission, ours=[permission], theirs=theirs)

    assert str(told.value) == sentence


def test_some_are_named_and_not_all() -> None:
    many = [Row(f"Row {number}", THEIRS) for number in range(NAMED + 2)]

    with pytest.raises(Refused) as told:
        asks([MINE, *many], "rules.write", ours=["rules.write"], theirs=["rules.read"])

    assert str(told.value) == "You may not do this with: Row 0, Row 1, Row 2, Row 3, Row 4. Nothing was changed."


def test_nothing_chosen_is_said() -> None:
    with pytest.raises(Refused, match="choose at least one line"):
        asks([], "rules.write", ours=["rules.write"])


def test_the_installation_has_rows_of_its_own() -> None:
    request: Any = SimpleNamespace(access=Access(1, (0, OURS), installation=frozenset({"rules.write"})))

    assert allowed(request, [SHARED, MINE], "rules.write") == [SHARED, MINE]
