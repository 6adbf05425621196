"""Tenants made by chance, as the values of their files. Every section has something in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from kontor.tenant_files.domain.sections import SECTIONS
from tests.tenant_files.drawn import accounts, letters, operation, organization, rules, texts
from tests.tenant_files.drawn.words import Drawn, Said

DRAW: dict[str, Callable[[Said], Drawn]] = {
    **organization.DRAW,
    **accounts.DRAW,
    **rules.DRAW,
    **texts.DRAW,
    **operation.DRAW,
    **letters.DRAW,
}
"""How each section is drawn, by what the sections before it say."""


@st.composite
def documents(draw: Callable[[Drawn], Any]) -> dict[str, Any]:
    """A whole file. Sections come in the order in which they are created, so that each can name what is there."""
    said: Said = {}
    for section in SECTIONS:
        said[section.key] = draw(DRAW[section.key](said))
    return {"format": 1, **said}
