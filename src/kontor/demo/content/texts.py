"""How the demo's texts are written down: plain paragraphs, lists with hyphens, a language each."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field

from kontor.texts.enums import IncludePart, TemplateKind


@dataclass(frozen=True)
class DemoInclude:
    """A part of mails. HTML by language; a style has CSS. LOGO stands for the address of the company's picture."""

    name: str
    internal_name: str
    part: IncludePart
    html: Mapping[str, str] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DemoTemplate:
    """A template; texts by language, a subject where the kind needs one. Without categories it is for all of them."""

    name: str
    internal_name: str
    kind: TemplateKind
    texts: Mapping[str, str]
    subjects: Mapping[str, str] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    suggested: bool = True


@dataclass(frozen=True)
class DemoModule:
    name: str
    group: str
    texts: Mapping[str, str]
    shortcut: str = ""
    top: bool = False
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class DemoTexts:
    """Everything that a company writes."""

    logo: str
    includes: tuple[DemoInclude, ...]
    templates: tuple[DemoTemplate, ...]
    modules: tuple[DemoModule, ...]
    greetings: Mapping[str, Mapping[str, str]]


GAP = "\u00a0"


def paragraphs(text: str) -> str:
    """The text as HTML: a paragraph a block, a list where every line of the block begins with a hyphen.

    A no-break space alone is the empty paragraph into which the answer is written.
    """
    blocks = (block.strip(" \n") for block in text.strip().split("\n\n"))
    return "".join(_block(html.escape(block, quote=False)) for block in blocks if block)


def _block(block: str) -> str:
    if block == GAP:
        return "<p></p>"
    lines = block.split("\n")
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{line.removeprefix('- ')}</li>" for line in lines) + "</ul>"
    return f"<p>{'<br>'.join(lines)}</p>"
