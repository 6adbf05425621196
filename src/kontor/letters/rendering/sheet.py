"""What goes into a letter: values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the letter may show: by ``asset:<name>``, or by ``cid:<name>`` in its text. Nothing else is found."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter before it is rendered. Texts are plain, only ``body_html`` is HTML; it is cleaned already.

    ``address`` are the lines in the window. ``footer`` are the columns at the foot, each of several lines. ``logo``
    names an asset. ``code`` is what the barcode says. ``css`` lies on top of Kontor's layout. ``window`` is the form of
    DIN 5008 (enums ``Window``). ``page_words`` are the words of "Page 2 of 3"; ``picture_word`` is read aloud for a
    picture without words of its own. The same sheet gives the same bytes. ``whose`` is the id of the tenant, by which
    turns are taken; it is no part of the letter.
    """

    address: tuple[str, ...]
    subject: str
    body_html: str
    made_at: datetime
    return_line: str = ""
    date: str = ""
    information: tuple[tuple[str, str], ...] = ()
    enclosures: tuple[str, ...] = ()
    enclosures_word: str = "Enclosures"
    sender: str = ""
    contact: str = ""
    bank: str = ""
    legal: str = ""
    footer: tuple[str, ...] = ()
    logo: str = ""
    code: str = ""
    language: str = "de"
    css: str = ""
    window: str = "b"
    page_size: str = "a4"
    pdf_kind: str = "pdf/a-3a"
    fold_marks: bool = True
    assets: tuple[Asset, ...] = ()
    title: str = ""
    author: str = ""
    page_words: tuple[str, str] = ("Page", "of")
    picture_word: str = "Picture"
    whose: int = field(default=0, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is no letter (a printed ticket, a mail for the archive): its own HTML on plain pages."""

    body_html: str
    made_at: datetime
    title: str
    css: str = ""
    author: str = ""
    language: str = "de"
    running_head: str = ""
    page_size: str = "a4"
    pdf_kind: str = "pdf/a-3a"
    assets: tuple[Asset, ...] = ()
    page_words: tuple[str, str] = ("Page", "of")
    picture_word: str = "Picture"


@dataclass(frozen=True, slots=True)
class Remark:
    """What the renderer noticed in a letter that came out; ``sentences.py`` says it in words."""

    kind: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Rendered:
    pdf: bytes
    pages: int
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as PNG; width and height in pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CssProblem:
    """Something in a stylesheet that has no effect. Lines count from 1; ``text`` is what stands there."""

    line: int
    kind: str
    text: str = ""


def to_wire(thing: Sheet | Document) -> tuple[dict[str, Any], list[bytes]]:
    """The values as JSON, and the files."""
    values = asdict(replace(thing, assets=()))
    values.pop("whose", None)
    values["made_at"] = thing.made_at.isoformat()
    values["assets"] = [[asset.name, asset.content_type] for asset in thing.assets]
    return {"what": type(thing).__name__, "values": values}, [asset.content for asset in thing.assets]


def from_wire(header: dict[str, Any], files: Sequence[bytes]) -> Sheet | Document:
    values = dict(header["values"])
    assets = zip(values.pop("assets"), files, strict=True)
    values["assets"] = tuple(Asset(name, kind, content) for (name, kind), content in assets)
    values["made_at"] = datetime.fromisoformat(values["made_at"])
    kind = Sheet if header["what"] == "Sheet" else Document
    return kind(**{name: _frozen(value) for name, value in values.items()})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
