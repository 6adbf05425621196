"""Addresses as people type them, and as drafts keep them."""

from __future__ import annotations

import re

from kontor.kernel.text import one_line

PIECE = re.compile(r'(?:"(?:\\.|[^"\\])*"|[^,;\n])+')
SPECIAL = re.compile(r'[][\\()<>@,:;".]')
"""What a name must stand in quotes for (RFC 5322)."""
NAMED = re.compile(r"(?P<name>[^<]*)<(?P<address>[^<>]+)>")


def read_addresses(text: str) -> list[list[str]]:
    """Lists of [name, address] from what was typed: separated by commas, semicolons or lines.

    Nothing is left out: what is no address stands there as it was typed, so that sending can say so.
    """
    pieces = (one_line(piece) for piece in PIECE.findall(text))
    return [_pair(piece) for piece in pieces if piece]


def write_addresses(pairs: list[list[str]]) -> str:
    """As they stand in the field: Name <address>, separated by commas."""
    return ", ".join(_written(name, address) for name, address in pairs)


def _written(name: str, address: str) -> str:
    if not name:
        return address
    return f'"{_quoted(name)}" <{address}>' if SPECIAL.search(name) else f"{name} <{address}>"


def _pair(piece: str) -> list[str]:
    found = NAMED.fullmatch(piece)
    if found is None or not found["address"].strip():
        return ["", piece]
    return [_unquoted(found["name"].strip()), found["address"].strip()]


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _unquoted(name: str) -> str:
    if len(name) > 1 and name[0] == name[-1] == '"':
        return re.sub(r"\\(.)", r"\1", name[1:-1]).strip()
    return name
