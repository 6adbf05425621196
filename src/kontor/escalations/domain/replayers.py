"""Which dry run is for what."""

from __future__ import annotations

from kontor.escalations.domain.replayer import Replayer

REPLAYERS: dict[str, type[Replayer]] = {}
"""By ``ReplayKind``."""
