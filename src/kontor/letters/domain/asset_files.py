"""What a picture for letters may be: PNG, JPEG, or SVG that only draws. Told by the bytes, never by the name. Pure."""

from __future__ import annotations

import re
import struct
from xml.parsers import expat

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused

LARGEST = 2 * 1024 * 1024
MOST_PIXELS = 25_000_000
"""Width times height of a picture: A4 at 600 dots an inch has 35 million, which no printer of letters needs."""
MOST_ELEMENTS = 20_000
PNG, JPEG, SVG = "image/png", "image/jpeg", "image/svg+xml"

_DRAWING = frozenset(
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan textpath "
    "lineargradient radialgradient stop clippath mask pattern marker style switch a".split()
)
_FOREIGN_CSS = re.compile(r"@import|expression\s*\(|url\(\s*['\"]?\s*(?!#)|\\", re.IGNORECASE)
_SVG_SPACE = "http://www.w3.org/2000/svg"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def checked_picture(content: bytes, filename: str) -> str:
    """The content type of the picture. Refused, with a sentence that says why, for whatever letters cannot show."""
    if not content:
        raise Refused(_("The file “%(name)s” is empty.") % {"name": filename})
    if len(content) > LARGEST:
        size = LARGEST // (1024 * 1024)
        raise Refused(_("The file “%(name)s” is larger than %(size)s MB.") % {"name": filename, "size": size})
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _sized(PNG, _png_size(content), filename)
    if content.startswith(b"\xff\xd8\xff"):
        return _sized(JPEG, _jpeg_size(content), filename)
    if b"<svg" in content[:4096]:
        _require_harmless(content, filename)
        return SVG
    raise Refused(_("“%(name)s” is not a picture for letters. Take PNG, JPEG or SVG.") % {"name": filename})


def _sized(kind: str, size: tuple[int, int] | None, filename: str) -> str:
    if size is None or 0 in size:
        raise Refused(_("“%(name)s” is damaged: its size cannot be read.") % {"name": filename})
    if size[0] * size[1] > MOST_PIXELS:
        words = {"name": filename, "width": size[0], "height": size[1]}
        raise Refused(_("“%(name)s” has %(width)s × %(height)s pixels. Make it smaller first.") % words)
    return kind


def _png_size(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR" or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """From the first start-of-frame segment (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None


def _require_harmless(content: bytes, filename: str) -> None:
    """Only elements that draw, no event, no address but one inside the drawing, no entity of its own."""
    reading = _Reading()
    try:
        reading.read(content)
    except expat.ExpatError as error:
        words = {"name": filename, "line": error.lineno}
        raise Refused(_("“%(name)s” is not a valid SVG: it breaks off in line %(line)s.") % words) from None
    if reading.root != "svg":
        raise Refused(_("“%(name)s” is not a picture for letters. Take PNG, JPEG or SVG.") % {"name": filename})
    if reading.trouble:
        words = {"name": filename, "what": reading.trouble, "line": reading.line}
        raise Refused(
            _("“%(name)s” holds “%(what)s” in line %(line)s. An SVG for letters may only draw: take that out.") % words
        )


class _Reading:
    """Reads an SVG from beginning to end and remembers the first thing that does more than draw."""

    def __init__(self) -> None:
        self.root = ""
        self.trouble = ""
        self.line = 0
        self._count = 0
        self._in_style = 0
        self._style = ""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity
        self._parser.ProcessingInstructionHandler = self._instruction

    def read(self, content: bytes) -> None:
        self._parser.Parse(content, True)

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        space, _sign, name = element.rpartition(" ")
        self.root = self.root or name
        self._count += 1
        if self._count > MOST_ELEMENTS:
            self._find(f"{MOST_ELEMENTS}+ <{name}>")
        if not (name.casefold() in _DRAWING if space in ("", _SVG_SPACE) else _is_remark(space)):
            self._find(f"<{name}>")
        self._in_style += name.casefold() == "style"
        for key, value in attributes.items():
            self._attribute(key.rpartition(" ")[2].casefold(), value)

    def _attribute(self, name: str, value: str) -> None:
        if name.startswith("on"):
            self._find(name)
        elif (name in ("href", "src") and not value.strip().startswith("#")) or (
            _FOREIGN_CSS.search(value) and name not in ("d", "points")
        ):
            self._find(f"{name}={value[:40]}")

    def _text(self, text: str) -> None:
        if self._in_style:
            self._style += text

    def _end(self, element: str) -> None:
        if element.rpartition(" ")[2].casefold() == "style":
            self._in_style -= 1
            if _FOREIGN_CSS.search(self._style):
                self._find("<style>")
            self._style = ""

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_internal_subset: bool) -> None:
        if has_internal_subset:
            self._find("<!DOCTYPE [")

    def _entity(self, name: str, *_rest: object) -> None:
        self._find(f"<!ENTITY {name}")

    def _instruction(self, target: str, _data: str) -> None:
        if target.casefold() == "xml-stylesheet":
            self._find("<?xml-stylesheet")

    def _find(self, what: str) -> None:
        if not self.trouble:
            self.trouble = what
            self.line = self._parser.CurrentLineNumber


def _is_remark(space: str) -> bool:
    """What drawing programs write down for themselves. Languages of the W3C can do more: HTML, XInclude."""
    return space == _RDF or "w3.org" not in space.casefold()
