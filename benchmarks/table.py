"""What was measured last, of every module, as one table in ``docs/benchmarks.md``."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.aims import aims_of
from benchmarks.figures import Row

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- written by `python -m benchmarks --table` -->", "<!-- end of what is written -->"


@dataclass(frozen=True)
class Measured:
    """A module's rows with what they were measured beside. ``load`` is the machine's at its beginning and end;
    ``waited`` the share of the time in which somebody runnable waited for a processor, as Linux tells it."""

    module: str
    title: str
    rows: list[dict[str, str]]
    size: int
    commit: str
    on: str
    load: list[float]
    waited: float
    cores: int


def measured(module: str, title: str, size: int, measure: Callable[[], list[Row]]) -> Measured:
    load, pressed, began = [os.getloadavg()[0]], _pressure(), time.monotonic()
    rows = measure()
    waited = (_pressure() - pressed) / 1e6 / (time.monotonic() - began)
    load.append(os.getloadavg()[0])
    now = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    cores = os.cpu_count() or 1
    return Measured(module, title, [asdict(row) for row in rows], size, COMMIT, now, load, waited, cores)


def _pressure() -> float:
    """Microseconds since the start of the machine in which something waited for a processor."""
    try:
        some = Path("/proc/pressure/cpu").read_text(encoding="ascii").splitlines()[0]
    except OSError:
        return 0.0
    return float(some.rpartition("=")[2])


def _commit() -> str:
    """What is measured: the commit the code was loaded from, marked where files differ from it."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    return subprocess.run(command, cwd=PAGE.parent, capture_output=True, text=True, check=False).stdout.strip()


COMMIT = _commit()
"""Asked when the code is loaded: while something is measured, the tree may go on."""


def remember(folder: Path, one: Measured) -> None:
    """The last figures of a module at a size take the place of those before them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{one.module}-{one.size}.json").write_text(json.dumps(asdict(one)), encoding="utf-8")


def write_table(folder: Path) -> None:
    found = [Measured(**json.loads(file.read_text(encoding="utf-8"))) for file in folder.glob("*.json")]
    found.sort(key=lambda one: (one.module, one.size))
    text = PAGE.read_text(encoding="utf-8")
    before, _begin, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{_table(found)}\n\n{_when(found)}\n\n{END}{after}", encoding="utf-8")


def _table(found: list[Measured]) -> str:
    lines = ["| What | Measured | Yardstick of the same run | Aim | Reached |", "|---|---|---|---|---|"]
    for one in found:
        lines.append(f"| **{_cell(one.title)}** (`--only {one.module}`) | | | | |")
        for row in one.rows:
            aims = aims_of(one.module, row["what"])
            text = f"{row['figure']} {row['compared']}"
            reached = ["yes" if aim.reached(text) else "**no**" for aim in aims if aim.reached(text) is not None]
            cells = (row["what"].strip(), row["figure"], row["compared"], "; ".join(aim.words for aim in aims))
            lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} | {_verdict(reached)} |")
    return "\n".join(lines)


def _verdict(reached: list[str]) -> str:
    return reached[0] if len(set(reached)) == 1 else ", ".join(reached)


def _when(found: list[Measured]) -> str:
    lines = [
        "| `--only` | Tickets | Measured | Commit | Load, on cores | Somebody waited for a processor |",
        "|---|---|---|---|---|---|",
    ]
    for one in found:
        load = " to ".join(f"{load:.1f}" for load in one.load)
        lines.append(
            f"| {one.module} | {one.size:,} | {one.on} | {one.commit} | {load}, {one.cores} | {one.waited:.0%} |"
        )
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
