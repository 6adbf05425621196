"""The door to dry runs: who may see what is tried may see how it was tried, who may change it may try it."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from kontor.escalations.enums import ReplayKind
from kontor.escalations.models import Agreement, Replay
from kontor.org.middleware import DeskRequest
from kontor.sla.models import BusinessCalendar, ServiceLevel
from kontor.supervisor.doors import need

AREAS = {
    ReplayKind.RULE: "escalations",
    ReplayKind.AGREEMENT: "overflow",
    ReplayKind.CALENDAR: "hours",
    ReplayKind.SERVICE_LEVEL: "service_levels",
}
MASKS: dict[ReplayKind, tuple[Any, str]] = {
    ReplayKind.AGREEMENT: (Agreement, "supervisor:overflow:terms"),
    ReplayKind.CALENDAR: (BusinessCalendar, "supervisor:hours:edit"),
    ReplayKind.SERVICE_LEVEL: (ServiceLevel, "supervisor:service_levels:edit"),
}


def get_replay(request: DeskRequest, replay_id: int, *, to: str) -> Replay:
    """``to`` read or write. One of an agreement tells of two tenants, so it takes the right in both."""
    replay = Replay.objects.select_related("tenant", "by").filter(pk=replay_id).first()
    if replay is None:
        raise Http404
    for tenant_id in told_of(replay):
        need(request, _right(replay, to), tenant_id=tenant_id)
    return replay


def may_change(request: DeskRequest, replay: Replay) -> bool:
    return all(request.access.may(_right(replay, "write"), tenant_id=tenant_id) for tenant_id in told_of(replay))


def mask_url(replay: Replay) -> str:
    """Where it was begun, if that is still there; empty if not."""
    model, name = MASKS.get(ReplayKind(replay.kind), (None, ""))
    there = model is not None and model.objects.living().filter(pk=replay.subject).exists()
    return reverse(name, args=[replay.subject]) if there else ""


def told_of(replay: Replay) -> tuple[int, ...]:
    """The tenants of which its result tells."""
    if replay.kind == ReplayKind.AGREEMENT:
        return replay.tenant_id, replay.content["lent_to_id"]
    return (replay.tenant_id,)


def _right(replay: Replay, to: str) -> str:
    return f"{AREAS[ReplayKind(replay.kind)]}.{to}"
