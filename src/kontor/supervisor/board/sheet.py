"""The figures of the board as a table for a spreadsheet: each tenant, and its categories."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kontor.kernel.spreadsheets import BYTE_ORDER_MARK, harmless, written
from kontor.org.middleware import DeskRequest
from kontor.reports.domain.board import Board, board_of
from kontor.reports.domain.promises_kept import Kept
from kontor.reports.domain.sight import READ, sight_of
from kontor.supervisor.board.views import chosen_tenant
from kontor.supervisor.doors import need_anywhere
from kontor.tickets.domain.backlog import Backlog, By
from kontor.ui.downloads import download


@require_GET
def figures_file(request: DeskRequest) -> HttpResponse:
    """What the board shows, of all tenants or with ``?tenant=`` of one. Figures alone: no person, no ticket."""
    need_anywhere(request, READ)
    board = board_of(sight_of(request.access, tenant_id=chosen_tenant(request)))
    text = BYTE_ORDER_MARK + written([_heads(), *rows_of(board)])
    at = localtime(board.at)
    return download(text.encode(), f"kontor-{at:%Y-%m-%d-%H%M}.csv", "text/csv; charset=utf-8")


def rows_of(board: Board) -> Iterator[list[str]]:
    """The tenant as a whole comes before its categories; what comes and goes is counted for it alone."""
    at = date_format(localtime(board.at), "SHORT_DATETIME_FORMAT")
    for tenant in board.sight.tenants:
        flow = board.today.get(tenant.pk)
        came_and_went = [str(flow.came), str(flow.went)] if flow else ["0", "0"]
        whole = board.of(By.TENANT, tenant.pk)
        yield [at, harmless(tenant.name), "", "", *_figures(whole, board.kept_of(tenant.pk)), *came_and_went]
        for each in (category for category in board.sight.categories if category.tenant_id == tenant.pk):
            kept = board.kept.get((tenant.pk, each.id), Kept())
            figures = _figures(board.of(By.CATEGORY, tenant.pk, each.id), kept)
            yield [at, harmless(tenant.name), harmless(each.main), harmless(each.name), *figures, "", ""]


def _figures(backlog: Backlog, kept: Kept) -> list[str]:
    figures = (backlog.open, backlog.waiting, backlog.warned, backlog.late, kept.kept, kept.settled)
    return [str(figure) for figure in figures]


def _heads() -> list[str]:
    return [
        _("As of"),
        _("Tenant"),
        _("Main category"),
        _("Category"),
        _("open"),
        _("waiting"),
        _("due soon"),
        _("overdue"),
        _("Promises kept today"),
        _("Promises settled today"),
        _("Came today"),
        _("Closed today"),
    ]
