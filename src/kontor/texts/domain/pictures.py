"""Pictures of the tenant's library in a mail: they travel inside it and are fetched from nowhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile

_SOURCE = re.compile(r'(<img\b[^>]*?) src="picture:([0-9]{1,18})"([^>]*>)')
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that belongs into the mail as a part of its own, with this Content-ID (without brackets)."""

    content_id: str
    blob_id: int
    filename: str
    content_type: str
    size: int
    file_id: int


def picture_ids(html: str) -> list[int]:
    """The library files that cleaned HTML shows."""
    ids = (int(found[2]) for found in _SOURCE.finditer(html))
    return [each for each in dict.fromkeys(ids) if each <= LARGEST_ID]


def only_pictures(html: str, allowed: Collection[int]) -> str:
    """Cleaned HTML in which of all other pictures of the library the words (``alt``) stay."""

    def source(tag: re.Match[str]) -> str:
        return tag[0] if int(tag[2]) in allowed else tag[1] + tag[3]

    return _SOURCE.sub(source, html)


def with_pictures(html: str, *, tenant_id: int) -> tuple[str, tuple[Picture, ...]]:
    """The HTML with ``cid:`` in place of ``picture:``, and the pictures. One statement, none without pictures.

    Only pictures of this tenant are found; of others the words (``alt``) stay.
    """
    found = {picture.file_id: picture for picture in _load(picture_ids(html), tenant_id)}

    def source(tag: re.Match[str]) -> str:
        picture = found.get(int(tag[2]))
        return f'{tag[1]} src="cid:{picture.content_id}"{tag[3]}' if picture else tag[1] + tag[3]

    return _SOURCE.sub(source, html), tuple(found.values())


def _load(ids: Iterable[int], tenant_id: int) -> list[Picture]:
    ids = list(ids)
    if not ids:
        return []
    rows = LibraryFile.objects.filter(tenant=tenant_id, pk__in=ids, purpose=FilePurpose.PICTURE).order_by("pk")
    return [
        Picture(f"picture-{row.pk}@kontor", row.blob_id, row.filename, row.content_type, row.size, row.pk)
        for row in rows
    ]
