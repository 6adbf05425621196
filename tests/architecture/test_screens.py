"""Screens ask domains, not tables; pages hold neither scripts nor styles."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

from tests.architecture.sources import PACKAGES, SCREENS, name_of, place, python_files, templates, tree

DOORS = {"doors.py", "access.py", "queries.py", "lists.py", "choices.py", "forms.py"}
"""Where a screen may ask a table: its accessors, the reads of its lists, the choices of its forms."""

FURTHER_DOORS = {
    "desk/ticket/content.py": "the door to a ticket's files, behind that to the ticket",
    "desk/ticket/conversation.py": "the reads of one ticket's page",
    "entrance/password_mail.py": "a job: a person by their id",
    "supervisor/groups/inside.py": "the reads of a group's page",
    "supervisor/tenants/no_reply.py": "the door to a tenant's addresses, behind that to the tenant",
}

CLEANED = {
    "desk/templates/desk/ticket/message.html": "the body of a mail, cleaned by kernel.html, in a frame of its own",
    "ui/rich_text.py": "the field that a template or a widget has rendered, which escape",
    "desk/templatetags/desk.py": "joins rows in which everything people wrote is escaped; tests write markup into each",
}
"""Where HTML is shown as it is, and why that is safe."""

SERVED = {"desk/static/desk/behaviours/draft.js": "a fragment as the server rendered it"}
"""Scripts that put HTML into the page, and where they have it from."""

DIGITS = ("isdecimal", "isdigit", "isnumeric")

PAGES = [path for path in templates() if path.suffix == ".html"]


def test_screens_reach_rows_through_accessors_and_queries_only() -> None:
    found = [
        place(path, node.lineno)
        for path in python_files(*SCREENS)
        if path.name not in DOORS and str(path.relative_to(PACKAGES)) not in FURTHER_DOORS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and _asks_a_table(node)
    ]

    assert found == []


def _asks_a_table(node: ast.Attribute) -> bool:
    """``Thing.objects.none()`` in a form's declaration asks nothing."""
    asked = node.value
    return node.attr != "none" and isinstance(asked, ast.Attribute) and asked.attr in ("objects", "_default_manager")


def test_screens_send_no_sql() -> None:
    found = [
        place(path, node.lineno)
        for path in python_files(*SCREENS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and name_of(node.func) in ("cursor", "raw", "extra", "RawSQL")
    ]

    assert found == []


def test_pages_hold_no_script_and_no_style() -> None:
    found = {str(path.relative_to(PACKAGES)): _forbidden(path) for path in PAGES}

    assert len(found) > 300
    assert {path: parts for path, parts in found.items() if parts} == {}


def _forbidden(path: Path) -> list[str]:
    page = _Page()
    page.feed(re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    return page.forbidden


class _Page(HTMLParser):
    """Collects what a strict content security policy refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.forbidden: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self._script = tag == "script" and names.get("type") != "application/json"
        if tag == "style":
            self.forbidden.append("<style>")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.forbidden.append(f"<{tag} {name}>")
            elif (value or "").strip().lower().startswith("javascript:"):
                self.forbidden.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.forbidden.append("<script> with content")


def test_safe_is_said_where_html_was_cleaned_only() -> None:
    """``mark_safe`` and ``|safe`` switch escaping off; foreign text comes cleaned from ``kernel.html``."""
    marked = [
        place(path, number)
        for path in (*python_files(*SCREENS), *templates())
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if path.suffix != ".txt" and str(path.relative_to(PACKAGES)) not in CLEANED
        if re.search(r"mark_safe|\|safe\b|\bSafeString\((?!\"\")|autoescape off", line)
    ]

    assert marked == []


def test_scripts_build_no_code_and_no_html_from_text() -> None:
    found = [
        place(path, number)
        for path in sorted(PACKAGES.rglob("static/**/*.js"))
        if str(path.relative_to(PACKAGES)) not in SERVED
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\beval\(|new Function\(|\.innerHTML\s*=|insertAdjacentHTML|document\.write", line)
    ]

    assert found == []


def test_a_question_before_the_work_stands_on_the_button_that_does_it() -> None:
    """A form that is asked about is never sent: the behaviour listens to clicks, and clicks again."""
    found = [
        str(path.relative_to(PACKAGES))
        for path in PAGES
        if re.search(r'<form[^>]*data-behaviour="confirm"', path.read_text())
    ]

    assert found == []


def test_what_is_asked_about_on_leaving_is_saved_by_key() -> None:
    asked, saved = re.compile(r'<form\b[^>]*data-behaviour="unsaved"'), re.compile(r'data-hotkey="Control\+(s|Enter)"')
    texts = {str(page.relative_to(PACKAGES)): page.read_text(encoding="utf-8") for page in PAGES}

    assert [page for page, text in texts.items() if asked.search(text) and not saved.search(text)] == []


def test_a_number_from_outside_has_a_limit_of_digits() -> None:
    """``int`` raises for thousands of digits: ``whole_number`` of ``kernel.text``, or a look at the length before."""
    found = [
        place(path, function.lineno)
        for path in python_files()
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef) and _takes_any_length(function)
    ]

    assert found == []


def _takes_any_length(function: ast.FunctionDef) -> bool:
    asked = {
        ast.unparse(node.func.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in DIGITS
    }
    arguments = [
        (name_of(node.func), ast.unparse(node.args[0]))
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and node.args
    ]
    return any(("int", text) in arguments and ("len", text) not in arguments for text in asked)
