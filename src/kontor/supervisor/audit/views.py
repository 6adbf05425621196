"""The audit log: who changed what in the administration, newest first."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kontor.audit.domain.chains import Head, verify
from kontor.audit.domain.flaws import in_words
from kontor.audit.domain.noting import noted_heads
from kontor.audit.models import AuditEntry
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.audit.access import EXPORT, READ, entries_of
from kontor.supervisor.audit.lists import LOG
from kontor.supervisor.audit.period import DaysForm
from kontor.supervisor.audit.words import kind_of, label_of
from kontor.supervisor.doors import need_anywhere
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION
from kontor.ui.htmx import fragment

FOLDER = "supervisor/audit"


@require_GET
def log(request: DeskRequest) -> HttpResponse:
    query = request.GET.urlencode()
    export_url = reverse("supervisor:audit:export") + (f"?{query}" if query else "")
    context = {
        "empty_title": _("Nothing was changed yet"),
        "empty_text": _("Every change in the administration stands here."),
        "tools_template": f"{FOLDER}/_tools.html",
        "chains_url": reverse("supervisor:audit:chains"),
        "export_url": export_url if request.access.may_anywhere(EXPORT) else "",
    }
    days = DaysForm(request)
    rows = days.narrow(entries_of(request, may=READ))
    return _answer(request, rows, days, context)


@require_GET
def of(request: DeskRequest, kind: str, object_id: int) -> HttpResponse:
    """What was changed on one thing."""
    rows = entries_of(request, may=READ).filter(kind=kind, object_id=object_id)
    newest = rows.first()
    if newest is None:
        raise Http404
    context = {"thing": label_of(newest), "thing_kind": kind_of(kind), "all_url": reverse("supervisor:audit:log")}
    days = DaysForm(request)
    return _answer(request, days.narrow(rows), days, context)


@require_GET
def chains(request: DeskRequest) -> HttpResponse:
    """Whether the log is as it was written, looked at now, chain by chain."""
    need_anywhere(request, EXPORT)
    owners: list[Tenant | None] = [None] if request.access.may(EXPORT, tenant_id=INSTALLATION) else []
    lines, noted = [], _noted()
    for tenant in [*owners, *tenants_for(request.access, EXPORT)]:
        verdict = verify(tenant.pk if tenant else INSTALLATION, noted=noted)
        lines.append((tenant, verdict, [in_words(problem) for problem in verdict.problems]))
    return fragment(request, f"{FOLDER}/chains.html", {"lines": lines, "noted": noted})


def _answer(
    request: DeskRequest, rows: QuerySet[AuditEntry], days: DaysForm, context: Mapping[str, object]
) -> HttpResponse:
    """Whoever looks for words in the values sees all of them: the words may stand in what is folded away."""
    seen = {"days": days, "unfolded": bool(request.GET.get("filter-changes"))}
    return LOG.answer(request, rows, f"{FOLDER}/log.html", {**context, **seen})


def _noted() -> list[Head]:
    """Nothing where the file cannot be read: the operator is told so by ``kontor doctor``."""
    try:
        return noted_heads()
    except ValueError:
        return []
