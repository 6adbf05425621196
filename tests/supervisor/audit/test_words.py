from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import kontor
from kontor.audit.domain.reasons import DEEDS
from kontor.audit.models import AuditEntry
from kontor.org.models import Category
from kontor.supervisor.audit.words import ACTIONS, KINDS, Change, changes_of, kind_of
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content
from kontor.texts.domain.templates import change_template, create_template
from tests.support.scoping import in_scope


def test_a_changed_template_stands_in_words(nordlicht: Tenant, billing: Category) -> None:
    with in_scope(nordlicht):
        template = create_template(
            nordlicht, name="Antwort", contents={"de": Content("", "<p>Ja</p>")}, by=None
        ).template
        change_template(
            template,
            version=1,
            contents={"de": Content("Zur Frage", "<p>Nein</p>")},
            assignments={billing: True},
            active=False,
            by=None,
        )
        entry = AuditEntry.objects.get(action="changed", kind="texts.replytemplate")

    assert kind_of(entry.kind) == "Template"
    assert set(changes_of(entry).changes) == {
        Change("active", "Yes", "No"),
        Change("text (de)", "Ja", "Nein"),
        Change("subject (de)", "–", "Zur Frage"),
        Change("categories", "–", f"{billing.internal_name} *"),
    }


def test_whatever_is_written_down_has_its_words() -> None:
    written = set(_written_actions())

    assert {"created", "put in force", "telephony changed", "removed", "held mails released"} <= written
    assert written - set(ACTIONS) == set()


def test_for_what_a_reason_can_be_asked_has_its_kind_in_words() -> None:
    assert {kind for deed in DEEDS.values() for _action, kind in deed.acts} - set(KINDS) == set()


def _written_actions() -> Iterator[str]:
    """What the code gives to ``record_change``, itself or by a helper ``_record``, or by a name of the same file."""
    for file in Path(kontor.__file__).parent.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if "record_change" not in text:
            continue
        tree = ast.parse(text)
        parts = list(ast.walk(tree))
        named = {
            target.id: part.value
            for part in parts
            if isinstance(part, ast.Assign)
            for target in part.targets
            if isinstance(target, ast.Name)
        }
        for part in parts:
            if (
                isinstance(part, ast.Call)
                and part.args
                and _called(part) in ("record_change", "record_changes", "_record")
            ):
                yield from _words_in(part.args[0], named)


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _words_in(given: ast.expr, named: dict[str, ast.expr]) -> Iterator[str]:
    """Of "a" and of "a" if … else "b", but not of the condition."""
    if isinstance(given, ast.IfExp):
        yield from _words_in(given.body, named)
        yield from _words_in(given.orelse, named)
    elif isinstance(given, ast.Name) and given.id in named:
        yield from _words_in(named[given.id], {})
    elif isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
