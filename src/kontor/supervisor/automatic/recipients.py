"""Those outside who get a forward, as a field holds them: one a line, "Name <address>" or the address alone."""

from __future__ import annotations

from email.utils import parseaddr

from kontor.kernel.text import one_line


def read_recipients(text: str) -> list[list[str]]:
    """Pairs of name and address. What is no address stays as it was typed, so that the verb can say so."""
    return [_pair(one_line(line)) for line in text.replace(";", "\n").splitlines() if one_line(line)]


def write_recipients(pairs: list[list[str]]) -> str:
    """As they are read again."""
    return "\n".join(f"{name} <{address}>" if name else address for name, address in pairs)


def _pair(line: str) -> list[str]:
    name, address = parseaddr(line)
    return [name, address] if "@" in address else ["", line]
