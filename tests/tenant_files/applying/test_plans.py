"""A plan, what it costs, and what it may change."""

from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.org.models import Category
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.planning import Kind, plan
from kontor.tenant_files.domain.state import state_of
from kontor.tenant_files.domain.telling import told
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements
from tests.tenant_files.applying.conftest import NORD, only


@pytest.mark.django_db
def test_a_plan_says_what_would_happen_and_writes_nothing(nordlicht: Tenant, billing: Category) -> None:
    with in_scope(nordlicht):
        before = state_of(nordlicht)

    made = plan(
        NORD + "categories:\n- internal_name: news\n  name: Neuigkeiten\n- {internal_name: billing, name: Geld}\n"
    )

    assert [(step.kind, step.name, step.line) for step in made.steps] == [
        (Kind.CREATED, "news", 4),
        (Kind.CHANGED, "billing", 6),
    ]
    assert made.changed[0].fields == (
        ("name", "Abrechnung", "Geld"),
        ("agent_groups", ["Nordlicht Kundenservice"], []),
    )
    with in_scope(nordlicht):
        assert state_of(nordlicht) == before
    assert list(told(made)) == [
        "",
        "Categories",
        "  + news",
        "  ~ billing",
        "      name: Abrechnung → Geld",
        '      agent_groups: ["Nordlicht Kundenservice"] → –',
        "",
        "Nordlicht Energie: 1 created, 1 changed, 0 removed.",
    ]


@pytest.mark.django_db
def test_what_the_file_does_not_speak_of_stays(nordlicht: Tenant, billing: Category) -> None:
    done = apply(NORD + "closing_codes: [{code: A, name: Fertig}]\n", by=None, file_name="x.yaml")[1]

    assert [(step.section, step.name) for step in done.steps] == [("closing_codes", "A")]
    with in_scope(nordlicht):
        assert state_of(nordlicht)["categories"][0]["internal_name"] == "billing"


@pytest.mark.django_db
def test_what_has_data_is_not_removed_and_nothing_is_written(nordlicht: Tenant, ticket: Ticket) -> None:
    text = NORD + "closing_codes: [{code: A, name: Fertig}]\ncategories: []\n"
    assert [step.name for step in plan(text).removed] == ["billing"]

    assert only(text) == (
        "categories: billing: 1 open ticket lies in the category “Abrechnung”. Move or close it first."
    )

    with in_scope(nordlicht):
        assert state_of(nordlicht)["closing_codes"] == []


@pytest.mark.django_db
def test_a_verb_that_refuses_is_heard_with_its_line(nordlicht: Tenant, billing: Category) -> None:
    kept = f"- {{internal_name: {billing.internal_name}, name: Abrechnung}}\n"
    text = NORD + f"categories:\n{kept}- {{internal_name: other, name: Abrechnung}}\n"

    assert only(text) == (
        "Line 5, categories: other: This tenant already has a category “Abrechnung”. Choose another name."
    )


@pytest.mark.django_db
def test_ten_of_a_kind_take_no_more_statements_than_two(nordlicht: Tenant) -> None:
    def applied(first: int, last: int) -> int:
        categories = templates = ""
        for n in range(first, last):
            categories += f"- {{internal_name: c{n}, name: Kategorie {n}, agent_groups: [Kundenservice]}}\n"
            templates += f"- {{internal_name: t{n}, name: Vorlage {n}, kind: reply, assignments: {{c{n}: suggested}}, "
            templates += "contents: {de: {html: <p>Danke</p>}}}\n"
        text = f"format: 1\ntenant: {{name: Haus {first}, code: HAUS{first}}}\n" + GROUPS
        with statements() as sent:
            apply(f"{text}categories:\n{categories}templates:\n{templates}", by=None, file_name="x.yaml")
        return len(sent)

    applied(20, 22)
    assert applied(1, 3) == applied(4, 14)


@pytest.mark.django_db
def test_ten_that_change_take_no_more_statements_than_two() -> None:
    """Names, who works them, settings, closing codes; names, texts and categories of templates."""

    def written(count: int, code: str, word: str, group: str, closing: str) -> str:
        text = f"format: 1\ntenant: {{name: Haus {count}, code: HAUS{count}}}\n" + GROUPS
        text = text.replace("[{name: Kundenservice", "[{name: Zweite, supervisor_group: Leitung}, {name: Kundenservice")
        text += "closing_codes: [{code: A, name: A}, {code: B, name: B}]\n"
        text += "categories:\n"
        for n in range(count):
            text += f"- {{internal_name: c{n}, name: {word} {n}, main_category: {word}, agent_groups: [{group}], "
            text += f"closing_codes: [{closing}], settings: {{tickets.reopen_days: {code}}}}}\n"
        text += "templates:\n"
        for n in range(count):
            other = (n + int(code)) % count
            text += f"- {{internal_name: t{n}, name: {word} {n}, kind: reply, assignments: {{c{other}: suggested}}, "
            text += f"contents: {{de: {{html: <p>{word}</p>}}}}}}\n"
        return text

    def changed(count: int) -> int:
        apply(written(count, "10", "Alt", "Kundenservice", "A"), by=None, file_name="x.yaml")
        text = written(count, "11", "Neu", "Zweite", "B")
        with statements() as sent:
            done = apply(text, by=None, file_name="x.yaml")[1]
        assert len(done.changed) == len(done.steps) == 2 * count
        assert plan(text).is_empty
        return len(sent)

    changed(2)
    assert changed(3) == changed(10)


@pytest.mark.django_db
def test_names_change_places() -> None:
    """As no mask could do it: each of them is taken until the other has gone."""
    text = (
        "format: 1\ntenant: {name: Haus, code: HAUS}\n"
        + GROUPS
        + (
            "categories: [{internal_name: a, name: Eins}, {internal_name: b, name: Zwei}]\n"
            "templates:\n"
            "- {internal_name: a, name: Eins, kind: reply, assignments: {a: suggested}, contents: {de: {html: A}}}\n"
            "- {internal_name: b, name: Zwei, kind: reply, assignments: {b: suggested}, contents: {de: {html: B}}}\n"
        )
    )
    apply(text, by=None, file_name="x.yaml")
    other = text.replace("Eins", "Drei").replace("Zwei", "Eins").replace("Drei", "Zwei")
    other = other.replace("{a: suggested}", "{c: suggested}").replace("{b: s", "{a: s").replace("{c: s", "{b: s")

    house, done = apply(other, by=None, file_name="x.yaml")

    assert [step.kind for step in done.steps] == [Kind.CHANGED] * 4
    assert plan(other).is_empty
    with in_scope(house):
        assert list(Category.objects.values_list("internal_name", "name", "version")) == [
            ("b", "Eins", 2),
            ("a", "Zwei", 2),
        ]
        rows = AuditEntry.objects.filter(action="changed", kind="texts.replytemplate").order_by("id")
        assert [row.changes["name"] for row in rows] == [["Eins", "Zwei"], ["Zwei", "Eins"]]


@pytest.mark.django_db
def test_of_many_that_change_the_one_that_cannot_is_named() -> None:
    text = (
        "format: 1\ntenant: {name: Haus, code: HAUS}\n"
        + GROUPS
        + (
            "categories:\n- {internal_name: a, name: Eins}\n- {internal_name: b, name: Zwei}\n"
            "- {internal_name: c, name: Drei}\n"
        )
    )
    apply(text, by=None, file_name="x.yaml")

    assert only(text.replace("Eins", "Vier").replace("Zwei", "Drei")) == (
        "Line 8, categories: b: This tenant already has a category “Drei”. Choose another name."
    )


GROUPS = (
    "system_groups: [{name: Haus}]\n"
    "supervisor_groups: [{name: Leitung, system_group: Haus}]\n"
    "agent_groups: [{name: Kundenservice, supervisor_group: Leitung}]\n"
)
