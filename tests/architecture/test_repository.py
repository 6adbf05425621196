"""What is committed speaks of Kontor alone and works on any machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.support.server import ROOT

SOMEBODYS_MACHINE = re.compile(r"(?<![\w.:/-])/(home|root|Users|work|tmp|var/tmp|opt)/\w")
ADDRESS_OF_A_REGISTRY = re.compile(
    r"(pypi\.org|pythonhosted\.org|npmjs\.org|--(extra-)?index-url|--find-links|https?://)"
)
LEFT_OVER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|<<<<<<<|>>>>>>>")
TEXTS = {
    ".py",
    ".md",
    ".html",
    ".css",
    ".js",
    ".toml",
    ".txt",
    ".in",
    ".yml",
    ".yaml",
    ".sh",
    ".po",
    ".svg",
    ".eml",
    "",
}
LARGEST = 1_000_000
CODE = {".py", ".html", ".css", ".js"}
LONGEST = 300


def committed() -> list[Path]:
    """The files git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in paths
        if path.suffix in TEXTS and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_path_of_somebodys_machine() -> None:
    assert lines_with(SOMEBODYS_MACHINE, committed()) == []


def test_locked_requirements_carry_no_addresses() -> None:
    locked = [path for path in committed() if path.parent.name == "requirements"]

    assert lines_with(ADDRESS_OF_A_REGISTRY, locked) == []


def test_nothing_unfinished_is_marked_in_the_text() -> None:
    assert lines_with(LEFT_OVER, committed()) == []


def test_no_file_is_large() -> None:
    assert [str(path.relative_to(ROOT)) for path in committed() if path.stat().st_size > LARGEST] == []


def test_every_package_says_what_it_is() -> None:
    packages = [path.parent for path in sorted((ROOT / "src" / "kontor").glob("*/apps.py"))]

    assert [package.name for package in packages if not (package / "README.md").exists()] == []


def test_no_file_is_longer_than_one_topic_needs() -> None:
    code = [path for path in committed() if path.suffix in CODE and "migrations" not in path.parts]
    lengths = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in code}

    assert len(lengths) > 2000
    assert {name: lines for name, lines in lengths.items() if lines >= LONGEST} == {}
