"""The words inside files that hold them compressed: where one searches for a text, it must be seen."""

from __future__ import annotations

import io
import zipfile

import pypdfium2


def unpacked(content: bytes) -> bytes:
    """Of a ZIP the names and what lies in it, of a PDF the texts of its pages; anything else as it is."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"\n".join(name.encode() + b"\n" + unpacked(archive.read(name)) for name in archive.namelist())
    if content.startswith(b"%PDF-"):
        with pypdfium2.PdfDocument(content) as document:
            return "\n".join(page.get_textpage().get_text_bounded() for page in document).encode()
    return content
