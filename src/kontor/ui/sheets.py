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
    return listed(Path(found))


def listed(path: Path) -> list[str]:
    """The style sheets that such a list names."""
    return path.read_text().split()
