"""Settings are declared from the start: whoever lists them need not know who declares them."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.support.server import ROOT

SAY = """
import django
django.setup()
from kontor.preferences.types import REGISTRY
print(" ".join(sorted({key.split(".")[0] for key in REGISTRY})))
"""


def test_every_package_with_settings_has_declared_them() -> None:
    packages = {path.parent.name for path in (ROOT / "src" / "kontor").glob("*/preferences.py")} - {"host"}

    run = subprocess.run(
        [sys.executable, "-c", SAY],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "kontor.config.settings"},
        capture_output=True,
        text=True,
    )

    assert packages - set(run.stdout.split()) == set(), run.stderr
    assert len(packages) > 10
