"""Calls on the board: the figures of each tenant, each with the records it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kontor.calls.enums import Direction, Outcome
from kontor.calls.preferences import INTEGRATION
from kontor.org.domain.access import Access
from kontor.reports.domain.board import Board
from kontor.reports.domain.calls import CallFigures
from kontor.supervisor.calls.access import READ
from kontor.supervisor.calls.lists import RINGING, TALKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TODAY = "1"


class CallFigure(NamedTuple):
    """``url`` is "" where there is nothing to list, and for whoever may not read the records."""

    name: StrOrPromise
    number: int
    url: str = ""
    is_late: bool = False


class CallLine(NamedTuple):
    tenant: Any
    figures: list[CallFigure]


COLUMNS: tuple[StrOrPromise, ...] = (
    _("ringing now"),
    _("talking now"),
    _("people on the phone"),
    _("incoming today"),
    _("outgoing today"),
    _("missed today"),
    _("to call back"),
    _("call back overdue"),
)


def with_calls(access: Access) -> bool:
    return INTEGRATION.get(access.system)


def call_lines(board: Board, access: Access) -> list[CallLine]:
    """A line a tenant; none where calls are not connected."""
    if board.calls is None:
        return []
    return [_line(tenant, board.calls.of_tenant[tenant.pk], access) for tenant in board.sight.tenants]


def _line(tenant: Any, figures: CallFigures, access: Access) -> CallLine:
    may = access.may(READ, tenant_id=tenant.pk)

    def url(**narrowed: str) -> str:
        values = {f"filter-{name}": value for name, value in narrowed.items()}
        query = urlencode({"filter": 1, "filter-tenant": tenant.pk, **values})
        return f"{reverse('supervisor:calls:list')}?{query}" if may else ""

    found = (
        (figures.ringing, url(outcome=RINGING)),
        (figures.talking, url(outcome=TALKING)),
        (figures.on_the_phone, ""),
        (figures.came, url(direction=Direction.IN.value, when=TODAY)),
        (figures.went, url(direction=Direction.OUT.value, when=TODAY)),
        (figures.missed, url(outcome=Outcome.MISSED.value, when=TODAY)),
        (figures.call_backs, ""),
    )
    shown = [CallFigure(name, number, leads) for name, (number, leads) in zip(COLUMNS, found, strict=False)]
    return CallLine(tenant, [*shown, CallFigure(COLUMNS[-1], figures.call_backs_late, is_late=True)])
