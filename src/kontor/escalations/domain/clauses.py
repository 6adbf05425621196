"""Pieces of a statement that know their values."""

from __future__ import annotations

from typing import Any, NamedTuple


class Clause(NamedTuple):
    """A condition in SQL, and what is bound to it in its order."""

    sql: str
    values: list[Any]


def all_of(*clauses: Clause) -> Clause:
    return _joined(" AND ", clauses)


def any_of(*clauses: Clause) -> Clause:
    return _joined(" OR ", clauses)


def _joined(word: str, clauses: tuple[Clause, ...]) -> Clause:
    return Clause(
        f"({word.join(f'({each.sql})' for each in clauses)})", [value for each in clauses for value in each.values]
    )
