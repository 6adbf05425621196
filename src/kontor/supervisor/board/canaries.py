"""Canaries on the board: how long ago the mail of each account to itself came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kontor.readiness.domain.canaries import canaries_of
from kontor.readiness.models import Canary
from kontor.reports.domain.board import Board


@dataclass(frozen=True)
class CanaryLine:
    """``at``: when the last one came in; None while none has."""

    canary: Canary

    @property
    def at(self) -> datetime | None:
        return self.canary.came_at

    @property
    def fails(self) -> bool:
        return self.canary.failing_since is not None


def canary_lines(board: Board, *, general: bool) -> Sequence[CanaryLine]:
    """The one that came in longest ago first; none where canaries are switched off.

    ``general``: those of general accounts too, on the board of all tenants, for whoever sees the whole installation.
    """
    return [CanaryLine(canary) for canary in canaries_of(board.sight.tenant_ids, general=general)]
