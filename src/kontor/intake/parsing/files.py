"""Attachments: names that are safe to store and to offer, and files hidden in text (uuencode, yEnc)."""

from __future__ import annotations

import mimetypes
import re
from email.utils import unquote

from kontor.intake.parsing import limits
from kontor.intake.parsing.headers import decode_words, header_ascii, header_text, split_head
from kontor.intake.parsing.mail import Attachment
from kontor.intake.parsing.notes import Notes
from kontor.intake.parsing.structure import Part
from kontor.intake.parsing.transfer import decode_uu_lines
from kontor.kernel.text import one_line, without_bidi

# A slash alone makes no path: "Rechnung 11/2026.pdf".
_PATH = re.compile(r"[/\\.~]|[A-Za-z]:|.*[\\]|.*\.\./|(?:[^\s/]+/){2}|file:", re.DOTALL)
_EXTENSIONS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "text/rfc822-headers": ".txt",
    "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/ms-tnef": ".dat",
    "image/jpeg": ".jpg",
    "application/x-zip-compressed": ".zip",
    "application/x-pdf": ".pdf",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/x-pkcs7-signature": ".p7s",
}


def read_attachment(part: Part, notes: Notes) -> Attachment:
    """The part as a file. A nested mail is named after its subject."""
    content = part.body if part.cut or part.children else part.content(notes)
    content_type = "application/octet-stream" if part.cut else part.content_type
    name = file_name(part, notes)
    if not name and content_type in {"message/rfc822", "message/global"}:
        name = _subject_as_name(content, notes)
    content_id = header_ascii(part.headers.first("content-id")[:500]).strip("<> ")[: limits.CONTENT_ID_CHARACTERS]
    disposition = part.disposition(notes)[0] if "content-disposition" in part.headers else ""
    said = disposition if disposition in ("attachment", "inline") else ""
    return Attachment(name or default_name(content_type), content_type, content, content_id, disposition=said)


def file_name(part: Part, notes: Notes) -> str:
    """The file's name from Content-Disposition or Content-Type, cleaned; "" if there is none."""
    _, parameters = part.disposition(notes)
    name = parameters.get("filename") or part.parameters.get("name") or parameters.get("name") or ""
    return safe_name(decode_words(unquote(name), notes, where="file name"))


def safe_name(name: str) -> str:
    """A name without path, control characters and tricks of writing direction; the ending survives shortening."""
    name = without_bidi(one_line(name))
    if _PATH.match(name):
        name = name.replace("\\", "/").rpartition("/")[2]
    name = name.replace("/", "_").replace("\\", "_").strip(" .")
    if len(name) <= limits.FILENAME_CHARACTERS:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[: limits.FILENAME_CHARACTERS]
    return f"{stem[: limits.FILENAME_CHARACTERS - len(ending) - 1]}.{ending}"


def default_name(content_type: str) -> str:
    ending = _EXTENSIONS.get(content_type) or mimetypes.guess_extension(content_type) or ".bin"
    return f"{content_type.partition('/')[0] or 'file'}{ending}".replace("application", "attachment")


def _subject_as_name(content: bytes, notes: Notes) -> str:
    quiet = Notes()
    headers, _ = split_head(content[:100_000], quiet)
    subject = header_text(headers.first("subject")[:2_000], quiet)
    return safe_name(subject.replace("/", "-").replace("\\", "-")[:100] + ".eml") if subject else ""


# -- files in the text ------------------------------------------------------------------------

_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?$", re.MULTILINE)
_UU_END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)
_YENC_BEGIN = re.compile(rb"^=ybegin [^\r\n]*?name=([^\r\n]{1,200})\r?$", re.MULTILINE)
_YENC_END = re.compile(rb"^=yend[^\r\n]*\r?$", re.MULTILINE)


def take_embedded_files(body: bytes, notes: Notes) -> tuple[bytes, list[Attachment]]:
    """The text without the files that old programs put into it, and those files. Unfinished ones stay text."""
    files: list[Attachment] = []
    for begin, end, decode in ((_UU_BEGIN, _UU_END, _uudecoded), (_YENC_BEGIN, _YENC_END, _ydecoded)):
        while len(files) < limits.EMBEDDED_FILES:
            start = begin.search(body)
            stop = end.search(body, start.end()) if start else None
            if start is None or stop is None:
                break
            content = decode(body[start.end() + 1 : stop.start()], notes)
            name = safe_name(start[1].decode("utf-8", "replace")) or "attachment.bin"
            files.append(Attachment(name, mimetypes.guess_type(name)[0] or "application/octet-stream", content))
            body = body[: start.start()] + body[stop.end() + 1 :]
    return body, files


def _uudecoded(data: bytes, notes: Notes) -> bytes:
    return decode_uu_lines(data.split(b"\n"), notes)


_YENC_LINE = re.compile(rb"^=y[^\r\n]*\r?\n?", re.MULTILINE)
_YENC_ESCAPE = re.compile(rb"=(.)", re.DOTALL)
_YENC_SHIFT = bytes((code - 42) % 256 for code in range(256))


def _ydecoded(data: bytes, notes: Notes) -> bytes:
    data = _YENC_LINE.sub(b"", data).replace(b"\r", b"").replace(b"\n", b"")
    return _YENC_ESCAPE.sub(lambda found: bytes(((found[1][0] - 64) % 256,)), data).translate(_YENC_SHIFT)
