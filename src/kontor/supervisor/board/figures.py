"""The figures of the board in words, each with where it leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kontor.org.domain.access import Access
from kontor.people.enums import Availability
from kontor.reports.domain.agents import Agent
from kontor.reports.domain.board import Board
from kontor.reports.domain.calls import AgentCalls
from kontor.supervisor.board.links import Way, about_url
from kontor.tickets.domain.backlog import Backlog, By
from kontor.ui.dates import relative_time

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


FEW_OUT = 12
"""So many who are signed out stand among the others."""


class Figure(NamedTuple):
    name: str
    value: str
    notes: list[str]
    url: str = ""
    is_late: bool = False


class Line(NamedTuple):
    """A group of the backlog: what it is called, its figures, and the list of each."""

    label: StrOrPromise
    backlog: Backlog
    url: str
    warned_url: str
    late_url: str


class Share(NamedTuple):
    """``width`` is the percentage as it is written in SVG."""

    tenant: Any
    kept: int
    settled: int
    percent: int | None


class StateLine(NamedTuple):
    """How many people are in a state; an empty key is for those who are signed out."""

    key: str
    icon: str
    label: str
    number: int


class AgentLine(NamedTuple):
    """``about_url`` is where one sees what the person is given, and changes their state; empty without the right.
    ``calls`` and ``talk_seconds`` are 0 where calls are not connected."""

    agent: Agent
    icon: str
    label: str
    tenants: list[Any]
    open: int
    url: str
    about_url: str
    calls: int
    talk_seconds: int


def figures(board: Board, way: Way) -> list[Figure]:
    tenant = board.sight.tenants[0].pk if len(board.sight.tenants) == 1 else None
    total = board.total
    return [
        Figure(_("Open"), str(total.open), list(_open_notes(board)), way(tenant=tenant)),
        Figure(_("Overdue"), str(total.late), _late_notes(board), way(tenant=tenant, due="late"), total.late > 0),
        _kept(board),
        Figure(_("New and closed today"), f"{board.came} / {board.went}", list(_outlook_notes(board))),
    ]


def groups_of(board: Board, by: By, labels: Iterable[tuple[Any, StrOrPromise]], column: str, way: Way) -> list[Line]:
    """Those in which something is open, in the order of the labels."""
    tenant = board.sight.tenants[0].pk if len(board.sight.tenants) == 1 else None
    found = []
    for key, label in labels:
        backlog = board.over_tenants(by, key)
        if backlog.open:
            urls = [way(tenant=tenant, due=due, **{column: key}) for due in (None, "warned", "late")]
            found.append(Line(label, backlog, *urls))
    return found


def shares(board: Board) -> list[Share]:
    """Of each tenant what was answered in time today; those in which nothing was settled last."""
    rows = [(tenant, board.kept_of(tenant.pk)) for tenant in board.sight.tenants]
    found = [Share(tenant, kept.kept, kept.settled, kept.percent) for tenant, kept in rows]
    return sorted(found, key=lambda share: share.percent is None)


def agent_lines(board: Board, access: Access, way: Way) -> list[AgentLine]:
    """Whoever is there first, then those who are not."""
    tenants = {tenant.pk: tenant for tenant in board.sight.tenants}
    only = board.sight.tenants[0].pk if len(tenants) == 1 else None
    known = access.tenants_with("routing.read")
    telephoned = board.calls.of_agent if board.calls else {}
    lines = [
        AgentLine(
            agent,
            ICONS[agent.state],
            agent.state_label or _("Signed out"),
            [tenants[each] for each in agent.tenants if each in tenants],
            board.over_tenants(By.OWNER, agent.id).open,
            way(tenant=only, owner=agent.id),
            about_url(agent.id) if any(each in known for each in agent.tenants) else "",
            *astuple(telephoned.get(agent.id, AgentCalls())),
        )
        for agent in board.agents
    ]
    return sorted(lines, key=lambda line: not line.agent.state)


def folded(lines: list[AgentLine]) -> dict[str, list[AgentLine]]:
    """Of many who are signed out only those who have something open, or were there today, stand in sight."""
    out = [line for line in lines if not (line.agent.state or line.open or line.agent.done or line.calls)]
    if len(out) <= FEW_OUT:
        return {"agents": lines, "agents_out": []}
    away = {line.agent.id for line in out}
    return {"agents": [line for line in lines if line.agent.id not in away], "agents_out": out}


def states_of(board: Board) -> list[StateLine]:
    """Each state in which somebody is, in one order."""
    counts = Counter(agent.state for agent in board.agents)
    labels = {**{str(state.value): str(state.label) for state in Availability}, "": _("Signed out")}
    return [StateLine(key, ICONS[key], labels[key], counts[key]) for key in ICONS if counts[key]]


ICONS = {
    Availability.READY.value: "done",
    Availability.BUSY.value: "clock",
    Availability.PAUSE.value: "paused",
    Availability.WRAP_UP.value: "draft",
    Availability.TALKING.value: "phone",
    "": "open",
}


def _open_notes(board: Board) -> Iterator[str]:
    waiting = board.total.waiting
    yield ngettext("%(number)s waits in the queue", "%(number)s wait in the queue", waiting) % {"number": waiting}
    if lent := sum(board.lent.values()):
        yield ngettext("%(number)s more is lent out", "%(number)s more are lent out", lent) % {"number": lent}


def _late_notes(board: Board) -> list[str]:
    warned = board.total.warned
    if not warned:
        return []
    return [ngettext("%(number)s more is due soon", "%(number)s more are due soon", warned) % {"number": warned}]


def _kept(board: Board) -> Figure:
    kept = board.kept_in_all
    if kept.percent is None:
        return Figure(_("In time today"), "–", [_("no promise was settled yet")])
    note = _("%(kept)s of %(settled)s") % {"kept": kept.kept, "settled": kept.settled}
    return Figure(_("In time today"), _("%(percent)s %%") % {"percent": kept.percent}, [note])


def _outlook_notes(board: Board) -> Iterator[str]:
    outlook = board.outlook
    if outlook.open_later is not None:
        at = _time(outlook.later, board.at)
        yield _("%(time)s: about %(number)s open") % {"time": at, "number": outlook.open_later}
    names = {tenant.pk: tenant.code for tenant in board.sight.tenants}
    for tenant, (limit, moment) in outlook.reached.items():
        words = {"tenant": names[tenant], "limit": limit, "time": _time(moment, board.at)}
        if moment <= board.at:
            yield _("%(tenant)s: the limit of %(limit)s is reached") % words
        else:
            yield _("%(tenant)s: at this speed the limit of %(limit)s falls (%(time)s)") % words


def _time(moment: datetime, now: datetime) -> str:
    """The time of day, with the day when it is another one."""
    local = timezone.localtime(moment)
    if local.date() != timezone.localtime(now).date():
        return relative_time(moment, now)
    return date_format(local, pgettext("time of day, Django format", "H:i"))
