"""One look for one name: what the design system calls so looks so everywhere, in the colours of the tokens."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.sources import PACKAGES, SCREENS

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PRINT = re.compile(r"@media print \{.*?\n  \}", re.DOTALL)
RULE = re.compile(r"(?:^|[{};])\s*([^{};@]+?)\s*\{")
CLASS = re.compile(r"\.[\w-]+")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:oklch|rgba?|hsla?)\((?!from)|:[^;{]*\b(?:white|black)\b(?!-)")
FILLS_ITS_PANE = {".editor", ".editor__foot", ".editor__guard", ".editor__name"}
"""The desk's editor is the design's, in a pane whose height it shares with the conversation."""
FRAMES = {"mail.css", "preview.css", "preview-dark.css"}
"""Sheets of documents in frames: what strangers wrote knows no tokens."""
BOTH_TENANTS = "entrance.css"
"""The choice of all tenants bears the colours of the first two, in both themes."""


def sheets() -> dict[Path, str]:
    found = (path for screen in SCREENS for path in sorted((PACKAGES / screen / "static").rglob("*.css")))
    return {path: COMMENT.sub("", path.read_text(encoding="utf-8")) for path in found if path.name not in FRAMES}


def named(text: str) -> set[str]:
    """The classes that a sheet gives a look of their own, beside those it only varies within another."""
    selectors = (part.strip() for rule in RULE.findall(PRINT.sub("", text)) for part in rule.split(","))
    return {selector for selector in selectors if CLASS.fullmatch(selector)}


def test_no_area_gives_another_look_to_what_the_design_system_names() -> None:
    design = {name for path, text in sheets().items() if "ui" in path.parts for name in named(text)}
    again = {
        (path.name, name)
        for path, text in sheets().items()
        if "ui" not in path.parts
        for name in named(text) & design - FILLS_ITS_PANE
    }

    assert len(design) > 150
    assert again == set()


def test_colours_come_from_the_tokens() -> None:
    mixed = {
        (path.name, line.strip())
        for path, text in sheets().items()
        if path.name not in {"tokens.css", BOTH_TENANTS}
        for line in text.splitlines()
        if COLOUR.search(line)
    }

    assert mixed == set()
