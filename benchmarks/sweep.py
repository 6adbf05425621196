"""The look of escalation rules at 100,000 open tickets in twenty tenants: it costs by what is due."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import Row, milliseconds, percentile
from benchmarks.server import vacuum
from kontor.escalations.domain.content import Action, Condition, Content
from kontor.escalations.domain.rules import create_rule, rules_in_scope, switch_rule
from kontor.escalations.domain.sweep import sweep
from kontor.escalations.domain.versions import put_in_force
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.org.domain.category_creation import create_category
from kontor.org.domain.groups import create_agent_group, create_supervisor_group, create_system_group
from kontor.org.domain.memberships import set_memberships
from kontor.org.domain.tenants import create_tenant
from kontor.org.models import AgentGroup, Category
from kontor.people.domain.users import create_user
from kontor.people.models import User
from kontor.sla.models import ServiceLevel
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope
from kontor.tickets.domain.promises import Promises
from kontor.tickets.models import Ticket

TENANTS, OPEN, ROUNDS, MANY = 20, 100_000, 20, 10_000
CONDITIONS = (
    Condition(ConditionKind.DUE_IN, 0),
    Condition(ConditionKind.WAITING, 60 * 24 * 30),
    Condition(ConditionKind.OVERDUE, 30),
)


def measure(url: str) -> list[Row]:
    """All twenty tenants, three rules each, with nothing, 100 and 10,000 tickets due; then an action at a time."""
    tenants = [_build(index) for index in range(TENANTS)]
    vacuum(url)
    return [*_idle(tenants), *_due(tenants, url), *_actions(tenants, url)]


def _idle(tenants: list[Tenant]) -> Iterator[Row]:
    _look(tenants)
    one = [_look(tenants[:1])[0] for _round in range(ROUNDS)]
    everyone = [_look(tenants)[0] for _round in range(ROUNDS)]
    yield Row("nothing due, one tenant", _spread(one), "aim: under 20 ms")
    yield Row(f"nothing due, {TENANTS} tenants one after the other", _spread(everyone))
    yield Row("  rows of tickets read · statements a tenant", f"{_read(tenants)} · {_statements(tenants[0])}")


def _due(tenants: list[Tenant], url: str) -> Iterator[Row]:
    for due in (100, MANY):
        _make_due(tenants, due)
        yield _timed(f"{due} due, tagged", tenants, due)
        vacuum(url)
        yield Row("  rows of tickets read in the next look", f"{_read(tenants)}")
    with scope(*every_tenant()):
        for rule in rules_in_scope():
            switch_rule(rule, on=False, by=None)


def _actions(tenants: list[Tenant], url: str) -> Iterator[Row]:
    person = _somebody(tenants)
    for kind in (ActionKind.PRIORITY, ActionKind.RECATEGORIZE, ActionKind.NOTIFY):
        for tenant in tenants:
            with scope(INSTALLATION, *every_tenant()):
                elsewhere = Category.objects.filter(tenant=tenant).order_by("-id").values_list("pk", flat=True)[0]
                _put_in_force(tenant, _marked(kind), _action(kind, elsewhere, person))
        _make_due(tenants, MANY, kind.value)
        vacuum(url)
        yield _timed(f"{MANY} due, {_NAMES[kind]}", tenants, MANY)


_NAMES = {
    ActionKind.PRIORITY: "priority raised, two promises each",
    ActionKind.RECATEGORIZE: "moved, promises kept as they are",
    ActionKind.NOTIFY: "told to a person",
}


def _timed(what: str, tenants: list[Tenant], due: int) -> Row:
    own = time.process_time()
    with _in_the_database() as spent:
        seconds, fired = _look(tenants)
    own = time.process_time() - own
    assert fired == due, f"{fired} instead of {due} were acted on"
    said = f"processor of this process {own:.2f} s; longest statements: {_longest(spent)}"
    return Row(what, f"{seconds:.2f} s, {due / seconds:.0f} a second", said)


@contextmanager
def _in_the_database() -> Iterator[dict[str, float]]:
    """By the first words of each statement, the seconds that were waited for it."""
    spent: dict[str, float] = defaultdict(float)

    def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[" ".join(sql.replace('"', "").split()[:3])] += time.perf_counter() - began

    with connection.execute_wrapper(timed):
        yield spent


def _longest(spent: dict[str, float]) -> str:
    """The two that took longest, and all."""
    longest = sorted(spent.items(), key=lambda one: -one[1])[:2]
    said = ", ".join(f"{words} {seconds:.2f} s" for words, seconds in longest)
    return f"{said}, of {sum(spent.values()):.2f} s"


def _look(tenants: Iterable[Tenant]) -> tuple[float, int]:
    began = time.perf_counter()
    fired = sum(sweep(tenant.pk) for tenant in tenants)
    return time.perf_counter() - began, fired


def _spread(looks: list[float]) -> str:
    return f"p50 {milliseconds(percentile(looks, 0.5))}, p95 {milliseconds(percentile(looks, 0.95))}"


def _read(tenants: Iterable[Tenant]) -> int:
    """How many rows of the table of tickets one look reads, by index or not."""
    with transaction.atomic():
        before = _read_so_far()
        _look(tenants)
        return _read_so_far() - before


def _read_so_far() -> int:
    """By this connection, with what the transactions of the last second have read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
            " WHERE relname = 'tickets_ticket'"
        )
        (read,) = cursor.fetchone()
        return int(read)


def _statements(tenant: Tenant) -> int:
    with CaptureQueriesContext(connection) as sent:
        sweep(tenant.pk)
    return len(sent)


def _build(index: int) -> Tenant:
    tenant = create_tenant(name=f"Sweep {index}", code=f"S{index:02}", colour=index % 12 + 1, by=None)
    with scope(INSTALLATION, *every_tenant()):
        level = ServiceLevel.objects.create(
            tenant=tenant, name="Sweep", sort_key="sweep", first_response=1440, resolution=4320
        )
        SERVICE_LEVEL.set_on(tenant, level.pk)
        tenant.save(update_fields=["preferences"])
        system = create_system_group(tenant, name="System", by=None)
        agents = create_agent_group(
            create_supervisor_group(system, name="Supervisors", by=None), name="Agents", by=None
        )
        category = create_category(tenant, name="Category", groups=[agents], main_category="All", by=None)
        create_category(tenant, name="Elsewhere", groups=[agents], main_category="All", by=None)
        for condition in CONDITIONS:
            _put_in_force(tenant, (condition,), Action(ActionKind.TAG, values=(condition.kind.value,)))
        with connection.cursor() as cursor:
            cursor.execute(_FILL, [tenant.pk, 70_000_000_000 + index * OPEN, category.pk, OPEN // TENANTS])
            cursor.execute(_PROMISE, [level.pk, tenant.pk])
    return tenant


def _put_in_force(tenant: Tenant, conditions: tuple[Condition, ...], action: Action) -> None:
    rule = create_rule(tenant, f"{action.kind}: {conditions[0].kind}", Content(conditions, (action,)), by=None)
    put_in_force(rule, version=rule.version, by=None)


def _marked(kind: ActionKind) -> tuple[Condition, ...]:
    return Condition(ConditionKind.TAG, values=(kind.value,)), Condition(ConditionKind.DUE_IN, 0)


def _action(kind: ActionKind, category_id: int, person: User) -> Action:
    if kind == ActionKind.PRIORITY:
        return Action(kind, 2)
    return Action(kind, values=(str(category_id if kind == ActionKind.RECATEGORIZE else person.pk),))


def _somebody(tenants: list[Tenant]) -> User:
    """A person who works for all of them."""
    with scope(INSTALLATION, *every_tenant()):
        person = create_user(username="sweep", email="sweep@bench.example", name="Sweep", password="", by=None)
        set_memberships(person, list(AgentGroup.objects.filter(tenant__in=tenants)), by=None)
        return person


def _make_due(tenants: list[Tenant], due: int, mark: str = "") -> None:
    """So many that have not been acted on, the same number in each tenant."""
    for tenant in tenants:
        with scope(tenant.pk), connection.cursor() as cursor:
            cursor.execute(_MAKE_DUE, [[mark] if mark else [], due // len(tenants)])
            ids = [ticket_id for (ticket_id,) in cursor.fetchall()]
            Promises.of(list(Ticket.objects.filter(pk__in=ids))).write()


_FILL = """
INSERT INTO tickets_ticket (tenant_id, number, kind, channel, state, subject, language, category_id, received_at,
    rank_at, due_at, warn_at, changed_at, unread, has_attachments, delivery_failed)
SELECT %s, %s + n, 'mail', 'mail', 'queued', 'Delivery ' || n, 'de', %s, now() - make_interval(secs => n),
    now() + make_interval(days => 1), now() + make_interval(days => 1), now() + make_interval(hours => 18), now(),
    true, false, false
FROM generate_series(1, %s) n
"""

_PROMISE = """
INSERT INTO tickets_promise (tenant_id, ticket_id, kind, service_level_id, target, warning_share, started_at, warn_at,
    due_at)
SELECT tenant_id, id, promised.kind, %s, days * 86400, 75, received_at, received_at + make_interval(hours => days * 18),
    received_at + make_interval(days => days)
FROM tickets_ticket, (VALUES ('first', 1), ('resolution', 3)) AS promised(kind, days) WHERE tenant_id = %s
"""

_MAKE_DUE = """
WITH due AS (
    UPDATE tickets_ticket SET tags = %s::varchar[] WHERE id IN (
        SELECT id FROM tickets_ticket WHERE due_at > now() ORDER BY id LIMIT %s
    ) RETURNING id
), promised AS (
    UPDATE tickets_promise SET started_at = now() - make_interval(secs => target + 60) FROM due
    WHERE ticket_id = due.id AND kind = 'first'
) SELECT id FROM due
"""
