"""For which deeds whoever does them is asked why: to be known before the button, so that one dialog asks for both."""

from __future__ import annotations

from collections.abc import Callable, Collection

FIELD = "audit-reason"
"""The field of a POST that says why something is done."""

_asks: Callable[[], Collection[str]] = frozenset


def provide_reasons(asks: Callable[[], Collection[str]]) -> None:
    """``asks`` names the deeds for which a reason is asked now; who knows them says so once."""
    global _asks
    _asks = asks


def is_asked_why(*deeds: str) -> bool:
    return any(map(_asks().__contains__, filter(None, deeds)))
