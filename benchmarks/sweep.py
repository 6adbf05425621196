"""The look of escalation rules at 100,000 open tickets in twenty tenants: it costs by what is due."""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.db import connection, transaction

from benchmarks.figures import Row, milliseconds, percentile
from benchmarks.server import vacuum
from kontor.escalations.domain.content import Action, Condition, Content
from kontor.escalations.domain.rules import create_rule
from kontor.escalations.domain.sweep import sweep
from kontor.escalations.domain.versions import put_in_force
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.org.domain.categories import create_category
from kontor.org.domain.groups import create_agent_group, create_supervisor_group, create_system_group
from kontor.org.domain.tenants import create_tenant
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

TENANTS, OPEN, ROUNDS = 20, 100_000, 20
CONDITIONS = (
    Condition(ConditionKind.DUE_IN, 0),
    Condition(ConditionKind.WAITING, 60 * 24 * 30),
    Condition(ConditionKind.OVERDUE, 30),
)


def measure(url: str) -> list[Row]:
    """All twenty tenants, three rules each, with nothing, 100 and 10,000 tickets due."""
    tenants = [_build(index) for index in range(TENANTS)]
    vacuum(url)
    _look(tenants)
    looks = [_look(tenants)[0] for _round in range(ROUNDS)]
    rows = [
        Row(
            f"nothing due, {TENANTS} tenants one after the other",
            f"p50 {milliseconds(percentile(looks, 0.5))}, p95 {milliseconds(percentile(looks, 0.95))}",
            "aim: under 20 ms",
        ),
        Row("  rows of tickets read", f"{_read(tenants)}"),
    ]
    for due in (100, 10_000):
        _make_due(tenants, due)
        seconds, fired = _look(tenants)
        assert fired == due, f"{fired} instead of {due} were acted on"
        compared = "aim: over 10,000 a second" if due > 100 else ""
        rows.append(Row(f"{due} due, tagged", f"{seconds:.2f} s, {due / seconds:.0f} a second", compared))
        vacuum(url)
        rows.append(Row("  rows of tickets read in the next look", f"{_read(tenants)}"))
    return rows


def _look(tenants: Iterable[Tenant]) -> tuple[float, int]:
    began = time.perf_counter()
    fired = sum(sweep(tenant.pk) for tenant in tenants)
    return time.perf_counter() - began, fired


def _read(tenants: Iterable[Tenant]) -> int:
    """How many rows of the table of tickets one look reads, by index or not."""
    with transaction.atomic(), connection.cursor() as cursor:
        _look(tenants)
        cursor.execute(
            "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
            " WHERE relname = 'tickets_ticket'"
        )
        (read,) = cursor.fetchone()
        return int(read)


def _build(index: int) -> Tenant:
    tenant = create_tenant(name=f"Sweep {index}", code=f"S{index:02}", colour=index % 12 + 1, by=None)
    with scope(INSTALLATION, *every_tenant()):
        system = create_system_group(tenant, name="System", by=None)
        agents = create_agent_group(
            create_supervisor_group(system, name="Supervisors", by=None), name="Agents", by=None
        )
        category = create_category(tenant, name="Category", groups=[agents], main_category="All", by=None)
        for condition in CONDITIONS:
            content = Content((condition,), (Action(ActionKind.TAG, values=(condition.kind.value,)),))
            rule = create_rule(tenant, condition.kind.value, content, by=None)
            put_in_force(rule, version=rule.version, by=None)
        with connection.cursor() as cursor:
            cursor.execute(_FILL, [tenant.pk, 70_000_000_000 + index * OPEN, category.pk, OPEN // TENANTS])
    return tenant


def _make_due(tenants: list[Tenant], due: int) -> None:
    """So many that have not been acted on, the same number in each tenant."""
    for tenant in tenants:
        with scope(tenant.pk), connection.cursor() as cursor:
            cursor.execute(_MAKE_DUE, [due // len(tenants)])


_FILL = """
INSERT INTO tickets_ticket (tenant_id, number, kind, channel, state, subject, language, category_id, received_at,
    rank_at, due_at, warn_at, changed_at, unread, has_attachments, delivery_failed)
SELECT %s, %s + n, 'mail', 'mail', 'queued', 'Delivery ' || n, 'de', %s, now() - make_interval(mins => n),
    now() + make_interval(days => 1), now() + make_interval(days => 1), now() + make_interval(hours => 18), now(),
    true, false, false
FROM generate_series(1, %s) n
"""

_MAKE_DUE = """
UPDATE tickets_ticket SET due_at = now() - interval '1 minute' WHERE id IN (
    SELECT id FROM tickets_ticket WHERE due_at > now() ORDER BY id LIMIT %s
)
"""
