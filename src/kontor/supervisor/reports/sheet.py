"""A report as a table for a spreadsheet: what the page shows, with lengths of time in minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from kontor.kernel.spreadsheets import BYTE_ORDER_MARK, harmless, written
from kontor.org.middleware import DeskRequest
from kontor.reports.domain.sight import REPORTS, sight_of
from kontor.reports.domain.work import By, Work, report_of
from kontor.supervisor.board.views import chosen_tenant
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.reports.lines import SENT, WHOLE, Line, lines_of
from kontor.supervisor.reports.period import ReportForm
from kontor.ui.downloads import download


@require_GET
def figures_file(request: DeskRequest) -> HttpResponse:
    """The same days, divided in the same way. Where they make none, the page says what is wrong."""
    need_anywhere(request, REPORTS)
    sight = sight_of(request.access, tenant_id=chosen_tenant(request, may=REPORTS), may=REPORTS)
    form = ReportForm(request)
    if not form.is_valid():
        return HttpResponseRedirect(f"{reverse('supervisor:reports:show')}?{request.GET.urlencode()}")
    first, last = form.days
    report = report_of(sight, first, last, form.divided_by)
    rows = rows_of(lines_of(report, sight, form.divided_by, (first, last)), first, last, form.divided_by)
    text = BYTE_ORDER_MARK + written([_heads(), *rows])
    return download(text.encode(), f"kontor-{first}-{last}-{form.divided_by}.csv", "text/csv; charset=utf-8")


def rows_of(lines: list[Line], first: date, last: date, by: By) -> Iterator[list[str]]:
    for line in lines:
        tenant = harmless(line.tenant.name) if line.tenant else ""
        name = "" if line.whole else harmless(line.name)
        yield [first.isoformat(), last.isoformat(), tenant, harmless(line.main), name, *_figures(line.work, by)]


def _figures(work: Work, by: By) -> list[str]:
    """What is not counted by agent or closing code stays empty."""
    half = "" if work.half_within is None else str(int(work.half_within.total_seconds()) // 60)
    sent = [str(work.answered), str(work.outside)] if by in SENT else ["", ""]
    kept = [str(work.kept.kept), str(work.kept.settled)] if by in WHOLE else ["", ""]
    return [str(work.came) if by in WHOLE else "", *sent, str(work.closed), half, *kept]


def _heads() -> list[str]:
    return [
        _("First day"),
        _("Last day"),
        _("Tenant"),
        _("Main category"),
        _("Name"),
        pgettext("tickets", "new"),
        _("answered"),
        _("to the 2nd level"),
        _("closed"),
        _("half closed within (minutes)"),
        _("promises kept"),
        _("promises settled"),
    ]
