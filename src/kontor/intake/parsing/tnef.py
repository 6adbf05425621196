"""Outlook's winmail.dat (TNEF, [MS-OXTNEF]): the files in it and, where the mail has no other, its text."""

from __future__ import annotations

import mimetypes
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kontor.intake.parsing import charsets, limits
from kontor.intake.parsing.files import safe_name
from kontor.intake.parsing.mail import Attachment
from kontor.intake.parsing.notes import Notes
from kontor.intake.parsing.rtf import decompressed, read_rtf
from kontor.intake.parsing.structure import MEDIA_TYPE
from kontor.kernel.text import one_line

_SIGNATURE = b"\x78\x9f\x3e\x22"
_OBJECTS = (_SIGNATURE, b"\xd0\xcf\x11\xe0")  # a mail, an OLE document
# Attributes by the low word of their id ...
_BODY, _TITLE, _DATA = 0x800C, 0x8010, 0x800F
_BEGIN_FILE, _MESSAGE_PROPERTIES, _FILE_PROPERTIES, _CODE_PAGE = 0x9002, 0x9003, 0x9005, 0x9007
# ... and properties (MAPI) by theirs.
_PLAIN, _RTF, _HTML, _CPID = 0x1000, 0x1009, 0x1013, 0x3FDE
_DISPLAY_NAME, _CONTENT, _SHORT_NAME, _LONG_NAME, _MIME, _CONTENT_ID = 0x3001, 0x3701, 0x3704, 0x3707, 0x370E, 0x3712
_STRING_8, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MOST_PROPERTIES = 2_000
_MOST_VALUES = 1_000


@dataclass(slots=True)
class Unpacked:
    """What was in the file. ``html`` or ``text`` is "" where it holds none."""

    files: list[Attachment] = field(default_factory=list)
    text: str = ""
    html: str = ""


def unpack_tnef(content: bytes, notes: Notes) -> Unpacked | None:
    """The content of a winmail.dat; None when it is none, or damaged so that nothing could be found in it."""
    if not content.startswith(_SIGNATURE):
        return None
    reader = _Reader(notes)
    try:
        for level, name, data in _attributes(content):
            reader.attribute(level, name, data)
    except (struct.error, ValueError):
        pass  # cut on its way; what was read until there is used
    found = reader.unpacked()
    return found if found.files or found.text or found.html else None


def _attributes(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 6
    while at + 9 <= len(content):
        level, number, length = struct.unpack_from("<BII", content, at)
        if at + 9 + length > len(content):
            return
        yield level, number & 0xFFFF, content[at + 9 : at + 9 + length]
        at += 9 + length + 2


@dataclass(slots=True)
class _File:
    title: str = ""
    content: bytes = b""
    properties: dict[int, bytes | str] = field(default_factory=dict)


class _Reader:
    """Collects the attributes of one stream."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.files: list[_File] = []
        self.message: dict[int, bytes | str] = {}
        self.body = b""
        self.charset = "cp1252"

    def attribute(self, level: int, name: int, data: bytes) -> None:
        if name == _CODE_PAGE and len(data) >= 4:
            self.charset = f"cp{struct.unpack_from('<I', data)[0]}"
        elif name == _MESSAGE_PROPERTIES:
            self.message = self._properties(data)
        elif name == _BODY:
            self.body = data
        elif name == _BEGIN_FILE and len(self.files) < limits.EMBEDDED_FILES:
            self.files.append(_File())
        elif level == 2 and self.files:
            self._of_file(self.files[-1], name, data)

    def _of_file(self, file: _File, name: int, data: bytes) -> None:
        if name == _TITLE:
            file.title = self._text(data)
        elif name == _DATA:
            file.content = data
        elif name == _FILE_PROPERTIES:
            file.properties = self._properties(data)

    def _text(self, data: bytes) -> str:
        return charsets.decode(data.split(b"\0")[0], self.charset, self.notes, where="winmail.dat")

    def _properties(self, data: bytes) -> dict[int, bytes | str]:
        return dict(_properties(data, self._text))

    def unpacked(self) -> Unpacked:
        html = self.message.get(_HTML, "")
        if isinstance(html, bytes):
            page = self.message.get(_CPID, b"")
            label = f"cp{struct.unpack('<I', page)[0]}" if isinstance(page, bytes) and len(page) == 4 else ""
            html = charsets.decode(html[: limits.HTML_CHARACTERS], label.replace("cp65001", "utf-8"), self.notes)
        plain = self.message.get(_PLAIN, "")
        text = plain if isinstance(plain, str) and plain else self._text(self.body)
        rtf = self.message.get(_RTF, b"")
        if not (text.strip() or html) and isinstance(rtf, bytes) and rtf:
            text, html = read_rtf(decompressed(rtf), self.notes)
        return Unpacked([self._attachment(file) for file in self.files], text[: limits.TEXT_CHARACTERS], html)

    def _attachment(self, file: _File) -> Attachment:
        said = {key: value for key, value in file.properties.items() if isinstance(value, str)}
        name = safe_name(said.get(_LONG_NAME) or file.title or said.get(_SHORT_NAME) or said.get(_DISPLAY_NAME, ""))
        content = file.properties.get(_CONTENT, b"")
        content = file.content or (content if isinstance(content, bytes) else b"")
        if content[16:20] in _OBJECTS:
            content = content[16:]  # behind the name of its interface
        if content.startswith(_SIGNATURE):  # a mail within the mail
            return Attachment(f"{name or 'message'}.dat", "application/ms-tnef", content)
        guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
        content_type = said.get(_MIME, "").lower()[: limits.CONTENT_TYPE_CHARACTERS]
        if not MEDIA_TYPE.fullmatch(content_type):
            content_type = guessed
        content_id = one_line(said.get(_CONTENT_ID, "")).strip("<> ")[: limits.CONTENT_ID_CHARACTERS]
        return Attachment(name or "attachment.bin", content_type, content, content_id)


def _properties(data: bytes, text: Callable[[bytes], str]) -> Iterator[tuple[int, bytes | str]]:
    """The properties that have one value: texts decoded, everything else as bytes."""
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, _MOST_PROPERTIES)):
        if at + 4 > len(data):
            return
        kind, name = struct.unpack_from("<HH", data, at)
        at = _after_name(data, at + 4) if name >= 0x8000 else at + 4
        basic = kind & 0xFFF
        values = 1
        if kind & 0x1000 or basic in (_STRING_8, _UNICODE, _OBJECT, _BINARY):
            (values,) = struct.unpack_from("<I", data, at)
            at += 4
        value = b""
        for _ in range(min(values, _MOST_VALUES)):
            value, at = _value(data, at, basic)
        if basic == _UNICODE:
            yield name, charsets.decode(value.removesuffix(b"\0\0"), "utf-16-le", Notes())
        elif basic == _STRING_8:
            yield name, text(value)
        else:
            yield name, value


def _after_name(data: bytes, at: int) -> int:
    """Behind the name of a named property: a set, and a number or a text."""
    kind, length = struct.unpack_from("<II", data, at + 16)
    return int(at + 24 + (_padded(length) if kind == 1 else 0))


def _value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    size = _SIZES.get(kind)
    if size is None:
        (size,) = struct.unpack_from("<I", data, at)
        at += 4
    if at + size > len(data):
        raise ValueError("a property ends behind its attribute")
    return data[at : at + size], at + _padded(size)


def _padded(size: int) -> int:
    return size + -size % 4
