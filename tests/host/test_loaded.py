"""What the web server has loaded is not looked through by the garbage collector again."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

from kontor.host.loaded import keep_loaded
from tests.support.processes import environment_for


def test_full_collections_leave_what_was_loaded_alone() -> None:
    loaded = ["loaded"]
    assert any(each is loaded for each in gc.get_objects())

    keep_loaded()

    assert not any(each is loaded for each in gc.get_objects())


def test_the_web_server_does_so_when_its_application_is_loaded(committed_db: str, tmp_path: Path) -> None:
    words = "import gc, kontor.host.asgi; print(gc.get_freeze_count())"

    said = subprocess.run(
        [sys.executable, "-c", words],
        env=environment_for(committed_db, tmp_path, {}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    assert int(said.stdout) > 100_000
