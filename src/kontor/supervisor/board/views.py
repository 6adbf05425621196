"""The board and the list behind its figures."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kontor.channels.domain.troubles import unread_mailboxes
from kontor.channels.enums import Channel
from kontor.kernel.text import whole_number
from kontor.org.middleware import DeskRequest
from kontor.reports.domain.alarms import raised_alarms
from kontor.reports.domain.board import Board, board_of
from kontor.reports.domain.sight import READ, sight_of
from kontor.supervisor.board.calls import COLUMNS, call_lines, with_calls
from kontor.supervisor.board.canaries import canary_lines
from kontor.supervisor.board.drawings import MOST_TREES, by_age, over_the_day
from kontor.supervisor.board.figures import agent_lines, figures, folded, groups_of, shares, states_of
from kontor.supervisor.board.links import way_to_tickets
from kontor.supervisor.board.lists import TICKETS, open_tickets
from kontor.supervisor.doors import need_anywhere
from kontor.tickets.domain.backlog import By
from kontor.tickets.enums import OPEN_STATES
from kontor.ui.htmx import fragment


@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """The board of all tenants, or with ``?tenant=`` of one; htmx asks for its figures alone."""
    need_anywhere(request, READ)
    return fragment(request, "supervisor/board/show.html", _context(request), partial="body")


@require_GET
def wall(request: DeskRequest) -> HttpResponse:
    """The board for a big screen. Its asking anew counts as use, so the sign-in does not end: nobody stands there."""
    need_anywhere(request, READ)
    chosen = chosen_tenant(request)
    board = board_of(sight_of(request.access, tenant_id=chosen), with_calls=with_calls(request.access))
    way = way_to_tickets(request.access, board.sight)
    context = {
        "board": board,
        "chosen": chosen,
        "figures": figures(board, way),
        "by_age": by_age(board, way, trees=False),
        "states_of_agents": states_of(board),
        "calls": call_lines(board, request.access),
        "call_columns": COLUMNS,
        "canaries": canary_lines(board, general=board.sight.everything and chosen is None),
        "raised": raised_alarms(board.sight.tenant_ids),
        "unread": unread_mailboxes(board.sight.tenant_ids),
    }
    return fragment(request, "supervisor/board/wall.html", context, partial="body")


@require_GET
def tickets(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    context = {
        "empty_title": _("No ticket is like that"),
        "empty_text": _("Remove a filter, or go back to the board."),
    }
    return TICKETS.answer(request, open_tickets(request.access), "supervisor/board/tickets.html", context)


def _context(request: DeskRequest) -> dict[str, Any]:
    chosen = chosen_tenant(request)
    board = board_of(sight_of(request.access, tenant_id=chosen), with_calls=with_calls(request.access))
    way = way_to_tickets(request.access, board.sight)
    return {
        "board": board,
        "chosen": chosen,
        "choices": _choices(request, board),
        "figures": figures(board, way),
        "by_age": by_age(board, way),
        "over_the_day": over_the_day(board),
        "shares": shares(board),
        "channels": groups_of(board, By.CHANNEL, Channel.choices, "channel", way),
        "states": groups_of(board, By.STATE, [(state.value, state.label) for state in OPEN_STATES], "state", way),
        **folded(agent_lines(board, request.access, way)),
        "calls": call_lines(board, request.access),
        "call_columns": COLUMNS,
        "canaries": canary_lines(board, general=board.sight.everything and chosen is None),
        "raised": raised_alarms(board.sight.tenant_ids),
        "unread": unread_mailboxes(board.sight.tenant_ids),
        "accounts_of": request.access.tenants_with("accounts.read"),
        "may_read_hours": request.access.may_anywhere("hours.read"),
        "trees_hidden": len(board.sight.tenants) > MOST_TREES,
    }


def chosen_tenant(request: DeskRequest, *, may: str = READ) -> int | None:
    """The tenant that is asked for. 404 for one whose figures the person may not see."""
    entered = request.GET.get("tenant", "")
    if not entered:
        return None
    tenant_id = whole_number(entered)
    if tenant_id not in request.access.tenants_with(may):
        raise Http404
    return tenant_id


def _choices(request: DeskRequest, board: Board) -> list[Any]:
    """The tenants to choose from; none to choose where there is only one."""
    if len(request.access.tenants_with(READ)) < 2:
        return []
    return list(sight_of(request.access).tenants) if len(board.sight.tenants) < 2 else list(board.sight.tenants)
