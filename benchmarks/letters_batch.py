"""10,000 letters of a batch put where the print service looks, one by one and joined, against plain writing of the same
bytes.

The letters have been made before: what is measured is the storage (each file whole, on the disk, never over another
one) and the joining. The plain writing leaves everything to the system's cache.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.test.utils import override_settings

from benchmarks.figures import Row
from benchmarks.letters import _sheet
from kontor.channels.print_storage import open_storage
from kontor.letters.domain.batch_writing import PART
from kontor.letters.domain.joining import join
from kontor.letters.domain.switch import rendering_trouble
from kontor.letters.rendering.process import render

LETTERS = 10_000


def measure(letters: int = LETTERS) -> list[Row]:
    if trouble := rendering_trouble():
        return [Row("batch of letters", "not measured", trouble)]
    pdf = render(_sheet(4)).pdf
    with tempfile.TemporaryDirectory() as folder, override_settings(LETTERS_ROOT=folder, LETTERS_STORAGE=None):
        storage = open_storage("BENCH", "")
        plain = _seconds(lambda: _write_plainly(Path(folder) / "plain", pdf, letters))
        part = min(PART, letters)

        def each_alone() -> None:
            for number in range(letters):
                storage.put(f"many/{number}.pdf", pdf)

        def in_parts() -> None:
            for first in range(0, letters, part):
                storage.put(f"one/{first}.pdf", join([pdf] * part))

        single, joined = _seconds(each_alone), _seconds(in_parts)
    yardstick = f"plain writing of the same {len(pdf) >> 10} kB: {letters / plain:.0f} a second"
    return [
        Row(
            f"batch of {letters:,} letters, one PDF each", f"{letters / single:.0f} a second, {single:.1f} s", yardstick
        ),
        Row(f"batch of {letters:,} letters, {part} in a PDF", f"{letters / joined:.0f} a second, {joined:.1f} s", ""),
    ]


def _write_plainly(folder: Path, pdf: bytes, letters: int) -> None:
    folder.mkdir()
    for number in range(letters):
        (folder / f"{number}.pdf").write_bytes(pdf)


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
