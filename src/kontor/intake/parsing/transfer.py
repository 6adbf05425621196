"""Transfer encodings: what a part's bytes are before they travel."""

from __future__ import annotations

import binascii
import re

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing.notes import Notes

_BLANKS = b" \t\r\n"
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_RUN = re.compile(rb"[A-Za-z0-9+/]+")
_AFTER_PADDING = re.compile(rb"=[=\s]*")
_LINE = re.compile(rb"[^\n]{0,200}")
_WORDS = re.compile(rb"^[^\s\n]*[ \t]+(?:[^\s]|\n)", re.MULTILINE)
_PLAIN = {"", "7bit", "8bit", "7bits", "8bits", "7-bit", "8-bit", "7 bit", "8 bit", "binary", "plain", "text", "none"}
_MOST_CHUNKS = 1_000


def decode_body(body: bytes, encoding: str, notes: Notes) -> bytes:
    """The decoded bytes. What is broken is decoded as far as it goes and noted; the encoded text is never given out
    as if it were the file."""
    name = encoding.strip().strip("\"'").lower()
    if name.startswith(("base64", "base-64", "base 64")):
        return decode_base64(body, notes)
    if name.startswith("quoted"):
        return binascii.a2b_qp(body)
    if name in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _uuencoded(body, notes)
    if name.rstrip(";") not in _PLAIN:
        notes.problem(ProblemKind.UNKNOWN_ENCODING, name)
    return body


def decode_base64(body: bytes, notes: Notes) -> bytes:
    """Base64, strictly if it can be; else its letters up to the point where something else begins."""
    compact = body.translate(None, _BLANKS)
    if not compact:
        return b""
    try:
        return binascii.a2b_base64(compact, strict_mode=True)
    except binascii.Error:
        notes.problem(ProblemKind.BROKEN_BASE64)
    if (lines := _whole_lines(body)) is not None:
        return b"".join(map(_chunk, lines))
    return b"".join(_chunk(chunk) for chunk in _chunks(body))


def _whole_lines(body: bytes) -> list[bytes] | None:
    """The lines, if nearly each of them can be decoded alone: then damage in one does not reach the next."""
    lines = body.split()
    if len(lines) < 3 or b"=" in body.rstrip(b" \t\r\n=") or body.strip(_BLANKS).translate(None, _ALPHABET + _BLANKS):
        return None
    broken = sum(1 for line in lines[:-1] if len(line) % 4)
    return [line.rstrip(b"=") for line in lines] if 0 < broken * 4 <= len(lines) else None


def _chunks(body: bytes) -> list[bytes]:
    """Runs of base64. Stray signs within a run are ignored (RFC 2045 6.8); words behind the padding are not data."""
    chunks: list[bytes] = []
    words = _WORDS.search(body)
    body = body[: words.start()] if words and words.start() else body
    at = 0
    while at < len(body) and len(chunks) < _MOST_CHUNKS:
        pad = body.find(b"=", at)
        chunks.append(b"".join(_RUN.findall(body, at, pad if pad >= 0 else len(body))))
        if pad < 0:
            break
        at = _AFTER_PADDING.match(body, pad).end()  # type: ignore[union-attr]
        line = _LINE.match(body, at)
        if line is None or line[0].strip().translate(None, _ALPHABET) or not line[0].strip():
            break
    return chunks


def _chunk(data: bytes) -> bytes:
    if len(data) % 4 == 1:
        data = data[:-1]
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


def looks_like_base64(body: bytes) -> bool:
    """Whether it is mostly lines of base64, rather than words under a wrong label."""
    compact = body[:20_000].translate(None, _BLANKS)
    return len(compact.translate(None, _ALPHABET)) * 20 < len(compact) and b" " not in body[:200].strip()


def _uuencoded(body: bytes, notes: Notes) -> bytes:
    lines = body.split(b"\n")
    start = next((number for number, line in enumerate(lines) if line.startswith(b"begin ")), -1)
    return decode_uu_lines(lines[start + 1 :], notes)


def decode_uu_lines(lines: list[bytes], notes: Notes) -> bytes:
    """Lines of uuencode up to ``end``; also those of encoders that count wrongly."""
    out: list[bytes] = []
    for line in lines:
        line = line.rstrip(b"\r")
        if line.strip() in (b"end", b"`", b""):
            if line.strip() == b"end":
                break
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            count = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:count]))
            except binascii.Error:
                notes.problem(ProblemKind.BROKEN_BASE64, "uuencode")
    return b"".join(out)
