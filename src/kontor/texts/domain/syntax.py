"""How placeholders are written: ``${customer.name}``, with a fallback text ``${customer.name|Kundin}``."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable

from kontor.kernel.text import one_line, without_bidi

PLACE = re.compile(r"\$\{([a-z][a-z0-9_.-]{0,99})(?:\|([^{}<>\n]{0,200}))?\}")
ANY_PLACE = re.compile(r"\$\{([^{}<>\n]{0,300})\}")
INCLUDE = "include."

# A tag of cleaned HTML ends at the first ">".
TAGS = re.compile(r"(<[^>]*>)")
_LINK = re.compile(r"(?:https?:|www\.|//)\S*|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}/\S*", re.IGNORECASE)
_DOMAIN_DOT = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_]{2})")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


def place(name: str) -> str:
    return f"${{{name}}}"


def names_in(text: str) -> list[str]:
    """The placeholders of a text, each once, in order; those that are written wrong too, as they stand there."""
    return list(dict.fromkeys(found.partition("|")[0] for found in ANY_PLACE.findall(entities.unescape(text))))


def filled_once(text: str, value: Callable[[str, str | None], str]) -> str:
    """The text with ``value(name, fallback)`` in place of each placeholder. What is put in is not looked at again."""
    return PLACE.sub(lambda found: value(found[1], found[2]), text)


def as_value(text: str) -> str:
    """A text that goes in for a placeholder: on one line, and never a placeholder itself, now or later."""
    return unplaced(one_line(without_bidi(text)))


def unplaced(text: str) -> str:
    return _PRIVATE.sub("", text).replace("${", "$ {")


def of_a_stranger(text: str, longest: int) -> str:
    """What a customer wrote, as a value: short, and nothing that a mail program would make a link of.

    Addresses of pages become an ellipsis; a dot inside a word is followed by a blank without width.
    """
    bare = _LINK.sub("…", as_value(text)[:longest])
    return _DOMAIN_DOT.sub(".\u200b", bare)
