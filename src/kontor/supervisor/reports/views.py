"""Reports: what was done in a period, for the tenants that one supervises."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from kontor.org.middleware import DeskRequest
from kontor.reports.domain.sight import REPORTS, sight_of
from kontor.reports.domain.work import By, report_of
from kontor.supervisor.board.views import chosen_tenant
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.reports.lines import SENT, WHOLE, lines_of
from kontor.supervisor.reports.period import ReportForm
from kontor.ui.htmx import fragment


@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """The report of the last 30 days, or as ``?period=``, ``by``, ``tenant``, ``first`` and ``last`` say."""
    need_anywhere(request, REPORTS)
    chosen = chosen_tenant(request, may=REPORTS)
    form = ReportForm(request)
    context: dict[str, Any] = {"form": form, "chosen": chosen, "choices": _choices(request)}
    if form.is_valid():
        sight, by, days = sight_of(request.access, tenant_id=chosen, may=REPORTS), form.divided_by, form.days
        report = report_of(sight, *days, by)
        context |= {
            "report": report,
            "lines": lines_of(report, sight, by, days),
            "days": days,
            "by": by,
            "is_whole": by in WHOLE,
            "with_sent": by in SENT,
            "with_total": by != By.CATEGORY or len(report.by_tenant) > 1,
        }
    return fragment(request, "supervisor/reports/show.html", context)


def _choices(request: DeskRequest) -> list[Any]:
    """The tenants to choose from; none where there is only one."""
    tenants = list(sight_of(request.access, may=REPORTS).tenants)
    return tenants if len(tenants) > 1 else []
