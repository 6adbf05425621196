"""What nothing uses goes: templates, classes and values of the stylesheets, icons, behaviours."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tests.architecture.sources import PACKAGES

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
NOT_OURS = {"tiptap", "selectedCell", "ProseMirror", "htmx"}
"""What the editor and htmx write into the page; a name of theirs begins with one of these."""


@cache
def texts(*endings: str) -> dict[Path, str]:
    """But for the page of all components, which shows whatever there is."""
    return {
        path: path.read_text(encoding="utf-8")
        for path in sorted(PACKAGES.rglob("*"))
        if path.suffix in endings and not {"migrations", "vendor", "catalogue"} & set(path.parts)
    }


@cache
def pages_and_code() -> str:
    return "\n".join(texts(".py", ".html", ".txt", ".js").values())


@cache
def styles() -> str:
    return "\n".join(COMMENT.sub("", text) for text in texts(".css").values())


@cache
def words() -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", pages_and_code()))


@cache
def beginnings() -> frozenset[str]:
    """What stands before a value: ``badge--{{ state }}``, f"badge--{state}", `badge--${state}`."""
    return frozenset(re.findall(r"([\w-]+(?:--|__|-))\$?\{", pages_and_code()))


def is_put_together(name: str) -> bool:
    return any(name[: match.end()] in beginnings() for match in re.finditer("--|__|-", name))


def test_every_class_of_a_stylesheet_is_in_a_page() -> None:
    unused = [
        name
        for name in sorted(set(CLASS.findall(styles())))
        if name not in words() and not is_put_together(name) and not name.startswith(tuple(NOT_OURS))
    ]

    assert unused == []


def test_every_value_of_the_stylesheets_is_used_and_every_used_one_has_a_value() -> None:
    given = set(re.findall(r"(?<![\w-])(--[\w-]+)\s*:", styles()))
    asked = set(re.findall(r"var\((--[\w-]+)", styles()))
    elsewhere = set(re.findall(r"--[\w-]+", pages_and_code()))

    assert (given - asked - elsewhere, asked - given - elsewhere) == (set(), set())


def test_every_template_is_shown() -> None:
    """By its name, or by a name that begins with a value: f"{AREA}/list.html", f"supervisor/{name}.html"."""
    named = set(re.findall(r"[\w/-]+\.(?:html|txt)", pages_and_code()))
    folders = set(re.findall(r"([\w/-]+[/_])\{[^{}]+\}\.(?:html|txt)", pages_and_code()))
    names = [str(path).rpartition("/templates/")[2] for path in texts(".html", ".txt") if "templates" in path.parts]
    unused = [
        name
        for name in names
        if not {name, *(name[found.start() :] for found in re.finditer("/", name))} & named
        and not any(name.startswith(folder) for folder in folders)
    ]

    assert unused == []


def test_every_icon_is_drawn_somewhere() -> None:
    icons = re.findall(r'id="i-([\w-]+)"', (PACKAGES / "ui/static/ui/icons.svg").read_text(encoding="utf-8"))
    named = set(re.findall(r"""["'](?:i-)?([\w-]+)["']""", pages_and_code()))

    assert [name for name in icons if name not in named] == []


def test_every_behaviour_is_on_an_element() -> None:
    names = {path.stem for path in texts(".js") if path.parent.name == "behaviours"}
    named = set(re.findall(r"""data-behaviour["']?[:=,]? ?["']([^"']+)["']""", pages_and_code()))
    asked = {each.rpartition("/")[2] for value in named for each in value.split()}

    assert names - asked == set()
