"""What a stranger wrote, in mail that nobody looked at."""

from __future__ import annotations

import re

from kontor.kernel.text import shorten, without_bidi

_LINK = re.compile(r"(?:https?:|www\.|//)\S*|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}/\S*", re.IGNORECASE)
MOST_CHARACTERS = {"subject": 120, "name": 80}
STRANGERS_WORDS = {
    "customer.salutation": "subject",
    "customer.name": "name",
    "customer.first_name": "name",
    "customer.last_name": "name",
    "ticket.subject": "subject",
}
"""Placeholders whose value a stranger may have written, with the measure that it is cut to."""


def harmless(name: str, text: str) -> str:
    """What a stranger wrote, so that it cannot be used to write to others: short, in one line, without addresses of
    pages. A mail with a forged sender would otherwise carry its words to whoever is named."""
    return shorten(without_bidi(_LINK.sub("…", text)), MOST_CHARACTERS[name])


def harmless_values(values: dict[str, str]) -> dict[str, str]:
    """The values of placeholders, those of strangers cut."""
    return {
        name: harmless(STRANGERS_WORDS[name], value) if name in STRANGERS_WORDS else value
        for name, value in values.items()
    }
