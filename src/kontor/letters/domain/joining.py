"""Several PDFs become one, page by page. The same files, the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pikepdf


def join(files: Iterable[bytes]) -> bytes:
    """One PDF with the pages of all, in their order. It is for printing: marks for reading aloud do not come along."""
    joined = pikepdf.Pdf.new()
    for content in files:
        with pikepdf.Pdf.open(io.BytesIO(content)) as letter:
            joined.pages.extend(letter.pages)
    target = io.BytesIO()
    joined.save(target, deterministic_id=True)
    return target.getvalue()
