"""The files that go with a letter: written beside its PDF, under names of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.db.models import Prefetch

from kontor.channels.print_storage import PrintStorage, clean_name
from kontor.kernel.errors import Failed
from kontor.letters.domain.places import PDF
from kontor.letters.domain.troubles import as_letter_failure
from kontor.letters.models import OutgoingLetter
from kontor.tenants.scope import scope
from kontor.tickets.models import Attachment

SIGNS = (".json", ".ok", ".confirmed")
"""Endings by which the print service and Kontor know a manifest and a confirmation."""
LONGEST_STEM, LONGEST_ENDING = 60, 10
_KEPT = "enclosed"
WITH_ENCLOSURES = Prefetch(
    "message__attachments",
    Attachment.objects.filter(inline=False).select_related("blob").defer("blob__data").order_by("pk"),
    to_attr=_KEPT,
)
"""What letters are read with whose enclosures are to be written or told."""


def put_enclosures(letter: OutgoingLetter, storage: PrintStorage) -> int:
    """Write the files of the letter beside its PDF, each whole or not at all. Needs no scope; may be called twice.

    Returns how many there are. Raises PrintFailed, and LetterFailed where a file cannot be read any more.
    """
    files = list(_files(letter))
    for path, row in files:
        storage.put(path, _content(letter, row))
    return len(files)


def enclosures_of(letter: OutgoingLetter) -> list[dict[str, Any]]:
    """What goes with the letter, in the order in which the letter names it: the files that lie beside it, and what its
    template lists, which has no file and comes from the shelf of whoever fills the envelope."""
    files = [
        {
            "name": row.filename,
            "file": path.rpartition("/")[2],
            "sha256": bytes(row.blob.sha256).hex(),
            "size": row.size,
        }
        for path, row in _files(letter)
    ]
    return [*files, *({"name": name, "file": None, "sha256": None, "size": None} for name in letter.listed)]


def enclosure_name(letter_file: str, number: int, filename: str) -> str:
    """The file's path, made of the letter's and what the file is called: ``4711-17.enclosure-1-invoice.pdf``.

    No two are alike, none leaves the letter's folder, and none looks like a manifest or a confirmation.
    """
    path = PurePosixPath(filename.replace("\\", "/").rpartition("/")[2])
    stem = clean_name(path.stem, longest=LONGEST_STEM)
    ending = clean_name(path.suffix, longest=LONGEST_ENDING)
    name = "-".join(part for part in (f"{letter_file.removesuffix(PDF)}.enclosure", str(number), stem) if part)
    name = f"{name}.{ending}" if ending else name
    return f"{name}.file" if name.lower().endswith(SIGNS) else name


def _files(letter: OutgoingLetter) -> Iterator[tuple[str, Attachment]]:
    rows: list[Attachment] = getattr(letter.message, _KEPT)
    for number, row in enumerate(rows, start=1):
        yield enclosure_name(letter.filename, number, row.filename), row


def _content(letter: OutgoingLetter, row: Attachment) -> bytes:
    with scope(letter.tenant_id):
        try:
            return bytes(row.blob.content)
        except Failed as failure:
            unread = as_letter_failure(failure)
    raise unread
