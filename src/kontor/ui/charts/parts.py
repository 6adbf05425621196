"""What is told apart within a chart, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LOOKS = ("d1", "d2", "d3", "d4", "over", "rest")
"""Four shades from light to dark, red for what is beyond its target, and what is left over. They differ in lightness,
so that eyes of every kind tell them apart."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of each bar: ``look`` is one of ``LOOKS``."""

    look: str
    label: StrOrPromise
