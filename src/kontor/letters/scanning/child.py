"""The process that reads one scan: ``python -m kontor.letters.scanning.child``, with the order on its standard input.

It limits itself before it looks at anything. What it answers is a line of JSON and then the pictures, one after the
other; whoever started it believes none of that to be more than text and bytes.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from typing import Any

NO_MEMORY = 3


def main() -> int:
    order = json.loads(sys.stdin.buffer.readline())
    _limit(order["limits"])
    from kontor.letters.scanning.reading import read  # after the limits: what it loads counts too
    from kontor.letters.scanning.values import Limits

    try:
        reading = read(sys.stdin.buffer.read(), order["beside"], order["languages"], Limits(**order["limits"]))
    except MemoryError:
        return NO_MEMORY
    pages = [{**asdict(page), "content": len(page.content)} for page in reading.pages]
    answer: dict[str, Any] = {
        "pages": pages,
        "text": reading.text,
        "source": str(reading.source),
        "codes": reading.codes,
        "remarks": [remark.as_plain() for remark in reading.remarks],
    }
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    for page in reading.pages:
        sys.stdout.buffer.write(page.content)
    return 0


def _limit(limits: dict[str, Any]) -> None:
    """No more memory and processor time than that, no files that grow, no dump of what was read."""
    seconds = int(limits["seconds"]) + 1
    for kind, most in (
        (resource.RLIMIT_AS, int(limits["memory"])),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 256 * 1024 * 1024),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    sys.exit(main())
