from __future__ import annotations

import ast
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

import kontor
from kontor.audit.domain.reasons import DEEDS
from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry
from kontor.letters.domain.postage import save_postage
from kontor.letters.domain.stationery import change_stationery
from kontor.org.models import Category
from kontor.people.models import User
from kontor.supervisor.audit.changes import Change, changes_of
from kontor.supervisor.audit.words import ACTIONS, KINDS, kind_of
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content
from kontor.texts.domain.templates import change_template, create_template
from tests.support.client import Browser
from tests.support.scoping import in_scope

RECORDING = ("record_change", "record_changes")


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


def test_the_letterhead_is_named_as_in_its_mask(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        words = {"sender": "", "return_line": "", "contact": "", "footer": []}
        change_stationery(nordlicht, **words, bank="Nordbank", legal="HRB 1", logo=None, version=0, by=None)
        entry = AuditEntry.objects.get(action="letterhead changed")

    entered = [change for change in changes_of(entry).changes if change.new != "–"]
    assert entered == [Change("bank details", "–", "Nordbank"), Change("legal lines", "–", "HRB 1")]


def test_a_file_and_telephony_are_told_in_words(nordlicht: Tenant) -> None:
    with in_scope(nordlicht), translation.override("de"):
        told = {
            "file": [None, "nord.yaml"],
            "changed": [None, 2],
            "telephone system": ["", "Nord"],
            "prefix": ["", "7"],
        }
        record_change("file applied", nordlicht, by=None, tenant_id=nordlicht.pk, changes=told)
        entry = AuditEntry.objects.get(action="file applied")

        named = [change.field for change in changes_of(entry).changes]

    assert sorted(named) == ["Datei", "Präfix", "Telefonanlage", "geänderte Einträge"]


@pytest.mark.parametrize(("language", "price"), [("de", "2,90"), ("en", "2.90")])
def test_a_price_is_written_as_the_readers_language_writes_numbers(
    nordlicht: Tenant, language: str, price: str
) -> None:
    with in_scope(nordlicht), translation.override(language):
        save_postage(nordlicht, name="Maxibrief", most_grams=1000, most_sheets=180, price=Decimal("2.90"), by=None)
        told = {change.field: change.new for change in changes_of(AuditEntry.objects.latest("pk")).changes}

    assert price in told.values()


def fields(count: int) -> dict[str, list[str]]:
    return {f"field {number}": ["", f"value {number}"] for number in range(count)}


def log_with(browser: Browser, nordlicht: Tenant, count: int, query: str = "", action: str = "created") -> str:
    """The column with the values, of an entry with so many fields."""
    with in_scope(nordlicht):
        record_change(action, nordlicht, by=None, tenant_id=nordlicht.pk, changes=fields(count))
    page = browser.get(f"/supervisor/audit/{query}", headers={"accept-language": "en"}).content.decode()
    return page.rpartition('data-label="Old → new"')[2].partition("</td>")[0]


@pytest.mark.parametrize("action", ["created", "changed"])
def test_the_first_fields_are_shown_and_the_others_unfold(
    client_for: Callable[..., Browser], ada: User, nordlicht: Tenant, action: str
) -> None:
    shown, _opens, folded = log_with(client_for(ada), nordlicht, 20, action=action).partition("<details")

    assert [f"value {number}<" in shown for number in range(20)] == [True] * 4 + [False] * 16
    assert [f"value {number}<" in folded for number in range(20)] == [False] * 4 + [True] * 16
    assert "16 more fields</summary>" in folded


def test_a_single_further_field_is_not_folded_away(
    client_for: Callable[..., Browser], ada: User, nordlicht: Tenant
) -> None:
    shown = log_with(client_for(ada), nordlicht, 5)

    assert ("value 4<" in shown, "<details" in shown) == (True, False)


def test_words_that_are_looked_for_are_not_folded_away(
    client_for: Callable[..., Browser], ada: User, nordlicht: Tenant
) -> None:
    assert '<details class="changes__more" open>' in log_with(client_for(ada), nordlicht, 20, "?filter-changes=lue+19")


def test_whatever_is_written_down_has_its_words() -> None:
    written = set(_written_actions())

    assert {"created", "put in force", "telephony changed", "removed", "held mails released"} <= written
    assert written - set(ACTIONS) == set()


def test_for_what_a_reason_can_be_asked_has_its_kind_in_words() -> None:
    assert {kind for deed in DEEDS.values() for _action, kind in deed.acts} - set(KINDS) == set()


def _written_actions() -> Iterator[str]:
    """What the code gives to ``record_change``, itself or through a function that hands its own argument on, or by a
    name of the same file."""
    texts = [file.read_text(encoding="utf-8") for file in Path(kontor.__file__).parent.rglob("*.py")]
    recording = dict.fromkeys(RECORDING, 0)
    everywhere = dict(recording)
    for tree in _trees(texts, recording):
        everywhere |= {name: at for name, at in _handing_on(tree, recording) if not name.startswith("_")}
    for tree in _trees(texts, everywhere):
        here = everywhere | dict(_handing_on(tree, everywhere))
        named = {
            target.id: part.value
            for part in ast.walk(tree)
            if isinstance(part, ast.Assign)
            for target in part.targets
            if isinstance(target, ast.Name)
        }
        for call in _calls(tree, here):
            given = call.args[here[_called(call)] :][:1]
            yield from (words for each in given for words in _words_in(each, named))


def _trees(texts: Iterable[str], names: Iterable[str]) -> Iterator[ast.Module]:
    return (ast.parse(text) for text in texts if any(name in text for name in names))


def _handing_on(tree: ast.Module, recording: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Functions that record what they are given as an action, and the place of that argument."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            parameters = [parameter.arg for parameter in function.args.args]
            for call in _calls(function, recording):
                given = call.args[recording[_called(call)] :][:1]
                yield from (
                    (function.name, parameters.index(each.id))
                    for each in given
                    if isinstance(each, ast.Name) and each.id in parameters
                )


def _calls(tree: ast.AST, names: Container[str]) -> Iterator[ast.Call]:
    return (part for part in ast.walk(tree) if isinstance(part, ast.Call) and _called(part) in names)


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
