"""Letters as they were looked at and found good. After a change that is meant: look at them, then

KONTOR_APPROVE=1 .venv/bin/pytest tests/letters/rendering/test_approved.py
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kontor.letters.rendering.process import pictures, render
from kontor.letters.rendering.sheet import Asset
from kontor.letters.rendering.supplied import SUPPLIED, supplied_css
from tests.factories.letters import LOGO, make_sheet

FOLDER = Path(__file__).parent / "approved"
DPI = 36
TOLERANCE = 0.005
"""Mean difference of the pictures' grey (0 to 1): edges may fall a little otherwise with another version of Pango."""
BODY = (
    "<p>Sehr geehrte Frau Petersen,</p><p>vielen Dank für Ihr Schreiben. Wir senden Ihnen heute neu zu:</p>"
    "<table><thead><tr><th>Artikel</th><th align='right'>Preis</th></tr></thead><tbody><tr><td>Wanderstiefel</td>"
    "<td align='right'>129,90 €</td></tr><tr><td>Schnürsenkel</td><td align='right'>4,90 €</td></tr></tbody></table>"
    "<p>Mit freundlichen Grüßen</p><p>Anna Albers</p>"
)


@pytest.mark.parametrize("name", SUPPLIED)
def test_a_letter_looks_as_approved(name: str):
    sheet = make_sheet(
        css=supplied_css(name),
        body_html=BODY,
        logo="logo",
        assets=(Asset("logo", "image/svg+xml", LOGO),),
        code="KL.1.1.ABCDEFGHIJKLMNOP",
    )
    [page] = pictures(render(sheet).pdf, dpi=DPI)
    file = FOLDER / f"{name}.png"
    if os.environ.get("KONTOR_APPROVE"):
        file.write_bytes(page.content)

    found, approved = (_grey(content) for content in (page.content, file.read_bytes()))
    assert found.shape == approved.shape
    assert float(np.abs(found - approved).mean()) < TOLERANCE


def test_the_tolerance_tells_one_letter_from_another():
    pages = [_grey((FOLDER / f"{name}.png").read_bytes()) for name in SUPPLIED]

    assert float(np.abs(pages[0] - pages[1]).mean()) > TOLERANCE
    assert float(np.abs(pages[1] - np.roll(pages[1], 1, axis=0)).mean()) > TOLERANCE


def _grey(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("L"), dtype=float) / 255
