"""The audit log: who changed what in the administration, newest first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kontor.audit.domain.queries import entries, known_kinds
from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.middleware import DeskRequest
from kontor.supervisor.audit.words import action_of, changes_of, kind_of, label_of
from kontor.supervisor.doors import need_anywhere
from kontor.ui.listing import Choice, Column, Listing, Text

LINE = "supervisor/_line.html"
SINCE = (("1", _("last 24 hours")), ("7", _("last 7 days")), ("30", _("last 30 days")), ("365", _("last 12 months")))


def _since(rows: QuerySet[Any], entered: str) -> QuerySet[Any]:
    return rows.filter(at__gte=clock.now() - timedelta(days=int(entered)))


def _kinds() -> list[tuple[str, str]]:
    return sorted(((kind, kind_of(kind)) for kind in known_kinds()), key=lambda pair: pair[1])


def _person(entry: AuditEntry) -> object:
    return entry.actor.name if entry.actor else _("Kontor itself")


LOG = Listing(
    "audit",
    _("Audit log"),
    columns=(
        Column(
            "at",
            _("When"),
            sort="at",
            filter=Choice(choices=SINCE, apply_with=_since),
            template="supervisor/audit/_at.html",
        ),
        Column("person", _("Who"), _person, sort="actor__sort_key", filter=Text("actor__name"), template=LINE),
        Column("tenant", _("Tenant"), "tenant", sort="tenant__sort_key", template="supervisor/audit/_tenant.html"),
        Column(
            "kind",
            _("Kind"),
            lambda entry: kind_of(entry.kind),
            sort="kind",
            filter=Choice("kind", choices=_kinds),
            template=LINE,
        ),
        Column("label", _("What"), label_of, sort="label", filter=Text()),
        Column("action", _("Action"), lambda entry: action_of(entry.action), sort="action", template=LINE),
        Column("changes", _("Old → new"), changes_of, template="supervisor/audit/_changes.html"),
    ),
    default_sort=("-at",),
    colour=lambda entry: entry.tenant.colour if entry.tenant else None,
)


@require_GET
def log(request: DeskRequest) -> HttpResponse:
    context = {
        "empty_title": _("Nothing was changed yet"),
        "empty_text": _("Every change in the administration stands here."),
    }
    return LOG.answer(request, _readable(request), "supervisor/audit/log.html", context)


@require_GET
def of(request: DeskRequest, kind: str, object_id: int) -> HttpResponse:
    """What was changed on one thing."""
    rows = _readable(request).filter(kind=kind, object_id=object_id)
    newest = rows.first()
    if newest is None:
        raise Http404
    context = {"thing": label_of(newest), "thing_kind": kind_of(kind), "all_url": reverse("supervisor:audit:log")}
    return LOG.answer(request, rows, "supervisor/audit/log.html", context)


def _readable(request: DeskRequest) -> QuerySet[AuditEntry]:
    need_anywhere(request, "audit.read")
    tenants = request.access.tenants_with("audit.read")
    return entries(tenant_ids=tenants, installation=request.access.may("audit.read", tenant_id=0))
