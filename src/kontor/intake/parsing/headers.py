"""The block of headers, and the text in a header: raw bytes, encoded words."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from functools import lru_cache

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing import charsets, limits
from kontor.intake.parsing.notes import Notes
from kontor.kernel.text import one_line, strip_controls

_NAME = re.compile(rb"([\x21-\x39\x3b-\x7e]+)[ \t]*")
_END_OF_HEAD = re.compile(rb"(?:\r?\n)[ \t]*\r?\n|\A\r?\n")
_FOLD = re.compile(r"[\r\n]+[ \t]*")
# After a line that is no header, only one of these shows that the headers go on.
_KNOWN = re.compile(
    rb"(?:from|to|cc|bcc|subject|date|sender|reply-to|message-id|in-reply-to|references|mime-version|received"
    rb"|return-path|content-[a-z-]+|list-[a-z-]+|x-[a-z0-9-]+|dkim-signature|delivered-to|auto-submitted|precedence"
    rb"|envelope-to|thread-[a-z]+|authentication-results|arc-[a-z-]+|importance|user-agent|feedback-id)[ \t]*:",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Headers:
    """Headers by name in lower case, in the order of the mail; each value is the list of its raw lines."""

    lines: dict[str, list[list[bytes]]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    """The name of every header, from top to bottom."""

    def first(self, name: str) -> bytes:
        """The first value as raw bytes with its folds, up to the limit; empty if there is none."""
        found = self.lines.get(name)
        return _value(found[0]) if found else b""

    def all(self, name: str, most: int | None = None) -> list[bytes]:
        return [_value(lines) for lines in self.lines.get(name, ())[:most]]

    def placed(self, name: str, most: int) -> list[tuple[bytes, int]]:
        """The first values of that name, each with the number of Received lines above it."""
        if name not in self.lines:
            return []
        above, places = 0, []
        for other in self.order:
            if other == name:
                places.append(above)
            above += other == "received"
        return list(zip(self.all(name, most), places, strict=False))

    def __contains__(self, name: str) -> bool:
        return name in self.lines


def _value(lines: list[bytes]) -> bytes:
    value = lines[0] if len(lines) == 1 else b"\n".join(lines)
    return value.strip()[: limits.HEADER_BYTES]


def split_head(raw: bytes, notes: Notes) -> tuple[Headers, int]:
    """The headers, and where the body begins.

    Only an empty line ends them. A line that is no header belongs to the header before it, unless nothing but such
    lines follow: then somebody forgot the empty line, and the body begins there.
    """
    end = _end_of_head(raw)
    stop, body = (end.start(), end.end()) if end else (min(len(raw), limits.HEAD_BYTES), len(raw))
    if not end and len(raw) > limits.HEAD_BYTES:
        body = stop
        notes.problem(ProblemKind.HEADER_SHORTENED, "head")
    return _read_lines(raw, stop, body, notes)


_MOST_BLANK_LINES = 20


def _end_of_head(raw: bytes) -> re.Match[bytes] | None:
    """The empty line; a line of blanks above a header is a fold with nothing in it."""
    end = _END_OF_HEAD.search(raw, 0, limits.HEAD_BYTES)
    for _ in range(_MOST_BLANK_LINES):
        if end is None or not end[0].strip(b"\r\n") or not _KNOWN.match(raw, end.end()):
            break
        end = _END_OF_HEAD.search(raw, end.end() - 1, limits.HEAD_BYTES)
    return end


def _read_lines(raw: bytes, stop: int, body: int, notes: Notes) -> tuple[Headers, int]:
    headers = Headers()
    value: list[bytes] = []
    position = count = 0
    for line in raw[:stop].split(b"\n"):
        start, position = position, position + len(line) + 1
        if line[:1] in (b" ", b"\t") and (value or not _KNOWN.match(line := line.lstrip())):
            value.append(line)
            continue
        raw_name, colon, rest = line.partition(b":")
        name = _header_name(raw_name) if colon and len(raw_name) <= 100 else ""
        if name:
            count += 1
            if count > limits.HEADERS:
                notes.problem(ProblemKind.TOO_MANY_HEADERS)
                break
            value = [rest]
            headers.lines.setdefault(name, []).append(value)
            headers.order.append(name)
        elif line.strip() and not (start == 0 and line.startswith((b"From ", b">From "))):
            notes.problem(ProblemKind.HEADER_BROKEN, "line without a name")
            if not _goes_on(raw, position, stop, value):
                return headers, start
            value.append(b" " + line)
    return headers, body


@lru_cache(maxsize=1024)
def _header_name(raw: bytes) -> str:
    found = _NAME.fullmatch(raw)
    return found[1].decode("ascii").lower() if found else ""


def _goes_on(raw: bytes, position: int, stop: int, value: list[bytes]) -> bool:
    """Whether the headers continue after a line that is none."""
    if value and value[-1].rstrip().endswith((b";", b",", b"?=")):
        return True
    rest = raw[position : min(stop, position + 20_000)]
    return any(_KNOWN.match(line) for line in rest.split(b"\n"))


# -- text in a header -------------------------------------------------------------------------


def header_text(value: bytes, notes: Notes, *, charset: str = "", where: str = "header") -> str:
    """The header's value in one line of clean text; ``charset`` is a hint for raw 8-bit bytes."""
    return one_line(decode_words(_unlabelled(value, charset, notes, where), notes, where=where))


def header_ascii(value: bytes) -> str:
    """The value of a header that only machines read."""
    return one_line(value.decode("ascii", "ignore"))


def unfolded(value: bytes, notes: Notes, *, charset: str = "", where: str = "header") -> str:
    """The value with raw bytes decoded and encoded words still encoded, for those who must see the structure first."""
    text = _unlabelled(value, charset, notes, where)
    return strip_controls(_FOLD.sub(" ", text) if "\n" in text else text)


def _unlabelled(value: bytes, charset: str, notes: Notes, where: str) -> str:
    """Raw bytes in a header: UTF-8, else the body's character set, else a guess. Folds stay."""
    if value.isascii() and b"\x1b" not in value:
        return value.decode("ascii")
    notes.charset(f"{where}: raw 8-bit characters")
    try:
        return value.decode("utf-8") if b"\x1b" not in value else charsets.decode(value, "iso-2022-jp", notes)
    except UnicodeDecodeError:
        return charsets.decode(value, charset if charsets.codec_name(charset) != "utf-8" else "", notes, where=where)


@dataclass(slots=True)
class _Word:
    charset: str
    letter: str
    payload: str


_WHOLE_WORD = re.compile(r"=\?[A-Za-z][\w-]{2,30}\?[BbQq]\?[^?\n]{1,200}\?=")


def decode_words(text: str, notes: Notes, *, where: str = "header", again: bool = True) -> str:
    """Encoded words (RFC 2047) decoded, also where they are broken by folds, unknown letters or missing ends.

    ``again``: some programs encode what is encoded already.
    """
    if "=?" not in text:
        return _FOLD.sub(" ", text) if "\n" in text else text
    out: list[str] = []
    pending: list[_Word] = []
    for piece in _pieces(text):
        if isinstance(piece, _Word):
            pending.append(piece)
        elif piece.strip() or not pending:
            out += _joined(pending, notes, where)
            pending = []
            out.append(_FOLD.sub(" ", piece))
        else:
            continue  # blanks between two words vanish
    out += _joined(pending, notes, where)
    decoded = "".join(out)
    return decode_words(decoded, notes, where=where, again=False) if again and _WHOLE_WORD.search(decoded) else decoded


def _pieces(text: str) -> list[str | _Word]:
    """Text and encoded words in turn. Linear: every search starts where the last one ended."""
    pieces: list[str | _Word] = []
    at = 0
    while (start := text.find("=?", at)) >= 0:
        word, end = _word_at(text, start)
        if word is None:
            pieces.append(text[at : start + 2])
            at = start + 2
            continue
        pieces += [text[at:start], word]
        at = end
    pieces.append(text[at:])
    return pieces


_WORD_START = re.compile(r"=\?([^?\s]{1,60})\?\s*([A-Za-z])\s*\?")


def _word_at(text: str, start: int) -> tuple[_Word | None, int]:
    opening = _WORD_START.match(text, start)
    if opening is None:
        return None, start
    begin = opening.end()
    end = text.find("?=", begin)
    # "?=" may be the end of an empty word's mark and the begin of a quoted-printable byte: =?x?Q?=C3=A4?=
    if end == begin - 1:
        end = text.find("?=", begin + 1)
    stop = end if end >= 0 else len(text)
    payload = text[begin:stop]
    charset = opening[1].partition("*")[0]
    return _Word(charset, opening[2].upper(), payload), stop + 2 if end >= 0 else stop


def _joined(words: list[_Word], notes: Notes, where: str) -> list[str]:
    """Neighbours of one character set are decoded as one: a character may be cut between them."""
    out: list[str] = []
    data, charset = b"", ""
    for word in words:
        if data and word.charset.lower() != charset:
            out.append(charsets.decode(data, charset, notes, where=where))
            data = b""
        charset = word.charset.lower()
        data += _word_bytes(word, notes, where)
    if data:
        out.append(charsets.decode(data, charset, notes, where=where))
    return out


_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_QP_BYTE = re.compile(r"=[0-9A-Fa-f]{2}")
_BASE64_ONLY = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def _word_bytes(word: _Word, notes: Notes, where: str) -> bytes:
    compact = "".join(word.payload.split())
    is_base64 = bool(_BASE64_ONLY.fullmatch(compact))
    as_base64 = word.letter == "B"
    if word.letter not in "BQ":
        notes.charset(f"{where}: encoded word of unknown kind {word.letter!r}")
        as_base64 = is_base64 and len(compact) % 4 == 0
    elif word.letter == "B" and not is_base64 and _QP_BYTE.search(compact):
        notes.charset(f"{where}: encoded word of the wrong kind")
        as_base64 = False
    payload = compact if as_base64 else _FOLD.sub("", word.payload)
    data = payload.encode("ascii", "ignore") if payload.isascii() else payload.encode("utf-8", "replace")
    if as_base64:
        return _base64(data)
    return binascii.a2b_qp(data.replace(b"_", b" "), header=False)


def _base64(data: bytes) -> bytes:
    data = _NOT_BASE64.sub(b"", data)
    if len(data) % 4 == 1:
        data = data[:-1]
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
