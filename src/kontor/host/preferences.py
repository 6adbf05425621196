"""`kontor preferences`: every setting with its type, the levels it can be set on, its default and who declares it."""

from __future__ import annotations

import argparse

from kontor.host.environment import set_up_django, use_what_is_there, var_folder
from kontor.host.say import say


def run(options: argparse.Namespace) -> None:
    use_what_is_there(var_folder())
    set_up_django()
    for line in table():
        say(line)


def table() -> list[str]:
    """One line for each declared setting, in the order of their keys."""
    from kontor.preferences.types import REGISTRY

    rows = [
        (
            key,
            preference.kind.__name__,
            " ".join(sorted(preference.levels)),
            repr(preference.default),
            key.split(".")[0],
        )
        for key, preference in sorted(REGISTRY.items())
    ]
    return _aligned([("key", "type", "levels", "default", "package"), *rows])


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
