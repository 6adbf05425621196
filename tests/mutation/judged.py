"""Filters that no test misses, and what stands behind each of them."""

from __future__ import annotations

BEHIND: dict[tuple[str, str], str] = {}
"""By file (below ``src/kontor``) and words."""
