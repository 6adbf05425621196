"""The frame of an outgoing mail: as ``clean_own``, with classes for a style sheet."""

from __future__ import annotations

from collections.abc import Callable

import nh3

from kontor.kernel.html.sanitizing import (
    _DROPPED_WITH_CONTENT,
    _OWN_ATTRIBUTES,
    _OWN_TAGS,
    _STYLES,
    _as_text_html,
    _own_attribute,
)
from kontor.kernel.html.tangled import is_tangled, limited

_LAYOUT_TAGS = _OWN_TAGS | {"address", "article", "aside", "footer", "header", "main", "section"}
_LAYOUT_ATTRIBUTES = {**_OWN_ATTRIBUTES, "*": _OWN_ATTRIBUTES["*"] | {"class"}}

AttributeFilter = Callable[[str, str, str], str | None]


def clean_layout(html: str, *, first: AttributeFilter | None = None) -> str:
    """HTML of templates and whole outgoing mails without anything that runs or fetches.

    ``first`` is given element, attribute and value before they are judged; what it gives back stands instead, and None
    takes the attribute away. Cleaned again (without ``first``) it stays as it is. In what leaves here ``<`` and ``>``
    are tags and nothing else.
    """
    html, _shortened = limited(html)
    if is_tangled(html):
        return _as_text_html(html)

    def judged(tag: str, attribute: str, value: str) -> str | None:
        given = first(tag, attribute, value) if first else value
        return None if given is None else _own_attribute(tag, attribute, given)

    return nh3.clean(
        html,
        tags=_LAYOUT_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_LAYOUT_ATTRIBUTES,
        attribute_filter=judged,
        url_schemes={"http", "https", "mailto", "tel", "cid", "picture"},
        link_rel=None,
        filter_style_properties=_STYLES,
        strip_comments=True,
    )
