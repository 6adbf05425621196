"""A value with parameters, as in Content-Type: quoted, split over several and encoded ones put together."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing import charsets, limits
from kontor.intake.parsing.headers import header_ascii, unfolded
from kontor.intake.parsing.notes import Notes
from kontor.kernel.text import one_line

_PARAMETER = re.compile(r';\s*([^\s=;"]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.DOTALL)
_SHORT_VALUE = 100
_ESCAPED = re.compile(r'\\(["\\])')  # a backslash before a letter is a path of Windows
_CONTINUED = re.compile(r"(.+?)\*(\d{1,3})?(\*)?")


def typed_value(value: bytes, notes: Notes) -> tuple[str, dict[str, str]]:
    """A value and its parameters (RFC 2045, 2231): ``multipart/mixed``, ``{"boundary": ...}``; names in lower case."""
    if len(value) > limits.TYPED_HEADER_BYTES:
        notes.problem(ProblemKind.HEADER_SHORTENED, "parameters")
        value = value[: limits.TYPED_HEADER_BYTES]
    if b";" not in value and b"=" not in value:
        return header_ascii(value).lower(), {}
    if len(value) < _SHORT_VALUE and value.isascii() and b"*" not in value:
        main, parameters = _short_typed_value(value)
        return main, dict(parameters)
    return _typed_value(value, notes)


@lru_cache(maxsize=512)
def _short_typed_value(value: bytes) -> tuple[str, dict[str, str]]:
    """Most parts of most mails have one of few values; nothing in them is worth a note."""
    return _typed_value(value, Notes())


def _typed_value(value: bytes, notes: Notes) -> tuple[str, dict[str, str]]:
    text = unfolded(value, notes, where="parameter")
    main, _, _ = text.partition(";")
    if "=" in main and "/" not in main.partition("=")[0]:  # the value itself was forgotten
        main, text = "", f";{text}"
    plain: dict[str, str] = {}
    split: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, found in enumerate(_PARAMETER.finditer(text, len(main))):
        if count >= limits.PARAMETERS:
            notes.problem(ProblemKind.HEADER_SHORTENED, "parameters")
            break
        name = found[1].lower()
        content = _ESCAPED.sub(r"\1", found[2]) if found[2] is not None else found[3].strip()
        continued = _CONTINUED.fullmatch(name) if "*" in name else None
        if continued:
            split.setdefault(continued[1], {})[int(continued[2] or 0)] = (content, name.endswith("*"))
        else:
            plain.setdefault(name, content)
    for name, pieces in split.items():
        plain[name] = _continued(pieces, notes)
    return one_line(main).lower(), plain


def _continued(pieces: dict[int, tuple[str, bool]], notes: Notes) -> str:
    ordered = [pieces[number] for number in sorted(pieces)]
    charset = ""
    first, encoded = ordered[0]
    if encoded and first.count("'") >= 2:
        charset, _, first = first.split("'", 2)
        ordered[0] = (first, True)
    data = b"".join(unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace") for text, encoded in ordered)
    return charsets.decode(data, charset, notes, where="parameter")
