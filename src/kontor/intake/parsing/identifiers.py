"""Message-IDs out of headers: with brackets, without blanks and control characters, not without end."""

from __future__ import annotations

import re

from kontor.intake.parsing import limits
from kontor.kernel.text import strip_controls

_BRACKETED = re.compile(r"<([^<>]+)>")
_ANY = re.compile(r"<[^<>]+>|[^\s<>@,;()]+@[^\s<>@,;()]+")
_BLANKS = re.compile(r"\s+")
_HEADER = re.compile(rb"^message-id[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n|\r\r")
_HEAD = 65_536


def read_message_ids(values: list[bytes], *, words: bool = False) -> tuple[str, ...]:
    """All ids of these headers in order, each once; of very many the first and the last ones.

    ``words``: other words may stand beside them, as in an In-Reply-To of old, so that only brackets make an id.
    """
    text = strip_controls(" ".join(value[:100_000].decode("utf-8", "ignore") for value in values))
    found = list(
        dict.fromkeys(f"<{name}>" for name in _names(text, words=words) if len(name) <= limits.MESSAGE_ID_CHARACTERS)
    )
    if len(found) > limits.MESSAGE_IDS:
        found = found[:10] + found[10 - limits.MESSAGE_IDS :]
    return tuple(found)


def read_message_id(value: bytes) -> str:
    """The one id of a Message-ID header, also where it is folded or has lost its brackets; "" if there is none."""
    compact = _BLANKS.sub("", strip_controls(value[:4_000].decode("utf-8", "ignore")))
    bracketed = _BRACKETED.search(compact)
    compact = bracketed[1] if bracketed else compact.strip("<>")
    return f"<{compact}>" if compact and len(compact) <= limits.MESSAGE_ID_CHARACTERS else ""


def message_id_of(raw: bytes) -> str:
    """The id of a mail, looked up in its head without reading the mail; "" if there is none."""
    head = _END_OF_HEAD.split(raw[:_HEAD], maxsplit=1)[0]
    found = _HEADER.search(head)
    return read_message_id(found[1]) if found else ""


def _names(text: str, *, words: bool) -> list[str]:
    if words and (bracketed := _BRACKETED.findall(text)):
        return [compact for name in bracketed if (compact := _BLANKS.sub("", name))]
    found = _ANY.findall(text)
    return [compact for name in found if (compact := _BLANKS.sub("", name).strip("<>"))]
