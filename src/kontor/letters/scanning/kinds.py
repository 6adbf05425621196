"""What a file is, by its first bytes. A name or a content type only says what somebody takes it for."""

from __future__ import annotations

PDF, TIFF = "application/pdf", "image/tiff"
_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_ENDINGS = (".pdf", ".tif", ".tiff")


def kind_of(content: bytes) -> str:
    """``application/pdf`` or ``image/tiff``; "" for everything else."""
    if b"%PDF-" in content[:1024]:
        return PDF
    return TIFF if content.startswith(_TIFF_STARTS) else ""


def claims_to_be_scan(filename: str, content_type: str) -> bool:
    """It is meant to be a scan, whatever it is."""
    return filename.lower().endswith(_ENDINGS) or content_type.lower() in (PDF, TIFF)
