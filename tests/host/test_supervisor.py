"""The process tree: what dies is started again, what is stopped leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

TREE = """
import sys
from kontor.host.supervisor import Child, Supervisor
Supervisor([Child("clerk", sys.argv[2:], program=(sys.executable, "-c", sys.argv[1]), stop_within=1)]).run()
"""
CHILD = """
import os, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open(sys.argv[1], "a") as file:
    file.write(f"{os.getpid()}\\n")
time.sleep(600)
"""
WATCHFUL = """
import sys, os
from kontor.host.parent import end_with_supervisor
end_with_supervisor()
""" + CHILD.replace("subprocess.Popen", "#")


def test_child_that_dies_is_started_again(tmp_path: Path) -> None:
    with _tree(tmp_path, CHILD) as tree:
        first = _pids(tmp_path, 1)[0]

        os.kill(first, signal.SIGKILL)

        assert _pids(tmp_path, 2)[1] != first
        tree.terminate()
        output = tree.communicate(timeout=10)[0]
    assert "The clerk ended unexpectedly (signal SIGKILL); it is started again in 0.5 seconds." in output


def test_stop_ends_children_and_grandchildren(tmp_path: Path) -> None:
    with _tree(tmp_path, CHILD) as tree:
        child = psutil.Process(_pids(tmp_path, 1)[0])
        processes = [child, *child.children()]

        tree.send_signal(signal.SIGINT)

        assert tree.wait(10) == 0
    assert _until(lambda: not any(map(_lives, processes)))


def test_child_ends_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    with _tree(tmp_path, WATCHFUL) as tree:
        child = psutil.Process(_pids(tmp_path, 1)[0])

        tree.kill()
        tree.wait(10)

        assert _until(lambda: not _lives(child))


def _tree(place: Path, child: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", TREE, child, str(place / "pids")], stdout=subprocess.PIPE, text=True)


def _pids(place: Path, count: int) -> list[int]:
    """The process ids that the child has written, once there are that many."""
    file = place / "pids"
    assert _until(lambda: file.exists() and len(file.read_text().split()) >= count)
    return [int(line) for line in file.read_text().split()]


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def _until(done: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if done():
            return True
        time.sleep(0.05)
    return False
