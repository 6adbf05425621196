from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.conditions import text_has
from kontor.routing.domain.keyword_sets import (
    change_keyword_set,
    create_keyword_set,
    delete_keyword_set,
    rules_using,
)
from kontor.routing.domain.rules import create_rule, delete_rule
from kontor.routing.models import KeywordSet
from kontor.tenants.models import Tenant
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db


def test_create_change_delete(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        row = create_keyword_set(nordlicht.pk, name=" Ärger ", lines=["Anwalt", " Anwalt ", ""], by=ada)
        assert (row.name, row.lines, row.stems, row.version) == ("Ärger", ["Anwalt"], False, 1)

        row = change_keyword_set(row, version=1, name="Ärger", lines=["Anwalt", "Klage"], stems=True, by=ada)
        assert (row.lines, row.stems, row.version) == (["Anwalt", "Klage"], True, 2)
        assert AuditEntry.objects.latest("id").changes == {
            "lines": [["Anwalt"], ["Anwalt", "Klage"]],
            "stems": [False, True],
        }
        with refused("Somebody else has changed this keyword set"):
            change_keyword_set(row, version=1, name="Ärger", lines=["x"], by=ada)

        delete_keyword_set(row, by=ada)
        assert AuditEntry.objects.latest("id").action == "deleted"
        row.pk = 1
        with refused("Somebody else has deleted this keyword set"):
            change_keyword_set(row, version=2, name="Ärger", lines=["x"], by=ada)


def test_what_is_refused(nordlicht: Tenant, alpina: Tenant, ada: User) -> None:
    with everywhere():
        create_keyword_set(nordlicht.pk, name="Ärger", lines=["Anwalt"], by=ada)
        with refused("There is a keyword set “ärger” already"):
            create_keyword_set(nordlicht.pk, name="ärger", lines=["Anwalt"], by=ada)
        with refused("Give the keyword set a name"):
            create_keyword_set(nordlicht.pk, name=" ", lines=["Anwalt"], by=ada)
        with refused("needs at least one word"):
            create_keyword_set(nordlicht.pk, name="Leer", lines=[" "], by=ada)
        with refused("is not a regular expression"):
            create_keyword_set(nordlicht.pk, name="Falsch", lines=["/(/"], by=ada)
        assert create_keyword_set(alpina.pk, name="Ärger", lines=["Anwalt"], by=ada).pk


def test_a_set_in_use_stays(nordlicht: Tenant, billing: Category, ada: User) -> None:
    with in_scope(nordlicht):
        row = create_keyword_set(nordlicht.pk, name="Ärger", lines=["Anwalt"], by=ada)
        rule = create_rule(billing, name="Drohungen", conditions=[text_has("Klage", sets=(row.pk,))], by=ada)
        create_rule(billing, conditions=[text_has("Klage")], by=ada)

        assert rules_using(row) == [rule]
        with refused("“Ärger” is used by the rules “Drohungen”."):
            delete_keyword_set(row, by=ada)
        delete_rule(rule, by=ada)
        delete_keyword_set(row, by=ada)
        assert not KeywordSet.objects.exists()
