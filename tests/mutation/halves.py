"""Which of many filters are noticed, in few tries. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def noticed_alone(keys: Sequence[str], notices: Callable[[Sequence[str]], bool]) -> list[str]:
    """Those that are noticed when they alone are switched off.

    All are switched off together first: most filters are missed by few tests, so that one try answers for all of them.
    Of two that stand behind each other none is found; each of them is enough.
    """
    if not keys or not notices(keys):
        return []
    if len(keys) == 1:
        return list(keys)
    half = len(keys) // 2
    return [*noticed_alone(keys[:half], notices), *noticed_alone(keys[half:], notices)]
