"""Mutants that do the same as the code they stand for, and why."""

from __future__ import annotations

EQUIVALENT: dict[tuple[str, str, str], str] = {}
"""By file, function and words."""
