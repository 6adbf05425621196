"""What a person reads of a mail, and what is attached to it. Texts are joined in their order, never dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing import charsets, limits
from kontor.intake.parsing.files import file_name, read_attachment, take_embedded_files
from kontor.intake.parsing.flowed import unflowed
from kontor.intake.parsing.mail import Attachment, ReportPart
from kontor.intake.parsing.notes import Notes
from kontor.intake.parsing.reports import REPORT_TYPES, read_report
from kontor.intake.parsing.smime import signed_content
from kontor.intake.parsing.structure import Part, Reader
from kontor.intake.parsing.tnef import unpack_tnef
from kontor.intake.parsing.transfer import decode_body, looks_like_base64
from kontor.kernel.html import (
    PICTURE_TYPES,
    content_id_key,
    html_from_plain_text,
    pictures_shown,
    plain_text_from_html,
)

_TEXTS = {"text/plain", "text/html", "text/enriched", "text/richtext"}
_FILES = {
    "text/calendar",
    "text/vcard",
    "text/x-vcard",
    "text/directory",
    "text/csv",
    "text/rfc822-headers",
    "text/xml",
}
_FOR_FEW = {"text/x-amp-html", "text/watch-html", "text/enriched", "text/richtext"}  # forms of what the others say
_ENRICHED = re.compile(r"<(<)|<(param)>.{0,200}?</param>|</?[a-zA-Z][a-zA-Z0-9-]{0,40}>", re.DOTALL | re.IGNORECASE)
_EMPTY_LINES_ABOVE = re.compile(r"\A(?:[ \t]*\n)+")
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}
_SMIME = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_MOST_WRAPPINGS = 3
_LONGEST_BLANK = 4_000
_PGP = re.compile(r"^-----BEGIN PGP (SIGNED )?MESSAGE-----[ \t]*$", re.MULTILINE)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_NO_TEXT = re.compile(rb"[\0-\x08\x0e-\x1a]")
_PAGE = re.compile(rb"\s{0,200}(?:<!doctype html|<html)[\s>]", re.IGNORECASE)
_CID = re.compile("cid:", re.IGNORECASE)


@dataclass(slots=True)
class _Shown:
    """A piece of the body in both forms; one of them may be missing."""

    text: str = ""
    html: str = ""


@dataclass(slots=True)
class Body:
    """The body as a whole."""

    text: str = ""
    html: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    reports: list[ReportPart] = field(default_factory=list)
    protection: str = ""
    has_invitation: bool = False


def read_body(root: Part, notes: Notes) -> Body:
    """Texts, attachments and report parts of the tree in the order of the mail."""
    collector = _Collector(notes)
    shown = collector.part(root, alone=True)
    if not any(piece.text.strip() or piece.html for piece in shown):
        shown = collector.packed or collector.named_texts()
    body = collector.body
    body.text, body.html = _join_texts(shown), _join_html(shown)
    _mark_inline(body)
    if not body.protection and (mark := _PGP.search(body.text)):
        body.protection = "signed" if mark[1] else "encrypted"
    return body


def _join_texts(shown: list[_Shown]) -> str:
    texts = [piece.text if piece.text.strip() else plain_text_from_html(piece.html) for piece in shown]
    return "\n\n".join(_EMPTY_LINES_ABOVE.sub("", text).rstrip() for text in texts if text.strip())


def _join_html(shown: list[_Shown]) -> str:
    if not any(piece.html for piece in shown):
        return ""
    return "\n<hr>\n".join(
        piece.html or f"<div>{html_from_plain_text(piece.text)}</div>"
        for piece in shown
        if piece.html or piece.text.strip()
    )


def _without_repetition(shown: list[_Shown]) -> list[_Shown]:
    """Some programs send text and HTML of the same beside each other, as if the one followed the other."""
    if len(shown) != 2 or shown[0].html or not shown[1].html or shown[1].text:
        return shown
    text = "".join(shown[0].text.split())
    if text and text == "".join(plain_text_from_html(shown[1].html).split()):
        return [_Shown(shown[0].text, shown[1].html)]
    return shown


def _mark_inline(body: Body) -> None:
    """A file that the HTML names but does not show stays a file, or nobody would get to it; so does all but the last
    of several that bear one name."""
    pictures = {
        content_id_key(file.content_id): place
        for place, file in enumerate(body.attachments)
        if file.content_id and file.content_type in PICTURE_TYPES
    }
    if pictures and _CID.search(body.html):
        for key in pictures_shown(body.html) & pictures.keys():
            body.attachments[pictures[key]] = replace(body.attachments[pictures[key]], inline=True)


def _is_page(content: bytes) -> bool:
    """HTML from its first to its last sign, whatever it is called: nobody writes that, and nobody can read it."""
    return bool(_PAGE.match(content)) and content[-200:].rstrip().lower().endswith(b"</html>")


def _is_blank(html: str) -> bool:
    """Whether nothing is to be seen in it. What is long is not looked at: it will not be for nothing."""
    return len(html) < _LONGEST_BLANK and "<img" not in html.lower() and not plain_text_from_html(html).strip()


class _Collector:
    """Walks the tree once; fills the attachments and reports, returns what is shown."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.body = Body()
        self.opened = 0
        self.packed: list[_Shown] = []
        """Text out of winmail.dat; shown where the mail has no other."""
        self.named: list[Part] = []
        """Texts that have a file's name or are of another kind, but are not said to be attachments."""

    def part(self, part: Part, *, alone: bool = False, form: bool = False) -> list[_Shown]:
        if part.children:
            return self._multipart(part)
        if self._is_shown(part, alone=alone, form=form):
            return self._text(part)
        return self._attach(part)

    def named_texts(self) -> list[_Shown]:
        """What is read where a mail has no text but in files that are to be shown within it."""
        texts = (part for part in self.named if not _NO_TEXT.search(part.content(Notes())))
        return [shown for part in texts for shown in self._text(part)]

    def _is_shown(self, part: Part, *, alone: bool, form: bool) -> bool:
        """Whether the part is text to read; a text of another kind is, where nothing stands beside it.

        A form of an alternative is text also with a file's name.
        """
        kind = part.content_type
        is_text = kind in _TEXTS or (alone and kind.startswith("text/") and kind not in _FILES)
        if is_text and not part.cut and not self._is_file(part):
            return True
        may_be_read = kind.startswith("text/") and kind not in _FILES and not part.cut
        if not may_be_read or self._is_attachment(part):
            return False
        if len(part.body) < limits.TEXT_CHARACTERS:
            self.named.append(part)
        return form and is_text

    def _multipart(self, part: Part) -> list[_Shown]:
        kind = part.content_type.partition("/")[2]
        if kind == "alternative":
            return self._alternative(part)
        if kind == "signed":
            self.body.protection = self.body.protection or "signed"
        elif kind == "encrypted":
            self.body.protection = "encrypted"
        shown = [shown for child in part.children for shown in self.part(child)]
        return _without_repetition(shown) if kind == "mixed" else shown

    def _alternative(self, part: Part) -> list[_Shown]:
        """One piece out of several forms of the same: the plain one as text, the richest as HTML."""
        known = [child for child in part.children if child.content_type not in _FOR_FEW]
        forms = [shown for child in known or part.children if (shown := self.part(child, form=True))]
        plain = [form for form in forms if not any(piece.html for piece in form)]
        rich = [form for form in forms if any(piece.html for piece in form)]
        if not rich:
            distinct = {_join_texts(form): None for form in plain}
            return [_Shown(text=text) for text in distinct]
        text = _join_texts(plain[0]) if plain else ""
        if text.strip() and all(_is_blank(piece.html) for piece in rich[-1]):
            return [_Shown(text=text)]
        return [_Shown(text or _join_texts(rich[-1]), _join_html(rich[-1]))]

    def _is_attachment(self, part: Part) -> bool:
        return "content-disposition" in part.headers and part.disposition(self.notes)[0] == "attachment"

    def _is_file(self, part: Part) -> bool:
        if self._is_attachment(part):
            return True
        may_be_named = "content-disposition" in part.headers or "name" in part.parameters
        return may_be_named and bool(file_name(part, self.notes))

    def _text(self, part: Part) -> list[_Shown]:
        content = self._decoded_text(part)
        if part.content_type == "text/html" or _is_page(content):
            return self._html(part, content)
        if b"\nbegin " in content or content.startswith(b"begin ") or b"=ybegin " in content:
            content, files = take_embedded_files(content, self.notes)
            self.body.attachments += files
        text = charsets.decode(content[: 4 * limits.TEXT_CHARACTERS], part.charset, self.notes)
        if part.content_type in ("text/enriched", "text/richtext"):
            text = _ENRICHED.sub(lambda found: found[1] or "", text)
        elif part.parameters.get("format", "").lower() == "flowed":
            text = unflowed(text, del_space=part.parameters.get("delsp", "").lower() == "yes")
        return [_Shown(text=self._limited(text, limits.TEXT_CHARACTERS, part))]

    def _html(self, part: Part, content: bytes) -> list[_Shown]:
        label = part.charset
        if not label and (meta := _META_CHARSET.search(content, 0, 4_000)):
            label = meta[1].decode("ascii")
        html = charsets.decode(content[: 4 * limits.HTML_CHARACTERS], label, self.notes, where="html")
        return [_Shown(html=self._limited(html, limits.HTML_CHARACTERS, part))]

    def _decoded_text(self, part: Part) -> bytes:
        if part.encoding.lower().startswith("base64") and not looks_like_base64(part.body):
            self.notes.problem(ProblemKind.BROKEN_BASE64, "plain text labelled base64")
            return part.body
        return decode_body(part.body, part.encoding, self.notes)

    def _limited(self, text: str, limit: int, part: Part) -> str:
        if len(text) <= limit:
            return text
        self.notes.problem(ProblemKind.BODY_SHORTENED)
        self.body.attachments.append(read_attachment(part, self.notes))
        return text[:limit]

    def _attach(self, part: Part) -> list[_Shown]:
        """Keeps the part as a file; what is shown of it is the text of a mail that was wrapped in it."""
        kind = part.content_type
        if kind in REPORT_TYPES and not part.cut:
            self.body.reports.append(read_report(part, self.notes))
        self.body.has_invitation = self.body.has_invitation or kind == "text/calendar"
        attachment = read_attachment(part, self.notes)
        if (kind in _TNEF or attachment.filename.lower() == "winmail.dat") and self._unpack(attachment):
            return []
        if attachment.content or file_name(part, self.notes):
            self.body.attachments.append(attachment)
        return self._opened(part, attachment.content) if kind in _SMIME else []

    def _opened(self, part: Part, content: bytes) -> list[_Shown]:
        """The mail that is signed in S/MIME's own form; encrypted ones stay closed."""
        signed = signed_content(content)
        says_signed = part.parameters.get("smime-type", "").lower() == "signed-data"
        self.body.protection = "signed" if signed or says_signed else "encrypted"
        if signed is None or self.opened >= _MOST_WRAPPINGS:
            return []
        self.opened += 1
        return self.part(Reader(self.notes).read(signed), alone=True)

    def _unpack(self, attachment: Attachment) -> bool:
        """Takes winmail.dat apart; it stays a file when nothing is found in it."""
        unpacked = unpack_tnef(attachment.content, self.notes)
        if unpacked is None:
            return False
        self.body.attachments += unpacked.files
        if unpacked.text.strip() or unpacked.html:
            self.packed.append(_Shown(unpacked.text, unpacked.html))
        return True
