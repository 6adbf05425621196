"""Text of the form ``format=flowed`` (RFC 3676): lines that were broken only for the way are joined again."""

from __future__ import annotations

import re

_QUOTE = re.compile(r">*")


def unflowed(text: str, *, del_space: bool = False) -> str:
    """The text with its paragraphs on one line each; quote marks and the line before a signature stay."""
    out: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        mark = _QUOTE.match(line)
        depth = mark.end() if mark else 0
        content = line[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        if flows and del_space:
            content = content[:-1]
        if open_depth == depth and content != "-- ":
            out.append(content)
        else:
            out.append(("\n" if out else "") + _prefix(depth) + content)
        open_depth = depth if flows else -1
    return "".join(out)


def _prefix(depth: int) -> str:
    return ">" * depth + " " if depth else ""
