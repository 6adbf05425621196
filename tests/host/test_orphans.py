"""A process of the web server whose main process was killed before it could look for it."""

from __future__ import annotations

import signal
import subprocess

from kontor.host.parent import WEB_SERVER
from tests.support.processes import running_code

LATE = """
import os, time
os.environ[{name!r}] = "{killed}"
import kontor.host.asgi
time.sleep(120)
"""


def test_it_ends_though_it_came_too_late(committed_db: str) -> None:
    killed = subprocess.Popen(["sleep", "60"])
    killed.kill()
    killed.wait(60)

    with running_code(committed_db, LATE.format(name=WEB_SERVER, killed=killed.pid)) as late:
        assert late.process.wait(60) == -signal.SIGTERM, late.log.read_text()
