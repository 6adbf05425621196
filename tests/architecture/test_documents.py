"""The documents agree with the program and with each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import kontor
from tests.support.server import ROOT

LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")]


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]  # type: ignore[no-any-return]


def test_the_changelog_begins_with_the_version() -> None:
    newest = re.search(r"^## (\S+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert newest is not None
    assert (newest[1], project()["version"]) == (kontor.__version__, kontor.__version__)


def test_every_link_leads_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in documents()
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]

    assert broken == []


def test_every_dependency_says_what_it_is_for_why_this_one_and_instead_of_what() -> None:
    said = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    required = project()["dependencies"]
    assert isinstance(required, list)
    names = [re.split(r"[\[<>=]", line)[0] for line in required]

    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in said.splitlines() if line.startswith("|")]
    explained = {row[0].split()[0] for row in rows if len(row) == 4 and all(row)}
    assert [name for name in names if name not in explained] == []
