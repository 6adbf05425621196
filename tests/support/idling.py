"""How long the processors of the machine had nothing to do: where that is much, one process more is worth trying."""

from __future__ import annotations

from pathlib import Path

STATES = Path("/proc/stat")
"""First line (proc(5)): what all processors have spent in each state, of which the fourth and fifth are idling."""


def idle_and_all() -> tuple[int, int]:
    """In ticks of the clock since the machine started; nothing where there is no such file."""
    if not STATES.exists():
        return 0, 0
    spent = [int(ticks) for ticks in STATES.read_text().splitlines()[0].split()[1:9]]
    return spent[3] + spent[4], sum(spent)


def share_since(before: tuple[int, int]) -> float:
    idle, all_of_it = (now - then for now, then in zip(idle_and_all(), before, strict=True))
    return idle / max(all_of_it, 1)
