"""A report as a table for a spreadsheet: what the page shows, with lengths of time in minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kontor.kernel.spreadsheets import BYTE_ORDER_MARK, harmless, written
from kontor.org.middleware import DeskRequest
from kontor.reports.domain.sight import READ, sight_of
from kontor.reports.domain.work import Work, report_of
from kontor.supervisor.board.views import chosen_tenant
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.reports.lines import Line, lines_of
from kontor.supervisor.reports.period import ReportForm
from kontor.ui.downloads import download


@require_GET
def figures_file(request: DeskRequest) -> HttpResponse:
    """The same days, divided in the same way. Where they make none, the page says what is wrong."""
    need_anywhere(request, READ)
    sight = sight_of(request.access, tenant_id=chosen_tenant(request))
    form = ReportForm(request)
    if not form.is_valid():
        return HttpResponseRedirect(f"{reverse('supervisor:reports:show')}?{request.GET.urlencode()}")
    first, last = form.days
    report = report_of(sight, first, last, form.divided_by)
    rows = rows_of(lines_of(report, sight, form.divided_by, (first, last)), first, last)
    text = BYTE_ORDER_MARK + written([_heads(), *rows])
    return download(text.encode(), f"kontor-{first}-{last}-{form.divided_by}.csv", "text/csv; charset=utf-8")


def rows_of(lines: list[Line], first: date, last: date) -> Iterator[list[str]]:
    for line in lines:
        tenant = harmless(line.tenant.name) if line.tenant else ""
        name = "" if line.whole else harmless(line.name)
        yield [first.isoformat(), last.isoformat(), tenant, harmless(line.main), name, *_figures(line.work)]


def _figures(work: Work) -> list[str]:
    half = "" if work.half_within is None else str(int(work.half_within.total_seconds()) // 60)
    figures = (work.came, work.answered, work.outside, work.closed, half, work.kept.kept, work.kept.settled)
    return [str(figure) for figure in figures]


def _heads() -> list[str]:
    return [
        _("First day"),
        _("Last day"),
        _("Tenant"),
        _("Main category"),
        _("Name"),
        _("received"),
        _("answered"),
        _("to the 2nd level"),
        _("closed"),
        _("half closed within (minutes)"),
        _("promises kept"),
        _("promises settled"),
    ]
