"""Foreign HTML made harmless. nh3 (html5ever) parses; what is built to be slow is shown as text instead."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import nh3

from kontor.kernel.html.tangled import is_tangled, limited, without_tags
from kontor.kernel.text import strip_controls

_LINK_SCHEMES = ("http://", "https://", "mailto:", "tel:")
_REMOTE_SCHEMES = ("http://", "https://", "//")
PICTURE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser may show as a part of a page; SVG can carry scripts."""
_DATA_IMAGES = tuple(f"data:{kind};" for kind in PICTURE_TYPES)

_TEXT_TAGS = set(
    "a abbr b bdi bdo blockquote br cite code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s "
    "samp small span strike strong sub sup u ul var wbr".split()
)
_MAIL_TAGS = _TEXT_TAGS | set(
    "address article aside big caption center col colgroup details figcaption figure font footer header img main nav "
    "section summary table tbody td tfoot th thead time tr tt".split()
)
_DROPPED_WITH_CONTENT = {"script", "style", "title", "template", "noscript", "svg", "math", "object", "iframe"}
_PICTURE_TAG = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(?P<dropped>{'|'.join(sorted(_DROPPED_WITH_CONTENT))})\b.*?(?:</(?P=dropped)|\Z)"
    r"|<img\b(?P<img>[^<>]*+)",
    re.DOTALL | re.IGNORECASE,
)
_INLINE_SOURCE = re.compile(r"""(?<![\w-])src\s*+=\s*+["']?\s*+cid:([^"'\s]+)""", re.IGNORECASE)
_LAYOUT = {"align", "valign", "width", "height", "bgcolor", "border", "dir", "lang", "title", "style"}
_MAIL_ATTRIBUTES = {
    "*": _LAYOUT,
    "a": {"href"},
    "img": {"src", "alt"},
    "font": {"color", "face", "size"},
    "table": {"cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"value"},
}
_STYLES = set(
    "background-color border border-bottom border-collapse border-color border-left border-radius border-right "
    "border-spacing border-style border-top border-width color direction display font font-family font-size font-style "
    "font-variant font-weight height letter-spacing line-height list-style-type margin margin-bottom margin-left "
    "margin-right margin-top max-height max-width min-height min-width overflow-wrap padding padding-bottom "
    "padding-left padding-right padding-top table-layout text-align text-decoration text-indent text-transform "
    "vertical-align visibility white-space width word-break word-spacing word-wrap".split()
)
_OWN_TAGS = _TEXT_TAGS | set(
    "caption center col colgroup figcaption figure img table tbody td tfoot th thead tr".split()
)
_OWN_ATTRIBUTES = {
    "*": {"align", "valign", "width", "height", "bgcolor", "dir", "lang", "title", "style"},
    "a": {"href"},
    "blockquote": {"type"},
    "img": {"src", "alt"},
    "mark": {"data-missing"},
    "table": {"border", "cellpadding", "cellspacing", "role"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "ol": {"start", "type"},
}
_OWN_STYLES = _STYLES - {"direction", "display", "font", "font-variant", "table-layout", "visibility", "white-space"}
_OWN_PICTURE = re.compile(r"cid:[A-Za-z0-9.@_+-]{1,255}|picture:[0-9]{1,18}")
# Whatever makes a style fetch or compute something: url(), expression(), escapes and comments that would hide them.
_ACTIVE_STYLE = re.compile(r"url\s*\(|image\s*\(|image-set|expression|javascript|@|\\|/\*|behavior|-moz-binding", re.I)


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """HTML that may be shown in a frame of its own, and how many remote pictures were left out of it."""

    html: str
    remote_images_blocked: int = 0
    shown_as_text: bool = False
    shortened: bool = False


def sanitize_mail_html(
    html: str, *, allow_remote_images: bool = False, cid_urls: Mapping[str, str] | None = None
) -> CleanHtml:
    """The mail's HTML without anything that runs, fetches or leaves its frame.

    ``cid_urls`` maps the Content-ID of an inline picture (without brackets) to the address under which we serve it;
    pictures with an unknown one lose their source. Remote pictures are left out and counted unless they are allowed.
    """
    html, shortened = limited(html)
    if is_tangled(html):
        return CleanHtml(_as_text_html(html), shown_as_text=True, shortened=shortened)
    gate = _Gate(cid_urls or {}, allow_remote_images)
    cleaned = nh3.clean(
        html,
        tags=_MAIL_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_MAIL_ATTRIBUTES,
        attribute_filter=gate,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        filter_style_properties=_STYLES,
        strip_comments=True,
    )
    return CleanHtml(cleaned, gate.blocked, shortened=shortened)


def content_id_key(name: str) -> str:
    """A Content-ID to compare by: some programs refer to it in other letters or escaped as a URL."""
    return unquote(name).strip("<> ").lower()


def pictures_shown(html: str) -> set[str]:
    """The inline pictures, by ``content_id_key``, that ``sanitize_mail_html`` leaves in their places. One that is only
    spoken of, or in what is dropped, is not shown."""
    html, _ = limited(html)
    if is_tangled(html):
        return set()
    sources = (_INLINE_SOURCE.search(found["img"]) for found in _PICTURE_TAG.finditer(html) if found["img"])
    return {content_id_key(entities.unescape(source[1])) for source in sources if source}


def clean_own(html: str) -> str:
    """What our own people write in an editor or a mask, fit for a mail: formatting, links, lists, tables, and pictures
    that travel with it (``cid:``) or lie in the tenant's library (``picture:``). Cleaned again it stays as it is."""
    html, _ = limited(html)
    if is_tangled(html):
        return _as_text_html(html)
    return nh3.clean(
        html,
        tags=_OWN_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_OWN_ATTRIBUTES,
        attribute_filter=_own_attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid", "picture"},
        link_rel=None,
        filter_style_properties=_OWN_STYLES,
        strip_comments=True,
    )


def html_from_plain_text(text: str) -> str:
    """Plain text as HTML that looks the same."""
    return entities.escape(strip_controls(text)).replace("\n", "<br>\n")


class _Gate:
    """Decides on each attribute of a mail; counts the remote pictures that it keeps out."""

    def __init__(self, cid_urls: Mapping[str, str], allow_remote_images: bool) -> None:
        self.cid_urls = {content_id_key(name): url for name, url in cid_urls.items()}
        self.allow_remote_images = allow_remote_images
        self.blocked = 0

    def __call__(self, tag: str, attribute: str, value: str) -> str | None:
        if attribute == "src":
            return self._image_source(value.strip())
        if attribute == "href":
            return _link(value)
        return _harmless(attribute, value)

    def _image_source(self, value: str) -> str | None:
        lower = value[:40].lower()
        if lower.startswith("cid:"):
            return self.cid_urls.get(content_id_key(value[4:]))
        if lower.startswith(_DATA_IMAGES):
            return value
        if not lower.startswith(_REMOTE_SCHEMES):
            return None
        if self.allow_remote_images:
            return value
        self.blocked += 1
        return None


def _own_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value if _OWN_PICTURE.fullmatch(value) else None
    return _link(value) if attribute == "href" else _harmless(attribute, value)


def _link(value: str) -> str | None:
    """Absolute links only: a relative one would lead into our own pages."""
    value = value.strip()
    return value if value[:10].lower().startswith(_LINK_SCHEMES) else None


def _harmless(attribute: str, value: str) -> str | None:
    if attribute != "style" or not _ACTIVE_STYLE.search(value):
        return value
    kept = [rule for rule in value.split(";") if not _ACTIVE_STYLE.search(rule)]
    return ";".join(kept) or None


def _as_text_html(html: str) -> str:
    return html_from_plain_text(without_tags(html))
