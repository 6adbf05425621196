"""The style sheets that every page of an area has. They are written one for each thing and served as one file.

``static/<area>/sheets.txt`` names them, a line each, in their order.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

LIST = "sheets.txt"
ALL = "all.css"


def sheets_of(area: str) -> list[str]:
    """What a page of the area links to: one file where the files are collected, else each by itself."""
    if settings.STATIC_BUILD:
        return [f"{area}/{ALL}"]
    found = finders.find(f"{area}/{LIST}")
    if found is None:
        raise FileNotFoundError(f"{area}/{LIST}")
    return _listed(Path(found))


def join_sheets(collected: Path) -> None:
    """Write the one file of each area into the folder of collected files."""
    for listed in collected.glob(f"*/{LIST}"):
        parts = [(collected / sheet).read_bytes() for sheet in _listed(listed)]
        (listed.parent / ALL).write_bytes(b"\n".join(parts))


def _listed(path: Path) -> list[str]:
    return path.read_text().split()
