"""The tree of parts. Splits at boundaries with one search for each level, so size and depth are bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing import limits
from kontor.intake.parsing.headers import Headers, header_ascii, split_head
from kontor.intake.parsing.notes import Notes
from kontor.intake.parsing.parameters import typed_value
from kontor.intake.parsing.transfer import decode_body

MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+*-]+")
_MISNAMED = {
    "plain/text": "text/plain",
    "html/text": "text/html",
    "text/text": "text/plain",
    "text/txt": "text/plain",
    "text/ascii": "text/plain",
    "text/htm": "text/html",
    "application/xhtml+xml": "text/html",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
}
_PART_HEADER = re.compile(rb"content-[a-z-]{2,30}:", re.IGNORECASE)
_LAST_MARK = re.compile(rb"^--[^\r\n]{1,200}--\s*\Z", re.MULTILINE)
_FIRST_DASHES = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?$", re.MULTILINE)


@dataclass(slots=True)
class Part:
    """A part with its headers; ``body`` is still encoded. A multipart has children instead of a body that counts."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    body: bytes
    children: list[Part] = field(default_factory=list)
    cut: bool = False  # nested too deep: not taken apart

    @property
    def encoding(self) -> str:
        return header_ascii(self.headers.first("content-transfer-encoding"))

    @property
    def charset(self) -> str:
        return self.parameters.get("charset", "")

    def content(self, notes: Notes) -> bytes:
        return decode_body(self.body, self.encoding, notes)

    def disposition(self, notes: Notes) -> tuple[str, dict[str, str]]:
        return typed_value(self.headers.first("content-disposition"), notes)


class Reader:
    """Builds the tree of one mail and counts its parts."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.parts = 0

    def read(self, raw: bytes, *, depth: int = 0, default_type: str = "text/plain") -> Part:
        self.parts += 1
        headers, start = split_head(raw, self.notes)
        content_type, parameters = _content_type(headers, default_type, self.notes)
        part = Part(headers, content_type, parameters, raw[start:])
        del raw  # one copy of the bytes at a time, however deep
        if content_type.startswith("multipart/"):
            self._split(part, depth)
        return part

    def _split(self, part: Part, depth: int) -> None:
        if depth >= limits.DEPTH:
            self.notes.problem(ProblemKind.TOO_DEEP)
            part.cut = True
            return
        if part.encoding.lower().startswith(("base64", "quoted")):
            part.body = decode_body(part.body, part.encoding, self.notes)  # not allowed, but seen
        pieces = self._pieces(part.body, part.parameters.get("boundary", ""))
        if not pieces:
            is_html = part.body.lstrip()[:6].lower().startswith((b"<html", b"<!doct"))
            part.content_type = "text/html" if is_html else "text/plain"
            part.body = _LAST_MARK.sub(b"", part.body) if part.parameters.get("boundary") else part.body
            return
        part.body = b""
        pieces.reverse()
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        while pieces:
            if self.parts >= limits.PARTS:
                self.notes.problem(ProblemKind.TOO_MANY_PARTS)
                break
            part.children.append(self.read(pieces.pop(), depth=depth + 1, default_type=default))

    def _pieces(self, body: bytes, boundary: str) -> list[bytes]:
        name = boundary.encode("utf-8", "replace").rstrip()
        pieces = _between(body, name) if name else []
        if not pieces:
            guess = _FIRST_DASHES.search(body, 0, 20_000)
            if guess and guess[1] not in (name, b"", b" ") and _is_boundary(body, guess):
                self.notes.problem(ProblemKind.HEADER_BROKEN, "boundary")
                pieces = _between(body, guess[1])
        return pieces


def _is_boundary(body: bytes, guess: re.Match[bytes]) -> bool:
    """Whether a line of dashes separates parts: headers of a part follow, or it comes again."""
    return bool(_PART_HEADER.match(body, guess.end() + 1)) or body.count(b"--" + guess[1]) > 1


def _between(body: bytes, boundary: bytes) -> list[bytes]:
    """The pieces between boundary lines; text before the first and after the last one is not part of the mail."""
    mark = b"\n--" + boundary
    candidates = body.split(mark, 4 * limits.PARTS)
    if body.startswith(mark[1:]):
        first = candidates[0][len(mark) - 1 :]
        candidates[:1] = [b"", first]
    pieces: list[list[bytes]] = []
    inside = ended = False
    for candidate in candidates[1:]:
        end = candidate.find(b"\n")
        rest = (candidate[:200] if end < 0 else candidate[: min(end, 200)]).rstrip(b" \t\r")
        if rest not in (b"", b"--"):  # only begins like the boundary
            if inside:
                pieces[-1].append(mark + candidate)
            continue
        if rest == b"--":
            inside, ended = False, True
            continue
        if ended and not _PART_HEADER.match(candidate, end + 1):
            continue  # text after the end is not part of the mail, unless more parts follow there
        pieces.append([candidate[end + 1 :] if end >= 0 else b""])
        inside, ended = True, False
    return _joined(pieces, ended=ended)


def _joined(pieces: list[list[bytes]], *, ended: bool) -> list[bytes]:
    """Each piece whole; the line end before a boundary belongs to the boundary."""
    last = len(pieces) if ended else len(pieces) - 1
    joined = [fragments[0] if len(fragments) == 1 else b"".join(fragments) for fragments in pieces]
    return [piece.removesuffix(b"\r") if number < last else piece for number, piece in enumerate(joined)]


def _content_type(headers: Headers, default: str, notes: Notes) -> tuple[str, dict[str, str]]:
    value = headers.first("content-type")
    if not value:
        return default, {}
    name, parameters = typed_value(value, notes)
    name = name.replace(" ", "")
    name = _MISNAMED.get(name, name)
    if MEDIA_TYPE.fullmatch(name) and len(name) <= limits.CONTENT_TYPE_CHARACTERS:
        return name, parameters
    if name in {"text", "multipart", "html"}:
        return {"text": "text/plain", "multipart": "multipart/mixed", "html": "text/html"}[name], parameters
    return default if "/" not in name else "application/octet-stream", parameters
