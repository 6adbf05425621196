"""Reading a scan in a process of its own, with limits: whatever the scan does to it, the worker lives on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import kontor
from kontor.letters.enums import TextSource
from kontor.letters.scanning.child import NO_MEMORY
from kontor.letters.scanning.kinds import kind_of
from kontor.letters.scanning.reading import clean
from kontor.letters.scanning.values import Limits, Page, Remark, ScanReading

_MODULE = "kontor.letters.scanning.child"
_PICTURES = frozenset({"image/png", "image/jpeg"})


def read_scan(
    content: bytes,
    content_type: str = "",
    text_beside: str = "",
    *,
    languages: Sequence[str] = ("de", "en"),
    limits: Limits | None = None,
) -> ScanReading:
    """What can be seen of a PDF or TIFF. Never raises for what is in it: that is a remark.

    ``content_type`` is what the sender says; the first bytes decide. ``text_beside`` is the text that came with the
    scan: it counts, and no picture is read then.
    """
    if not kind_of(content):
        return _nothing("not_what_it_says", text_beside, content_type=content_type)
    limits = limits or Limits()
    order = {"beside": text_beside, "languages": list(languages), "limits": asdict(limits)}
    child = _start()
    try:
        answer, _errors = child.communicate(json.dumps(order).encode() + b"\n" + content, timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        return _nothing("time", text_beside)
    finally:
        _end(child)
    if child.returncode:
        return _nothing(_why(child.returncode), text_beside)
    try:
        return _reading(answer)
    except (ValueError, KeyError, TypeError):
        return _nothing("crashed", text_beside)


def _start() -> subprocess.Popen[bytes]:
    source = str(Path(kontor.__file__).parent.parent)
    surroundings = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": source, "LC_ALL": "C.UTF-8"}
    return subprocess.Popen(
        [sys.executable, "-s", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=surroundings,
        start_new_session=True,
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    """With the programs that it started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _why(code: int) -> str:
    if code == NO_MEMORY:
        return "memory"
    return "time" if code == -signal.SIGXCPU else "crashed"


def _reading(answer: bytes) -> ScanReading:
    head, _line, pictures = answer.partition(b"\n")
    found = json.loads(head)
    pages, at = [], 0
    for page in found["pages"]:
        size = int(page["content"])
        pages.append(_page(page, pictures[at : at + size]))
        at += size
    return ScanReading(
        pages=tuple(pages),
        text=str(found["text"]),
        source=TextSource(found["source"]),
        codes=tuple(map(str, found["codes"])),
        remarks=tuple(_remark(each) for each in found["remarks"]),
    )


def _page(page: dict[str, Any], content: bytes) -> Page:
    if page["content_type"] not in _PICTURES or len(content) != page["content"]:
        raise ValueError("This is no page.")
    return Page(content, page["content_type"], int(page["width"]), int(page["height"]), str(page["text"]))


def _remark(plain: dict[str, Any]) -> Remark:
    return Remark(str(plain["kind"]), {name: value for name, value in plain.items() if name != "kind"})


def _nothing(kind: str, text_beside: str, **values: object) -> ScanReading:
    beside = clean(text_beside)
    return ScanReading((), beside, TextSource.BESIDE if beside else TextSource.NONE, (), (Remark(kind, values),))
