"""The child process: reads jobs from its standard input and answers on its standard output, until its parent ends.

It has the memory it was started with and the processor time of the job at hand; past either it dies or says so. It
knows no database, no settings and no network address, and its environment holds no secrets.
"""

from __future__ import annotations

import ctypes.util
import errno
import json
import logging
import os
import resource
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from kontor.letters.rendering import frames

TYPESETTING = "kontor.letters.rendering.typesetting"


def main() -> None:
    megabytes = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints, prints elsewhere
    logging.raiseExceptions = False
    while True:
        try:
            header, files = frames.unpack(sys.stdin.buffer.read)
        except frames.BrokenFrame:
            return
        _allow(header["processor_seconds"])
        answer, made = _answer(header, files)
        answer["megabytes"] = _most_megabytes()
        output.write(frames.pack(answer, made))
        output.flush()


def _most_megabytes() -> int:
    """The most memory this process had so far. ``ru_maxrss`` would count the parent too, as it was when it started us
    (getrusage(2): the mark outlives execve), and a large parent would have its child replaced after every letter."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) >> 10 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def _allow(seconds: int) -> None:
    """So many seconds of processor time from now on; then the kernel ends the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _answer(header: dict[str, Any], files: Sequence[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Whatever goes wrong becomes an answer: no content may end the process with a surprise."""
    try:
        return _do(header, files)
    except MemoryError:
        return {"failed": "memory", "values": {}}, []
    except OSError as error:
        return {"failed": _kind_of(error), "values": {"reason": type(error).__name__}}, []
    except Exception as error:
        kind, values = getattr(error, "kind", "markup"), getattr(error, "values", {})
        return {"failed": kind, "values": {"reason": type(error).__name__, **values}}, []


def _kind_of(error: OSError) -> str:
    """What the system lacks is no fault of the letter. WeasyPrint makes a folder for the fonts of a stylesheet."""
    if "cannot load library" in str(error):
        return "library"
    no_room = error.errno in (errno.ENOSPC, errno.EDQUOT) or "No usable temporary directory" in str(error)
    return "temporary" if no_room else "markup"


def _load() -> None:
    """Libraries by the names that they have here. WeasyPrint tries those of other systems first, and for each of them
    Python would run ldconfig, gcc and ld: much of what beginning costs. What is not found so is looked for after all.
    """
    search = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None  # noqa: ARG005
    try:
        with suppress(OSError):
            import_module(TYPESETTING)
    finally:
        ctypes.util.find_library = search
    import_module(TYPESETTING)


def _do(header: dict[str, Any], files: Sequence[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    if header["job"] == "pictures":
        from kontor.letters.rendering.paging import pictures

        made = pictures(files[0], dpi=header["dpi"], pages=header["pages"])
        return {"sizes": [[each.width, each.height] for each in made]}, [each.content for each in made]
    if header["job"] == "begin":
        _load()
        return {}, []
    from kontor.letters.rendering import typesetting

    if header["job"] == "css":
        problems = typesetting.css_problems(header["css"])
        return {"problems": [[each.line, each.kind, each.text] for each in problems]}, []
    from kontor.letters.rendering.sheet import from_wire

    made_pdf = typesetting.typeset(from_wire(json.loads(header["thing"]), files), most_pages=header["most_pages"])
    remarks = [[remark.kind, remark.values] for remark in made_pdf.remarks]
    return {"pages": made_pdf.pages, "remarks": remarks}, [made_pdf.pdf]
