"""Packages import downwards only, as the contracts in ``pyproject.toml`` say; tests import what is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import PACKAGES, calls, python_files
from tests.support.server import ROOT


def test_import_contracts_are_kept() -> None:
    command = Path(sys.executable).with_name("lint-imports")

    run = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert run.returncode == 0, run.stdout[-3000:]


def test_only_the_demo_tells_the_clock_what_time_it_is() -> None:
    """Anywhere else a deadline, an audit log or a lock would believe it."""
    tellers = {path.relative_to(PACKAGES).parts[0] for path in python_files() if any(calls(path, "as_of"))}

    assert tellers == {"demo"}


def test_an_import_of_what_is_not_there_is_named(tmp_path: Path) -> None:
    for name, text in {
        "src/kontor/tickets/models.py": (
            "try:\n    from x import Note\nexcept ImportError:\n    Note = None\nA, (B, C) = 1, (used, 3)\n"
        ),
        "tests/rows/made.py": "class Row: ...\n",
        "tests/test_all.py": (
            "import kontor.tickets\nfrom kontor import tickets\nfrom kontor.tickets import models\n"
            "from kontor.tickets.models import A, B, C, Note\nfrom tests.rows.made import *\n"
            "from kontor.tickets.models import used\nfrom tests.rows.made import Rows\n"
            "def late():\n    from tests.rows.gone import Row\nimport kontor.tasks\n"
        ),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    run = subprocess.run(
        [sys.executable, ROOT / "bin" / "check-test-imports", tmp_path], capture_output=True, text=True
    )

    assert run.stdout.splitlines() == [
        "tests/test_all.py:6: kontor.tickets.models has no used",
        "tests/test_all.py:7: tests.rows.made has no Rows",
        "tests/test_all.py:10: kontor.tasks has no file",
        "tests/test_all.py:9: tests.rows.gone has no Row",
    ]
