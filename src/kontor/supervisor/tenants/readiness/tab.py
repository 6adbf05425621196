"""The tab "Readiness": every line of the checklist, each with a button to where it is put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from kontor.org.domain.readiness import steps
from kontor.org.middleware import DeskRequest
from kontor.readiness.domain.checks import Line
from kontor.readiness.domain.looking import Readiness, look
from kontor.readiness.enums import LineState, Topic
from kontor.supervisor.tenants.access import get_tenant
from kontor.supervisor.tenants.checklist import checklist
from kontor.supervisor.tenants.readiness.places import url_of
from kontor.supervisor.tenants.readiness.trials import RIGHT, trials_context
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment, redirect, wants_fragment
from kontor.ui.mask import Mask

TAB = "readiness"
TEMPLATE = "supervisor/tenants/readiness/_renewed.html"
BADGES = {LineState.GREEN: "on-time", LineState.OPEN: "paused", LineState.WRONG: "overdue"}


@dataclass(frozen=True)
class Shown:
    line: Line
    url: str
    badge: str


@dataclass(frozen=True)
class Part:
    """The lines of one topic."""

    topic: Topic
    lines: Sequence[Shown]


@dataclass(frozen=True)
class Checks:
    """The whole list as a page shows it."""

    readiness: Readiness
    parts: Sequence[Part]

    @property
    def open(self) -> int:
        return len(self.readiness.of(LineState.OPEN))

    @property
    def wrong(self) -> int:
        return len(self.readiness.of(LineState.WRONG))

    @property
    def missing(self) -> int:
        """What is needed and not begun."""
        return sum(line.needed for line in self.readiness.lines)


def checks_of(request: DeskRequest, tenant: Tenant) -> Checks:
    readiness = look(tenant)
    shown = [Shown(line, url_of(request, tenant, line), BADGES[line.state]) for line in readiness.lines]
    parts = [Part(topic, list(group)) for topic, group in groupby(shown, key=lambda each: each.line.topic)]
    return Checks(readiness, parts)


@require_GET
def checks(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """The list and the card beside it, for a page that heard of a change; otherwise the tab."""
    tenant: Tenant = get_tenant(request, tenant_id, may="tenants.read")
    if not wants_fragment(request):
        return redirect(request, reverse("supervisor:tenants:tab", args=[tenant.pk, TAB]))
    context = {
        "tenant": tenant,
        "checks": checks_of(request, tenant),
        "may_test": request.access.may(RIGHT, tenant_id=tenant.pk),
        "checklist": checklist(request, tenant, steps(tenant)),
        "may_write": request.access.may("tenants.write", tenant_id=tenant.pk),
    }
    return fragment(request, TEMPLATE, context)


def readiness_context(request: Any, mask: Mask) -> dict[str, Any]:
    asked = cast(DeskRequest, request)
    return {"checks": checks_of(asked, mask.thing), **trials_context(asked, mask.thing)}
