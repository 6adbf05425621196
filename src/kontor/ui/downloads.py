"""Files handed out so that they can do no harm."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

SHOWN_IN_PLACE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser may show as a part of a page. Everything else is downloaded; SVG can carry scripts."""


def download(content: bytes, filename: str, content_type: str = "application/octet-stream") -> HttpResponse:
    """Saved, never opened in the page (RFC 6266); the browser may not guess another type."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%;' else "_" for c in filename) or "file"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def picture(content: bytes, content_type: str) -> HttpResponse:
    """A part of a page. ``content_type`` is one of ``SHOWN_IN_PLACE``."""
    assert content_type in SHOWN_IN_PLACE
    response = HttpResponse(content, content_type=content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
