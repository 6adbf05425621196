"""What rules have done, and what one would do now."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from kontor.escalations.domain.conditions import due, fitting, load_holds, tickets_for
from kontor.escalations.domain.content import Content
from kontor.escalations.domain.looks import Look
from kontor.escalations.domain.shares import really_used
from kontor.escalations.enums import ConditionKind
from kontor.escalations.models import EscalationRule, EscalationVersion, Firing
from kontor.kernel import clock
from kontor.tickets.models import Ticket


@dataclass(frozen=True)
class Preview:
    """How many tickets a draft would act on at this moment, and the first of them."""

    count: int
    tickets: list[Ticket]


def versions_in_scope() -> QuerySet[EscalationVersion]:
    """Versions of living rules, with the rules and tenants."""
    rows = EscalationVersion.objects.filter(rule__deleted_at=None)
    return rows.select_related("rule", "tenant", "by")


def would_act_now(tenant_id: int, content: Content, *, most: int, version: EscalationVersion | None = None) -> Preview:
    """As ``version``, else as a new one, which has acted on nothing yet. Changes nothing."""
    if not load_holds(content, tenant_id):
        return Preview(0, [])
    look = Look(tenant_id, clock.now())
    clause = due(version.pk, content, look) if version else fitting(content, look)
    rows = tickets_for(clause).select_related("category").order_by("received_at", "id")
    if not any(each.kind == ConditionKind.SHARE for each in content.conditions):
        return Preview(rows.count(), list(rows[:most]))
    used = really_used(list(rows), content, look.now)
    return Preview(len(used), used[:most])


def firings_of(rule: EscalationRule) -> QuerySet[Firing]:
    """The newest first, with ticket and version."""
    rows = Firing.objects.filter(version__rule=rule)
    return rows.select_related("ticket", "version").order_by("-at", "-id")


def counts_of(rules: QuerySet[EscalationRule]) -> dict[int, tuple[int, object]]:
    """By rule: how often it has acted, and when last. Those that never did are missing."""
    rows = Firing.objects.filter(version__rule__in=rules.values("pk")).values("version__rule_id")
    found = rows.annotate(times=Count("pk"), last=Max("at")).order_by()
    return {row["version__rule_id"]: (row["times"], row["last"]) for row in found}
