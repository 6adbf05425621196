"""What a kind of dry run brings along. Each is its own file; ``replayers.py`` says which is for what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from kontor.escalations.domain.replay_result import Result
from kontor.escalations.models import Replay


class Replayer(Protocol):
    """Made of a ``Replay`` within its tenant's scope, for one run, from the beginning.

    ``total`` and each step are called in a transaction of their own that can only read, in the scope of ``tenants``.
    A step says how many tickets it has looked at, and is short. What was found is held until ``finish``.
    """

    def __init__(self, replay: Replay) -> None: ...

    @property
    def tenants(self) -> tuple[int, ...]: ...

    def total(self) -> int: ...

    def steps(self) -> Iterator[int]: ...

    def finish(self) -> Result: ...
