"""The style of a mail: Kontor's plain one, the tenant's, and what of it is written into elements or kept as a sheet."""

from __future__ import annotations

import re
from functools import lru_cache

import css_inline

KONTORS_OWN = """
.mail { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-size: 15px; line-height: 1.5; }
.mail__sheet { max-width: 640px; }
p { margin: 0 0 12px 0; }
h1, h2, h3 { line-height: 1.25; margin: 20px 0 8px 0; }
ul, ol { margin: 0 0 12px 0; padding-left: 24px; }
blockquote { margin: 0 0 12px 0; padding-left: 12px; border-left: 3px solid #b9b9b9; }
img { max-width: 100%; height: auto; border: 0; }
"""
"""Without colours of text and ground: a mail program in dark mode then shows its own."""

LONGEST = 60_000
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ACTIVE = re.compile(
    r"url\s*\(|image\s*\(|image-set|src\s*\(|expression|javascript|behavior|-moz-binding|[<>\\]|!ie|"
    r"position\s*:|content\s*:|@(?!media)",
    re.IGNORECASE,
)
_KEPT_MEDIA = re.compile(r"@media\s+[a-z0-9\s():,.\-]{1,200}", re.IGNORECASE)


def clean_css(css: str) -> str:
    """The style sheet without comments and without whatever fetches, moves or hides: ``url()``, ``@import``, fonts,
    escapes, positions. Such a declaration goes, the rest of its rule stays."""
    plain, media = _parted(css[:LONGEST])
    return "\n".join(filter(None, [plain, media]))


def refused_css(css: str) -> str:
    """The first piece of the style sheet that ``clean_css`` would leave out; "" when it stays whole."""
    found = _ACTIVE.search(_COMMENT.sub("", css))
    return found[0].strip() if found else ""


def inlined(html: str, css: str) -> str:
    """The HTML with the style sheet written into its elements. Reads no file and asks no server."""
    plain, _media = _parted(css)
    return _INLINER.inline_fragment(html, plain)


def media_rules(css: str) -> str:
    """The rules for dark mode and narrow screens, which mail programs must find in a sheet."""
    return _parted(css)[1]


_INLINER = css_inline.CSSInliner(inline_style_tags=False, load_remote_stylesheets=False)


@lru_cache(maxsize=200)
def _parted(css: str) -> tuple[str, str]:
    """Rules for everywhere and rules under ``@media``, cleaned. Read once from left to right, and kept: every mail of a
    tenant has the same style."""
    plain: list[str] = []
    media: list[str] = []
    for head, body in _blocks(_COMMENT.sub(" ", css)):
        if head.startswith("@"):
            kept = _KEPT_MEDIA.fullmatch(head) and not _ACTIVE.search(head)
            inner = [_rule(*each) for each in _blocks(body)] if kept else []
            if any(inner):
                media.append(f"{head} {{ {' '.join(filter(None, inner))} }}")
        else:
            plain.append(_rule(head, body))
    return "\n".join(filter(None, plain)), "\n".join(media)


def _blocks(css: str) -> list[tuple[str, str]]:
    """Each ``head { body }`` of the sheet, nested braces within the body; what has no end is left out."""
    blocks, depth, begin, opened = [], 0, 0, 0
    for at, sign in enumerate(css):
        if sign == ";" and depth == 0:
            begin = at + 1
        elif sign == "{":
            opened = at if depth == 0 else opened
            depth += 1
        elif sign == "}" and depth:
            depth -= 1
            if depth == 0:
                blocks.append((" ".join(css[begin:opened].split()), css[opened + 1 : at]))
                begin = at + 1
        elif sign == "}":
            begin = at + 1
    return blocks


def _rule(selector: str, body: str) -> str:
    if not selector or _ACTIVE.search(selector) or "{" in body or "@" in selector:
        return ""
    kept = [each.strip() for each in body.split(";") if each.strip() and not _ACTIVE.search(each) and "@" not in each]
    return f"{selector} {{ {'; '.join(kept)} }}" if kept else ""
