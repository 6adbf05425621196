"""Every visible word can be translated, and is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.template import engines
from django.template.base import Lexer, Token, TokenType
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from kontor.preferences.types import REGISTRY
from tests.architecture.sources import PACKAGES, calls, name_of, place, python_files, templates

GETTEXT = ("_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "pgettext_lazy", "ngettext", "ngettext_lazy")
SEEN_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "aria-description", "aria-roledescription"}
PROPER_NAMES = {"Kontor", "Deutsch", "English", "Esc", "Enter", "https://", "(Alt+A)", "(Alt+B)", "(Alt+G)", "(Alt+K)"}
PLACEHOLDER = re.compile(r"(?<!%)%[^%(]|%\((\w*)\)|\{(\w*)[^}]*\}")
GERMAN = PACKAGES / "locale" / "de" / "LC_MESSAGES" / "django.po"


# In Python


def messages_in_python() -> Iterator[tuple[str, str]]:
    """Each message with its place; what is not a plain string appears as an empty one."""
    for path in python_files():
        for call in calls(path, *GETTEXT):
            number = 2 if name_of(call.func).startswith("n") else 1
            first = 1 if name_of(call.func).startswith("p") else 0
            for argument in call.args[first : first + number]:
                plain = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                yield place(path, call.lineno), argument.value if plain else ""


def test_messages_are_plain_strings() -> None:
    assert [where for where, message in messages_in_python() if not message] == []


def test_placeholders_have_names() -> None:
    wrong = []
    for where, message in messages_in_python():
        found = PLACEHOLDER.findall(message.replace("%%", ""))
        if any(not (percent or brace) for percent, brace in found):
            wrong.append(where)

    assert wrong == []


def test_gettext_is_imported_under_names_the_extraction_knows() -> None:
    """A text behind another name never reaches the catalogue."""
    assert [
        f"{place(path, node.lineno)}: {alias.name} as {alias.asname}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name and alias.asname not in (None, "_")
    ] == []


def test_nothing_is_translated_while_modules_are_loaded() -> None:
    """``gettext`` at the top of a module speaks the language of whoever started the process."""
    assert [
        place(path, node.lineno)
        for path in python_files()
        for node in _run_at_import(path)
        if isinstance(node, ast.Call) and name_of(node.func) in _eager_names(path)
    ] == []


@cache
def _eager_names(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {
                alias.asname or alias.name for alias in node.names if alias.name in ("gettext", "ngettext", "pgettext")
            }
    return names


def _run_at_import(path: Path) -> Iterator[ast.AST]:
    """The nodes of a module outside of functions."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(
            child
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        )


# In templates


def test_every_visible_word_of_templates_is_translated() -> None:
    found = {str(path.relative_to(PACKAGES)): _words(path) for path in templates()}

    assert len(found) > 300
    assert {path: words for path, words in found.items() if words} == {}


def _words(path: Path) -> list[str]:
    """What is read on the page as it stands in the template, but for proper names."""
    if path.suffix == ".txt":
        words = [line.strip() for line in _untranslated(path).splitlines()]
    else:
        page = _Visible()
        page.feed(_untranslated(path))
        words = page.words
    return [word for word in words if re.search(r"[^\W\d_]{2}", word) and word.strip(" #.:·–-") not in PROPER_NAMES]


def _untranslated(path: Path) -> str:
    """The template's own text: without tags and without what stands in ``blocktranslate`` and comments."""
    kept, skipping = [], ""
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        word = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        if skipping:
            skipping = "" if word == f"end{skipping}" else skipping
        elif word in ("blocktranslate", "blocktrans", "comment"):
            skipping = word
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
        else:
            kept.append(_blank(token))
    return "".join(kept)


def _blank(token: Token) -> str:
    return "\n" * token.contents.count("\n")


class _Visible(HTMLParser):
    """Collects the words a person sees or hears. What stands in ``code`` is of no language."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._in_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SEEN_ATTRIBUTES or (name == "value" and tag == "input" and ("type", "submit") in attrs):
                self.words.append(value or "")
        self._in_code = tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._in_code = self._in_code and tag != "code"

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style" or self._in_code:
            return
        self.words.extend(line.strip() for line in data.splitlines() if line.strip())


def messages_in_templates() -> Iterator[tuple[str, str]]:
    for path in templates():
        template = engines["django"].from_string(path.read_text(encoding="utf-8")).template
        for node in template.nodelist.get_nodes_by_type((TranslateNode, BlockTranslateNode)):
            yield from ((str(path.relative_to(PACKAGES)), message) for message in _messages(node))


def _messages(node: TranslateNode | BlockTranslateNode) -> Iterator[str]:
    if isinstance(node, TranslateNode):
        if isinstance(node.filter_expression.var, str):
            yield node.filter_expression.var
        elif isinstance(node.filter_expression.var.literal, str):
            yield node.filter_expression.var.literal
        return
    for part in (node.singular, node.plural):
        if part:
            yield node.render_token_list(part)[0]


# Complete


def test_german_is_complete() -> None:
    with GERMAN.open("rb") as file:
        catalogue = read_po(file, locale="de")
    done = {}
    for entry in catalogue:
        for message in entry.id if isinstance(entry.id, tuple) else (entry.id,):
            translated = entry.string if isinstance(entry.string, tuple) else (entry.string,)
            done[message] = all(translated) and not entry.fuzzy
    wanted = {message for _place, message in (*messages_in_python(), *messages_in_templates())}

    assert sorted(message for message in wanted if not done.get(message)) == []


def test_translations_keep_the_placeholders() -> None:
    with GERMAN.open("rb") as file:
        catalogue = read_po(file, locale="de")
    wrong = []
    for entry in catalogue:
        messages = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        translations = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        known = {found for message in messages for found in PLACEHOLDER.findall(message)}
        wrong += [text for text in translations if text and not set(PLACEHOLDER.findall(text)) <= known and entry.id]

    assert wrong == []


def test_no_translation_says_anything_twice() -> None:
    with GERMAN.open("rb") as file:
        catalogue = read_po(file, locale="de")
    texts = [entry.string if isinstance(entry.string, tuple) else (entry.string,) for entry in catalogue if entry.id]

    assert [text for each in texts for text in each if _said_twice(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Gespeichert.Gespeichert.",
        "Die Vorlage ist gespeichert. Die Vorlage ist gespeichert.",
        "Die Liste ist leer. Legen Sie etwas an.\nDie Liste ist leer.",
        "Wählen Sie eine Kategorie Wählen Sie eine Kategorie",
        "Die Vorlage für die Abrechnung für die Abrechnung fehlt.",
    ],
)
def test_doubled_translations_are_found(text: str) -> None:
    assert _said_twice(text)


@pytest.mark.parametrize(
    "text",
    [
        "CC",
        "So bleibt eine Vorlage eine Vorlage.",
        "Die Liste, die die Regel führt.",
        "Alle, die die Mail lesen, sehen sie. Alle sehen sie.",
        "",
    ],
)
def test_what_is_no_doubling_passes(text: str) -> None:
    assert not _said_twice(text)


def _said_twice(text: str) -> bool:
    """The whole of it twice, a sentence of it twice, or three words and more twice in a row."""
    line = " ".join(text.split())
    bare = line.replace(" ", "")
    half = len(bare) // 2
    if len(bare) > 8 and bare[:half] == bare[half:]:
        return True
    sentences = re.split(r"(?<=[.!?…])\s+", line)
    return len(set(sentences)) < len(sentences) or bool(re.search(r"\b([^\W\d_]+(?: [^\W\d_]+){2,}) \1\b", line))


def test_every_preference_has_a_label() -> None:
    assert REGISTRY
    assert [key for key, preference in REGISTRY.items() if not str(preference.label).strip()] == []


def test_every_choice_of_a_preference_has_a_label() -> None:
    for key, preference in REGISTRY.items():
        for label in (preference.choices or {}).values():
            assert str(label).strip(), key
