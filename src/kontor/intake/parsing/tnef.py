"""Outlook's winmail.dat (TNEF, [MS-OXTNEF]): the files in it and, where the mail has no other, its text."""

from __future__ import annotations

import mimetypes
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing import charsets, limits
from kontor.intake.parsing.files import safe_name
from kontor.intake.parsing.mail import Attachment
from kontor.intake.parsing.notes import Notes
from kontor.intake.parsing.packed_mails import PackedMail, mail_file
from kontor.intake.parsing.rtf import decompressed, read_rtf
from kontor.intake.parsing.structure import MEDIA_TYPE
from kontor.kernel.text import one_line

_SIGNATURE = b"\x78\x9f\x3e\x22"
_OBJECTS = (_SIGNATURE, b"\xd0\xcf\x11\xe0")  # a mail, an OLE document
# Attributes by the low word of their id ...
_SUBJECT, _BODY, _TITLE, _DATA = 0x8004, 0x800C, 0x8010, 0x800F
_BEGIN_FILE, _MESSAGE_PROPERTIES, _FILE_PROPERTIES, _CODE_PAGE = 0x9002, 0x9003, 0x9005, 0x9007
# ... and properties (MAPI) by theirs.
_PLAIN, _RTF, _HTML, _CPID = 0x1000, 0x1009, 0x1013, 0x3FDE
_TOPIC, _SENT_AT, _SENDER_NAME, _SENDER, _SENDER_SMTP = 0x0037, 0x0039, 0x0C1A, 0x0C1F, 0x5D01
_DISPLAY_NAME, _CONTENT, _SHORT_NAME, _LONG_NAME, _MIME, _CONTENT_ID = 0x3001, 0x3701, 0x3704, 0x3707, 0x370E, 0x3712
_STRING_8, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MOST_PROPERTIES = 2_000
_MOST_VALUES = 1_000
_MOST_FILES = 500
_DEEPEST = 3
_BEGIN_OF_TIME = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Unpacked:
    """What was in the file. ``html`` or ``text`` is "" where it holds none."""

    files: list[Attachment] = field(default_factory=list)
    text: str = ""
    html: str = ""


def unpack_tnef(content: bytes, notes: Notes) -> Unpacked | None:
    """The content of a winmail.dat; None when it is none, or damaged so that nothing could be found in it.

    One of which something could not be read stands among its files itself.
    """
    if not content.startswith(_SIGNATURE):
        return None
    reader = _Reader(notes)
    is_whole = reader.read(content)
    found = reader.unpacked()
    if not (found.files or found.text or found.html):
        return None
    if not is_whole:
        too_many = len(reader.files) > _MOST_FILES
        notes.problem(ProblemKind.TOO_MANY_PARTS if too_many else ProblemKind.BROKEN_BASE64, "winmail.dat")
        found.files.append(Attachment("winmail.dat", "application/ms-tnef", content))
    return found


def _attributes(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 6
    while at + 9 <= len(content):
        level, number, length = struct.unpack_from("<BII", content, at)
        if at + 9 + length > len(content):
            raise ValueError("an attribute ends behind the file")
        yield level, number & 0xFFFF, content[at + 9 : at + 9 + length]
        at += 9 + length + 2


@dataclass(slots=True)
class _File:
    title: str = ""
    content: bytes = b""
    properties: dict[int, bytes | str] = field(default_factory=dict)


class _Reader:
    """Collects the attributes of one stream."""

    def __init__(self, notes: Notes, depth: int = 0) -> None:
        self.notes = notes
        self.depth = depth
        self.files: list[_File] = []
        self.message: dict[int, bytes | str] = {}
        self.subject = self.body = b""
        self.charset = "cp1252"

    def read(self, content: bytes) -> bool:
        """Whether all of it could be read. What one attribute does not say, others may."""
        is_whole = True
        try:
            for level, name, data in _attributes(content):
                try:
                    self._attribute(level, name, data)
                except (struct.error, ValueError):
                    is_whole = False
        except ValueError:
            return False  # cut on its way
        return is_whole and len(self.files) <= _MOST_FILES

    def _attribute(self, level: int, name: int, data: bytes) -> None:
        if name == _CODE_PAGE and len(data) >= 4:
            self.charset = f"cp{struct.unpack_from('<I', data)[0]}"
        elif name == _MESSAGE_PROPERTIES:
            self.message = self._properties(data)
        elif name == _SUBJECT:
            self.subject = data
        elif name == _BODY:
            self.body = data
        elif name == _BEGIN_FILE and len(self.files) <= _MOST_FILES:
            self.files.append(_File())
        elif level == 2 and 0 < len(self.files) <= _MOST_FILES:
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
        files = [self._attachment(file) for file in self.files[:_MOST_FILES]]
        return Unpacked(files, text[: limits.TEXT_CHARACTERS], html)

    def packed_mail(self) -> PackedMail:
        """The whole, of a mail that stands within another one."""
        found = self.unpacked()
        address = next((said for key in (_SENDER_SMTP, _SENDER) if "@" in (said := self._said(key))), "")
        return PackedMail(
            subject=self._said(_TOPIC) or one_line(self._text(self.subject)),
            sender_name=self._said(_SENDER_NAME),
            sender_address=address,
            sent_at=_moment(self.message.get(_SENT_AT, b"")),
            text=found.text,
            html=found.html,
            files=found.files,
        )

    def _said(self, name: int) -> str:
        value = self.message.get(name, "")
        return one_line(value) if isinstance(value, str) else ""

    def _attachment(self, file: _File) -> Attachment:
        said = {key: value for key, value in file.properties.items() if isinstance(value, str)}
        name = safe_name(said.get(_LONG_NAME) or file.title or said.get(_SHORT_NAME) or said.get(_DISPLAY_NAME, ""))
        content = file.properties.get(_CONTENT, b"")
        content = file.content or (content if isinstance(content, bytes) else b"")
        if content[16:20] in _OBJECTS:
            content = content[16:]  # behind the name of its interface
        if content.startswith(_SIGNATURE):
            return self._mail_within(name, content)
        guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
        content_type = said.get(_MIME, "").lower()[: limits.CONTENT_TYPE_CHARACTERS]
        if not MEDIA_TYPE.fullmatch(content_type):
            content_type = guessed
        content_id = one_line(said.get(_CONTENT_ID, "")).strip("<> ")[: limits.CONTENT_ID_CHARACTERS]
        return Attachment(name or "attachment.bin", content_type, content, content_id)

    def _mail_within(self, name: str, content: bytes) -> Attachment:
        """A mail that is attached to the mail, as a file of its own; what cannot be read of it stays as it came."""
        inner = _Reader(self.notes, self.depth + 1)
        if self.depth >= _DEEPEST or not inner.read(content):
            return Attachment(f"{name or 'message'}.dat", "application/ms-tnef", content)
        packed = inner.packed_mail()
        name = safe_name(name.removesuffix(".msg") or packed.subject.replace("/", "-")[:100]) or "message"
        return Attachment(f"{name}.eml", "message/rfc822", mail_file(packed))


def _moment(value: bytes | str) -> datetime | None:
    """Of a FILETIME: tenths of a microsecond since 1601."""
    if not isinstance(value, bytes) or len(value) != 8:
        return None
    try:
        return _BEGIN_OF_TIME + timedelta(microseconds=struct.unpack("<q", value)[0] // 10)
    except OverflowError:
        return None


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
