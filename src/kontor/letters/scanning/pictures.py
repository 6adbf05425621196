"""A page for the screen: as small as may be without losing what is written on it."""

from __future__ import annotations

import io

from PIL import Image, ImageChops

from kontor.letters.scanning.values import Page

SHOWN_DPI = 110
_COLOURFUL = 40
_SMALL = (200, 280)


def shown(picture: Image.Image, dpi: float, text: str) -> Page:
    """Greys as PNG, colours as JPEG."""
    share = min(1.0, SHOWN_DPI / dpi)
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    small = picture.resize(size, Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    if has_colours(small):
        small.save(kept, "JPEG", quality=80)
        return Page(kept.getvalue(), "image/jpeg", *size, text)
    small.convert("L").quantize(16).save(kept, "PNG", optimize=True)
    return Page(kept.getvalue(), "image/png", *size, text)


def has_colours(picture: Image.Image) -> bool:
    """More than the breath of colour that scanners give to paper."""
    red, green, blue = picture.resize(_SMALL).split()
    apart = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return sum(apart.histogram()[_COLOURFUL:]) > _SMALL[0] * _SMALL[1] // 500
