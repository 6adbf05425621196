"""What a web process and a worker need: memory, and the time until they are ready."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psutil

from benchmarks.figures import Row

PORT = 8791


def measure() -> list[Row]:
    """Started like in production, as processes of their own; memory is the resident set of all their processes."""
    return [_web(), _worker()]


def _web() -> Row:
    start = time.perf_counter()
    process = start_process("web", "--host", "127.0.0.1", "--port", str(PORT))
    try:
        while not _answers():
            if process.poll() is not None:
                return Row("web server", "did not start")
            time.sleep(0.02)
        took = time.perf_counter() - start
        return Row("web server", f"ready after {took:.1f} s", f"{_memory(process):.0f} MB resident")
    finally:
        _stop(process)


def _worker() -> Row:
    process = start_process("worker")
    try:
        time.sleep(6)
        return Row("worker", "after 6 s", f"{_memory(process):.0f} MB resident")
    finally:
        _stop(process)


def start_process(*arguments: str) -> subprocess.Popen[bytes]:
    """A Kontor command in a process group of its own, on the database of the figures."""
    command = [sys.executable, "-m", "kontor.host.command", *arguments]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env=os.environ, stdout=quiet, stderr=quiet, start_new_session=True)


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health/", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _memory(process: subprocess.Popen[bytes]) -> float:
    root = psutil.Process(process.pid)
    return float(sum(one.memory_info().rss for one in [root, *root.children(recursive=True)])) / 1e6


def _stop(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
