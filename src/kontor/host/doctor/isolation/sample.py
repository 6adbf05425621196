"""The trial on the rows that are there: what is seen without a scope, in that of one tenant, and in that of two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _
from psycopg import sql

from kontor.config.checks import Connection
from kontor.host.doctor.finding import Finding, bad, good, warning
from kontor.host.doctor.isolation import declared
from kontor.tenants.isolation import SETTING, TenantPolicy
from kontor.tenants.scope import INSTALLATION

TENANTS = 20
ROWS = 10_000
"""How many tenants are tried, and how many rows of each table are looked at in each scope at most."""


class Seen(NamedTuple):
    rows: int
    strange: int
    """Those that the declared condition does not allow in this scope."""


def check_sample(connection: Connection) -> Iterator[Finding]:
    """All of it on one unchanging state of the database; nothing is written."""
    with _snapshot(connection):
        roster = [number for (number,) in connection.execute("SELECT id FROM tenants_roster ORDER BY id")]
        tried = roster[:TENANTS]
        yield from _without_scope(connection)
        yield from _in_scope_of_each(connection, [INSTALLATION, *tried])
        yield from _pairs(connection, tried)
        yield from _roster(connection, roster)


@contextmanager
def _snapshot(connection: Connection) -> Iterator[None]:
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _without_scope(connection: Connection) -> Iterator[Finding]:
    """Before anything was entered, as a fresh connection is; then with an empty scope."""
    fresh = _look(connection, [])
    _enter(connection, [])
    problems = sorted(
        table for seen in (fresh, _look(connection, [])) for table, found in seen.items() if found.strange
    )
    yield from (
        bad(
            _("Without a scope rows of the table %(table)s are visible.") % {"table": table},
            _("Stop Kontor until the other lines say why."),
        )
        for table in dict.fromkeys(problems)
    )
    if not problems:
        yield good(_("Without a scope no row of any tenant is visible, in %(count)d tables.") % {"count": len(fresh)})


def _in_scope_of_each(connection: Connection, tried: Sequence[int]) -> Iterator[Finding]:
    rows, problems = 0, 0
    for number in tried:
        _enter(connection, [number])
        for table, seen in _look(connection, [number]).items():
            rows += seen.rows
            if seen.strange:
                problems += 1
                yield bad(
                    _("In the scope of tenant %(tenant)d the table %(table)s shows %(count)d rows of others.")
                    % {"tenant": number, "table": table, "count": seen.strange},
                    _("Stop Kontor until the other lines say why."),
                )
    if not rows:
        yield warning(
            _("There are no rows to try it on."), _("Run it again when there are tickets of two tenants at least.")
        )
    elif not problems:
        yield good(
            _(
                "In the scopes of %(tenants)d tenants and of the installation, %(rows)d rows were looked at: "
                "none was another's."
            )
            % {"tenants": len(tried) - 1, "rows": rows}
        )


def _pairs(connection: Connection, tried: Sequence[int]) -> Iterator[Finding]:
    """What two neighbours see together is what each sees alone, added up: no row is seen by both."""
    alone = [table for table, model in declared.owned_models().items() if _is_owned(model)]
    counts, problems, compared = {}, 0, 0
    for number in tried:
        _enter(connection, [number])
        counts[number] = _look(connection, [number], alone)
    for one, other in pairwise(tried):
        _enter(connection, [one, other])
        both = _look(connection, [one, other], alone)
        for table in alone:
            parts = counts[one][table].rows, counts[other][table].rows
            if sum(parts) > ROWS:
                continue
            compared += 1
            if both[table].rows != sum(parts):
                problems += 1
                yield bad(
                    _("Tenants %(one)d and %(other)d do not see different rows of the table %(table)s.")
                    % {"one": one, "other": other, "table": table},
                    _("Stop Kontor until the other lines say why."),
                )
    if compared and not problems:
        yield good(_("Counts of one tenant against another agree, in %(count)d comparisons.") % {"count": compared})


def _roster(connection: Connection, roster: Sequence[int]) -> Iterator[Finding]:
    """Work for the whole installation loops over the roster: it must hold every tenant, and nothing else."""
    _enter(connection, roster)
    tenants = {number for (number,) in connection.execute("SELECT id FROM tenants_tenant")}
    if tenants == set(roster):
        yield good(_("The roster holds all %(count)d tenants and nothing else.") % {"count": len(tenants)})
        return
    apart = ", ".join(str(number) for number in sorted(tenants ^ set(roster)))
    yield bad(
        _("The roster and the tenants do not agree: %(numbers)s.") % {"numbers": apart},
        _("Look who wrote into tenants_roster; a tenant is made together with its number."),
    )


def _is_owned(model: type) -> bool:
    policy = declared.policy_of(model)
    return policy is not None and policy.using == TenantPolicy.OWNED


def _enter(connection: Connection, tenant_ids: Iterable[int]) -> None:
    connection.execute("SELECT set_config(%s, %s, true)", [SETTING, ",".join(map(str, tenant_ids))])


def _look(connection: Connection, tenant_ids: Sequence[int], tables: Sequence[str] | None = None) -> dict[str, Seen]:
    """One statement for all tables. The condition is worked out anew with the numbers themselves."""
    numbers = sql.Literal(list(tenant_ids)) + sql.SQL("::bigint[]")
    parts = [
        sql.SQL(
            "SELECT {name}, count(*), count(*) FILTER (WHERE ({condition}) IS NOT TRUE) "
            "FROM (SELECT * FROM {table} LIMIT {rows}) s"
        ).format(
            name=sql.Literal(table),
            table=sql.Identifier("public", table),
            rows=sql.Literal(ROWS),
            condition=sql.SQL(policy.using).format(scope=numbers),
        )
        for table, model in declared.owned_models().items()
        if (policy := declared.policy_of(model)) is not None and (tables is None or table in tables)
    ]
    found = connection.execute(sql.SQL(" UNION ALL ").join(parts))
    return {table: Seen(rows, strange) for table, rows, strange in found}
