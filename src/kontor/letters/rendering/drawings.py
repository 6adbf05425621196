"""Drawings (SVG) that say in which shape they are, but not how large."""

from __future__ import annotations

import re

SVG = "image/svg+xml"
WIDTH = 400
"""Pixels of a drawing that says nothing of its size: wider than a logo may be, so that the stylesheet decides."""
_ROOT = re.compile(rb"<(?:\w+:)?svg\b[^>]*>")
_SIZE = re.compile(rb"\s(?:width|height)\s*=")
_BOX = re.compile(rb"\sviewBox\s*=\s*[\"']\s*[-+.\d]+[\s,]+[-+.\d]+[\s,]+(\d*\.?\d+)[\s,]+(\d*\.?\d+)\s*[\"']")


def sized(svg: bytes) -> bytes:
    """The drawing with a width and a height in the shape of its view box, if it has neither.

    Without one WeasyPrint draws it as small as the space that is left beside it.
    """
    root = _ROOT.search(svg)
    box = root and _BOX.search(root[0])
    if not root or not box or _SIZE.search(root[0]):
        return svg
    width, height = float(box[1]), float(box[2])
    if not width or not height:
        return svg
    size = f' width="{WIDTH}" height="{WIDTH * height / width:.2f}"'.encode()
    at = root.end() - (2 if root[0].endswith(b"/>") else 1)
    return svg[:at] + size + svg[at:]
