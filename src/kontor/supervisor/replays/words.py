"""What a dry run says, in sentences: one entry a kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontor.escalations.domain.replay_result import Hour, Otherwise, Result
from kontor.escalations.enums import ReplayKind
from kontor.escalations.models import Replay
from kontor.supervisor.replays import agreements, promises, rules

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Sum = tuple[str, str]


@dataclass(frozen=True)
class Words:
    """``lead`` says what was tried. ``figures`` are what the chart draws of an hour: before, and after; where it
    ``adds_up``, with all hours before.

    ``sums`` are names with their figures, ``otherwise`` says what would have been otherwise with a ticket, ``assumes``
    what the model takes for granted. ``did`` names what would have been done so often in each hour. ``at`` and
    ``until`` head its times; without ``until`` there is only one. ``broken`` heads a second chart, of promises.
    """

    lead: StrOrPromise
    chart: StrOrPromise
    unit: StrOrPromise
    figures: Callable[[Hour], tuple[int, int]]
    sums: Callable[[Replay, Result], list[Sum]]
    otherwise: Callable[[Otherwise], str]
    assumes: Callable[[Replay, Result], list[str]]
    at: StrOrPromise
    until: StrOrPromise = ""
    adds_up: bool = False
    did: StrOrPromise = ""
    broken: StrOrPromise = ""


def _of_promises(lead: StrOrPromise) -> Words:
    return Words(
        lead=lead,
        chart=promises.CHART,
        unit=promises.UNIT,
        figures=promises.figures,
        sums=promises.sums,
        otherwise=promises.otherwise,
        assumes=promises.assumes,
        at=promises.AT,
        adds_up=True,
    )


WORDS: dict[str, Words] = {
    ReplayKind.RULE: Words(
        lead=rules.LEAD,
        chart=rules.CHART,
        unit=rules.UNIT,
        figures=rules.figures,
        sums=rules.sums,
        otherwise=rules.otherwise,
        assumes=rules.assumes,
        at=rules.AT,
    ),
    ReplayKind.AGREEMENT: Words(
        lead=agreements.LEAD,
        chart=agreements.CHART,
        unit=agreements.UNIT,
        figures=agreements.figures,
        sums=agreements.sums,
        otherwise=agreements.otherwise,
        assumes=agreements.assumes,
        at=agreements.AT,
        until=agreements.UNTIL,
        did=agreements.DID,
        broken=agreements.BROKEN,
    ),
    ReplayKind.CALENDAR: _of_promises(promises.CALENDAR_LEAD),
    ReplayKind.SERVICE_LEVEL: _of_promises(promises.LEVEL_LEAD),
}
