"""A demo to photograph."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.error import URLError
from urllib.request import urlopen

PORT = 8790


@contextmanager
def demo(url: str) -> Iterator[str]:
    """The address of a demo: the one that is named, or one of our own that is gone afterwards."""
    if url:
        yield url
        return
    with suppress(URLError):
        urlopen(f"http://127.0.0.1:{PORT}/health/", timeout=5).close()
        raise SystemExit(f"Something answers on port {PORT} already; a demo that was left running? End it first.")
    with tempfile.TemporaryDirectory(prefix="kontor-pictures-") as var:
        command = [sys.executable, "-m", "kontor.host.command", "run", "--port", str(PORT)]
        running = subprocess.Popen(command, env={**os.environ, "KONTOR_VAR": var}, stdout=subprocess.DEVNULL)
        try:
            yield _address_when_up(running)
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(30)


def _address_when_up(running: subprocess.Popen[bytes]) -> str:
    url = f"http://127.0.0.1:{PORT}/"
    for _second in range(300):
        if running.poll() is not None:
            break
        try:
            with urlopen(f"{url}health/", timeout=2):
                return url
        except (URLError, OSError):
            time.sleep(1)
    raise SystemExit("The demo did not start.")
