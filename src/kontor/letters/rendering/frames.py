"""How parent and child talk: a JSON header and files, each with its length before it.

No pickle: what the child says may have been made by hostile content.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from typing import Any

LENGTH = struct.Struct(">Q")
MOST = 512 * 1024 * 1024


class BrokenFrame(Exception):
    """The other side has ended, or says nonsense."""


def pack(header: dict[str, Any], files: Sequence[bytes] = ()) -> bytes:
    head = json.dumps({**header, "files": len(files)}).encode()
    return b"".join(LENGTH.pack(len(part)) + part for part in (head, *files))


def unpack(read: Callable[[int], bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """One message. ``read`` gives exactly so many bytes, or fewer at the end."""
    header = json.loads(_part(read))
    return header, [_part(read) for _file in range(header["files"])]


def _part(read: Callable[[int], bytes]) -> bytes:
    length = LENGTH.unpack(_exactly(read, LENGTH.size))[0]
    if length > MOST:
        raise BrokenFrame
    return _exactly(read, length)


def _exactly(read: Callable[[int], bytes], length: int) -> bytes:
    content = read(length)
    if len(content) != length:
        raise BrokenFrame
    return content
