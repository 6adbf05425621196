"""Dry runs over 100,000 requests of one tenant in 30 days: of a service level, and of an agreement."""

from __future__ import annotations

import resource
import time

from django.db import connection

from benchmarks.figures import Row
from benchmarks.server import vacuum
from kontor.escalations.domain.replay_result import Result
from kontor.escalations.domain.replaying import run, start
from kontor.escalations.enums import ReplayKind, ReplayState
from kontor.escalations.models import Replay
from kontor.org.domain.category_creation import create_category
from kontor.org.domain.groups import create_agent_group, create_supervisor_group, create_system_group
from kontor.org.domain.tenants import create_tenant
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

TICKETS, DAYS = 100_000, 30
LEVEL = {"name": "Gold", "first_response": 240, "next_response": 240, "resolution": 1440, "pauses": ["customer"]}


def measure(url: str, tickets: int = TICKETS) -> list[Row]:
    """Answers come after one to nine hours, half of the requests are closed an hour later."""
    lender, category = _build("Lender", 1)
    borrower, target = _build("Borrower", 2)
    for tenant, place in ((lender, category), (borrower, target)):
        _fill(tenant, place, tickets if tenant == lender else tickets // 10)
    vacuum(url)
    agreement = {
        "name": "Overflow",
        "lent_to_id": borrower.pk,
        "category_id": target.pk,
        "measure": "open",
        "threshold": 400,
        "back_below": 200,
        "after": 60,
        "quota": 50,
        "lender_name": lender.name,
        "borrower_name": borrower.name,
    }
    return [
        _measure("service level", lender, ReplayKind.SERVICE_LEVEL, LEVEL, "of_after"),
        _measure("agreement, minute by minute", lender, ReplayKind.AGREEMENT, agreement, "lent"),
    ]


def _measure(name: str, tenant: Tenant, kind: ReplayKind, content: dict[str, object], figure: str) -> Row:
    before, began = _memory(), time.perf_counter()
    with scope(tenant.pk):
        replay = start(tenant, kind, None, content, by=None)
    run(tenant.pk, replay.pk)
    seconds = time.perf_counter() - began
    with scope(tenant.pk):
        done = Replay.objects.get(pk=replay.pk)
    assert done.state == ReplayState.DONE
    found = Result.from_json(done.result).sums[figure]
    said = f"{seconds:.1f} s, {done.total / seconds:.0f} requests a second, {_memory() - before} MB more"
    return Row(f"{name}, {done.total} requests", said, f"{figure} {found}")


def _memory() -> int:
    """The most that the process has ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _build(name: str, colour: int) -> tuple[Tenant, Category]:
    tenant = create_tenant(name=f"Dry run {name}", code=f"DR{colour}", colour=colour, by=None)
    with scope(INSTALLATION, *every_tenant()):
        system = create_system_group(tenant, name="System", by=None)
        supervisors = create_supervisor_group(system, name="Supervisors", by=None)
        agents = create_agent_group(supervisors, name="Agents", by=None)
        return tenant, create_category(tenant, name="Category", groups=[agents], main_category="All", by=None)


def _fill(tenant: Tenant, category: Category, tickets: int) -> None:
    values = {
        "tenant": tenant.pk,
        "category": category.pk,
        "base": 80_000_000_000 + tenant.pk * TICKETS * 10,
        "tickets": tickets,
        "seconds": DAYS * 24 * 3600 / tickets,
    }
    with scope(tenant.pk), connection.cursor() as cursor:
        for statement in _FILL:
            cursor.execute(statement, values)


_FILL = (
    """
    INSERT INTO tickets_ticket (tenant_id, number, kind, channel, state, subject, language, category_id, received_at,
        rank_at, changed_at, closed_at, unread, has_attachments, delivery_failed)
    SELECT %(tenant)s, %(base)s + n, 'mail', 'mail', CASE WHEN n %% 2 = 0 THEN 'closed' ELSE 'sending' END,
        'Delivery ' || n, 'de', %(category)s, at, at + interval '1 day', now(),
        CASE WHEN n %% 2 = 0 THEN at + make_interval(hours => 2 + n %% 9) END, true, false, false
    FROM generate_series(1, %(tickets)s) n,
        LATERAL (SELECT now() - interval '30 days' + make_interval(secs => n * %(seconds)s)) AS received (at)
    """,
    """
    INSERT INTO tickets_message (tenant_id, ticket_id, channel, direction, kind, from_name, from_address, reply_to,
        "to", cc, bcc, postal, subject, text, html, message_id, in_reply_to, "references", remarks, evidence, at)
    SELECT tenant_id, id, 'mail', message.direction, message.kind, '', '', '', '[]', '[]', '[]', '[]', '', '', '', '',
        '', '[]', '[]', '{}',
        received_at + waited
    FROM tickets_ticket, LATERAL (VALUES
        ('in', 'customer', interval '0'),
        ('out', 'reply', make_interval(hours => 1 + (number %% 9)::int))
    ) AS message (direction, kind, waited)
    WHERE tenant_id = %(tenant)s
    """,
    """
    INSERT INTO tickets_historyentry (tenant_id, ticket_id, at, action, details)
    SELECT tenant_id, id, received_at + make_interval(mins => 30 + (number %% 9)::int * 50), 'taken', '{}'
    FROM tickets_ticket WHERE tenant_id = %(tenant)s
    """,
)
