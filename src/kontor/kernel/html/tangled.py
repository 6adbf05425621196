"""HTML that is built, or so broken, that a parser after the standard takes for ever: found out before it is parsed."""

from __future__ import annotations

import html as entities
import re
from collections import Counter

from kontor.kernel.text import normalize_whitespace, strip_controls

LONGEST_HTML = 2_000_000
LONGEST_HTML_AS_TEXT = 1_000_000
DEEPEST_NESTING = 1_000
MOST_REBUILT_NODES = 500_000
MOST_ATTRIBUTES = 20_000
MOST_ENTITIES = 200_000

_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
# Possessive throughout: linear, however the quotes are set.
_WHOLE_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<[a-zA-Z][^\s/>]*+(?:[\s/]++|=?[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>\"'][^\s>]*+)?)?|=)*+",
    re.DOTALL,
)
_NEVER_NEST = set(
    "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr tbody thead tfoot option "
    "html head body".split()
)
_REBUILT = set("a b big code em font i nobr s small strike strong tt u".split())


def is_tangled(html: str) -> bool:
    """Whether a parser after the standard would need unbounded time or memory: nested too deep, formatting left open
    that must be built anew in every block (cost: the product of both), attributes or entities by the ten thousand."""
    if html.count("&") > MOST_ENTITIES or _has_endless_tag(html):
        return True
    open_tags: Counter[str] = Counter()
    depth = formatting = most_formatting = blocks = 0
    for tag in _ANY_TAG.finditer(html):
        name = tag[2].lower()
        step = _step(open_tags, name, bool(tag[1]))
        depth += step
        if name in _REBUILT:
            formatting += step
            most_formatting = max(most_formatting, formatting)
        else:
            blocks += 1
        if depth > DEEPEST_NESTING:
            return True
    return most_formatting * blocks > MOST_REBUILT_NODES


def _has_endless_tag(html: str) -> bool:
    if len(html) < 2 * MOST_ATTRIBUTES:
        return False
    long_tags = (tag[0] for tag in _WHOLE_TAG.finditer(html) if tag.end() - tag.start() > 2 * MOST_ATTRIBUTES)
    return any(len(re.split(r"[\s/]+", tag)) > MOST_ATTRIBUTES for tag in long_tags)


def _step(open_tags: Counter[str], name: str, closing: bool) -> int:
    """What the tag does to the depth; a closing tag without an opening one does nothing."""
    if name in _NEVER_NEST or (closing and not open_tags[name]):
        return 0
    step = -1 if closing else 1
    open_tags[name] += step
    return step


def limited(html: str, longest: int = LONGEST_HTML) -> tuple[str, bool]:
    """The HTML without control characters, and whether it had to be cut."""
    html = strip_controls(html)
    return (html[:longest], True) if len(html) > longest else (html, False)


def without_tags(html: str) -> str:
    """Tags out without understanding them; linear, because a tag may hold no further ``<``."""
    return normalize_whitespace(entities.unescape(re.sub(r"<[^<>]*>", " ", html)))
