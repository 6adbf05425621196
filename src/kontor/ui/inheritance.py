"""What a form shows of a value that may be inherited. Where it comes from is decided elsewhere and handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Inherited:
    """``inherited`` is what holds without an own value, in words; ``origin`` is who sets it ("System")."""

    own: bool
    inherited: StrOrPromise
    origin: StrOrPromise
    origin_url: str = ""
    why: StrOrPromise = ""
    changed: bool = False


def is_own(data: Mapping[str, object], field: str) -> bool:
    """Did the person switch "own value" on for this field?"""
    return bool(data.get(f"{field}-own"))
