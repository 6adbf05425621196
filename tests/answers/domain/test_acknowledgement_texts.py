"""Texts of acknowledgements: which one counts, what may stand in it, who changed it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from kontor.answers.domain.acknowledgement_texts import TextBook, add_text, change_text, remove_text
from kontor.answers.domain.acknowledgement_words import filled, harmless
from kontor.answers.models import AcknowledgementText
from kontor.audit.models import AuditEntry
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.answers import make_text
from tests.support.refusal import refused, rolled_back
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import at_once


@pytest.mark.parametrize(
    ("there", "language", "found"),
    [
        (["category de", "tenant de"], "de", "category de"),
        (["category de", "tenant en"], "en", "tenant en"),
        (["category de", "tenant de"], "en", "category de"),
        (["tenant de"], "en", "tenant de"),
        (["category en"], "en", "category en"),
        (["category fr", "tenant en"], "pl", None),
        ([], "de", None),
    ],
)
def test_language_goes_before_the_place_and_the_tenants_language_stands_in(
    nordlicht: Tenant, billing: Category, there: list[str], language: str, found: str | None
) -> None:
    for each in there:
        place, _blank, code = each.partition(" ")
        make_text(nordlicht, billing if place == "category" else None, language=code, subject=each)

    with in_scope(nordlicht):
        text = TextBook.load([nordlicht.pk]).find(billing, language=language, otherwise="de")

    assert (text.subject if text else None) == found


def test_another_categorys_text_does_not_count(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    make_text(nordlicht, moving)

    with in_scope(nordlicht):
        assert TextBook.load([nordlicht.pk]).find(billing, language="de", otherwise="de") is None


def test_another_tenants_text_does_not_count_even_where_both_are_seen(alpina: Tenant, billing: Category) -> None:
    make_text(alpina)

    with everywhere():
        assert TextBook.load([alpina.pk]).find(billing, language="de", otherwise="de") is None


def test_texts_are_loaded_in_one_statement(nordlicht: Tenant, alpina: Tenant, billing: Category) -> None:
    make_text(nordlicht, billing)
    make_text(alpina)

    with everywhere(), statements() as sent:
        assert bool(TextBook.load([nordlicht.pk, alpina.pk]))

    assert len(sent) == 1


def test_text_of_a_category_of_another_tenant_cannot_exist(nordlicht: Tenant, claims: Category) -> None:
    with everywhere(), rolled_back(IntegrityError):
        AcknowledgementText.objects.create(tenant=nordlicht, category=claims, language="de", subject="x", text="x")
        connection.check_constraints()


def test_there_is_one_text_a_language(nordlicht: Tenant, billing: Category) -> None:
    make_text(nordlicht)

    with in_scope(nordlicht):
        with refused("There is a text in this language already."):
            add_text(nordlicht, None, language="de", subject="x", text="x", by=None)
        add_text(nordlicht, billing, language="de", subject="x", text="x", by=None)


def test_two_who_add_one_at_the_same_moment_make_one(committed_db: str, nordlicht: Tenant) -> None:
    def add() -> int:
        with in_scope(nordlicht):
            return add_text(nordlicht, None, language="de", subject="x", text="x", by=None).pk

    results = at_once(add, add, add)

    assert sum(isinstance(result, int) for result in results) == 1
    with in_scope(nordlicht):
        assert AcknowledgementText.objects.count() == 1


def test_change_that_did_not_see_the_last_one_is_refused(nordlicht: Tenant) -> None:
    row = make_text(nordlicht)

    with in_scope(nordlicht):
        change_text(row, subject="Neu", text="Neu", version=1, by=None)
        with refused("Somebody else has changed this text"):
            change_text(row, subject="Anders", text="Anders", version=1, by=None)
        row.refresh_from_db()

    assert (row.subject, row.version) == ("Neu", 2)


def test_every_change_stands_in_the_audit_log(nordlicht: Tenant, sven: User) -> None:
    with in_scope(nordlicht):
        row = add_text(nordlicht, None, language="de", subject="Alt", text="Text", by=sven)
        row = change_text(row, subject="Neu", text="Text", version=1, by=sven)
        remove_text(row, by=sven)
        entries = AuditEntry.objects.filter(actor_id=sven.pk).order_by("id")
        found = [(entry.action, entry.changes.get("subject")) for entry in entries]

    assert found == [("created", [None, "Alt"]), ("changed", ["Alt", "Neu"]), ("deleted", ["Neu", None])]


def test_placeholders_are_filled_once() -> None:
    values = {"name": "{number}", "number": "4711"}

    assert filled("{name} {number} {unknown}", values) == "{number} 4711 "


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Meine Abrechnung", "Meine Abrechnung"),
        ("Buy at https://evil.example/a?b", "Buy at …"),
        ("www.evil.example now", "… now"),
        ("evil.example/buy now", "… now"),
        ("//evil.example/x", "…"),
        ("Zähler 4.711/2 stimmt nicht", "Zähler 4.711/2 stimmt nicht"),
        ("a\r\nBcc: b@c.example", "a Bcc: b@c.example"),
        ("x\u202egnp.exe", "xgnp.exe"),
        ("und/oder", "und/oder"),
    ],
)
def test_words_of_strangers_lose_what_could_lead_elsewhere(written: str, shown: str) -> None:
    assert harmless("subject", written) == shown


def test_words_of_strangers_are_short() -> None:
    assert len(harmless("name", "Käthe " * 100)) <= 80
