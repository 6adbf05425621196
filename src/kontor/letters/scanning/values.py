"""What is read of a scan, and how much of one is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kontor.letters.enums import TextSource


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a picture (PNG or JPEG) with its text; width and height are in pixels."""

    content: bytes = field(repr=False)
    content_type: str
    width: int
    height: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that could not be done: a code of ``remarks.KINDS`` and the values of its sentence."""

    kind: str
    values: Mapping[str, object] = field(default_factory=dict)

    def as_plain(self) -> dict[str, object]:
        return {"kind": self.kind, **self.values}


@dataclass(frozen=True, slots=True)
class ScanReading:
    """``text`` is that of all pages, or the one that came with the scan; ``codes`` are the words of its barcodes."""

    pages: tuple[Page, ...] = ()
    text: str = ""
    source: TextSource = TextSource.NONE
    codes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one scan may cost.

    ``reading_seconds``: from then on pages are still shown, but no text is read from their pictures any more.
    ``seconds``: then the process is ended. ``memory`` is in bytes.
    """

    pages: int = 200
    reading_seconds: float = 240.0
    seconds: float = 420.0
    memory: int = 3 * 1024 * 1024 * 1024
