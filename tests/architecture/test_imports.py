"""Packages import downwards only; the contracts stand in ``pyproject.toml``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.server import ROOT


def test_import_contracts_are_kept() -> None:
    command = Path(sys.executable).with_name("lint-imports")

    run = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert run.returncode == 0, run.stdout[-3000:]
