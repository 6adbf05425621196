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
import pytest

from kontor.host.supervisor import STEADY_AFTER, Child, Supervisor

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
FAILING = """
import os, sys
with open(sys.argv[1], "a") as file:
    file.write(f"{os.getpid()}\\n")
sys.exit(3)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + CHILD
WATCHFUL = """
import sys, os
from kontor.host.parent import end_with_supervisor
end_with_supervisor()
""" + CHILD.replace("subprocess.Popen", "#")

ORDERED = """
import sys
from pathlib import Path
from kontor.host.supervisor import Child, Supervisor
clerk, office, pids, open_, ready = sys.argv[1:]
program = sys.executable, "-c"
file = Path(open_)
Supervisor([
    Child("office", [office, open_], program=program, stop_within=1, ready=lambda: eval(ready)),
    Child("clerk", [clerk, pids], program=program, stop_within=1),
]).run()
"""
OFFICE = """
import sys, time
from pathlib import Path
time.sleep(0.5)
Path(sys.argv[1]).touch()
time.sleep(600)
"""


def test_child_that_dies_is_started_again(tmp_path: Path) -> None:
    with _tree(tmp_path, CHILD) as tree:
        first = _pids(tmp_path, 1)[0]

        os.kill(first, signal.SIGKILL)

        assert _pids(tmp_path, 2)[1] != first
        tree.terminate()
        output = tree.communicate(timeout=10)[0]
    assert "The clerk ended unexpectedly (signal SIGKILL); it is started again in 0.5 seconds." in output


def test_who_needs_another_starts_when_that_one_is_ready(tmp_path: Path) -> None:
    with _ordered(tmp_path, "file.exists()") as tree:
        clerk = _pids(tmp_path, 1)
        tree.terminate()
        tree.communicate(timeout=10)

    assert clerk
    assert (tmp_path / "office").stat().st_mtime_ns < (tmp_path / "pids").stat().st_mtime_ns


def test_who_never_gets_ready_keeps_nobody_from_stopping(tmp_path: Path) -> None:
    with _ordered(tmp_path, "False") as tree:
        _until((tmp_path / "office").exists)
        tree.terminate()
        tree.communicate(timeout=5)

    assert not (tmp_path / "pids").exists()


def test_child_that_goes_on_dying_is_started_again_later_each_time(tmp_path: Path) -> None:
    with _tree(tmp_path, FAILING) as tree:
        _pids(tmp_path, 3)
        tree.terminate()
        output = tree.communicate(timeout=10)[0]

    said = "The clerk ended unexpectedly (exit code 3); it is started again in {} seconds."
    assert output.splitlines()[:2] == [said.format("0.5"), said.format("1")]


def test_child_that_was_steady_is_started_again_soon(capsys: pytest.CaptureFixture[str]) -> None:
    child = Child("clerk", [], program=(sys.executable, "-c", ""), wait=8.0)
    child.start()
    assert child.process
    child.process.wait(10)

    Supervisor([child])._mourn(child, 0, child.started_at + STEADY_AFTER + 1)

    assert "it is started again in 0.5 seconds." in capsys.readouterr().out


def test_child_that_does_not_stop_is_ended_and_stopping_is_said_once(tmp_path: Path) -> None:
    with _tree(tmp_path, STUBBORN) as tree:
        child = psutil.Process(_pids(tmp_path, 1)[0])
        tree.terminate()
        time.sleep(0.3)
        tree.terminate()
        output = tree.communicate(timeout=10)[0]

    assert output.splitlines() == ["Stopping.", "The clerk did not stop in time and is ended."]
    assert not _lives(child)


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


def _ordered(place: Path, ready: str) -> subprocess.Popen[str]:
    """A clerk who comes when the office is ready, for which it takes half a second."""
    files = [str(place / "pids"), str(place / "office")]
    return subprocess.Popen(
        [sys.executable, "-c", ORDERED, CHILD, OFFICE, *files, ready], stdout=subprocess.PIPE, text=True
    )


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
