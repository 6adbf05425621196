from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.letters.domain.assets import (
    add_asset,
    assets_of,
    delete_asset,
    proposed_name,
    replace_asset,
    restore_asset,
)
from kontor.letters.domain.postage import postage_of, remove_postage, save_postage
from kontor.letters.domain.stationery import change_stationery, stationery_of
from kontor.letters.models import LetterAsset, PostageClass, Stationery
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.stationery import PNG, SVG, make_asset, make_postage, make_stylesheet
from tests.support.refusal import refused, rolled_back
from tests.support.scoping import everywhere, in_scope

WORDS: dict[str, Any] = {
    "sender": "Nordlicht Versand\nHafenstr. 1",
    "return_line": " Nordlicht ·  Hafenstr. 1 · 20457 Hamburg ",
    "contact": "040 1234",
    "footer": ["Eins", "", "Drei", ""],
    "bank": "DE02 1203 0000 0000 2020 51",
    "legal": "HRB 1",
    "logo": None,
}


def test_the_letterhead_is_saved_and_written_down(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        logo = make_asset(nordlicht, "logo")
        change_stationery(nordlicht, **{**WORDS, "logo": logo}, version=0, by=ada)

        row = stationery_of(nordlicht)
        assert (row.version, row.logo, row.footer) == (1, logo, ["Eins", "", "Drei"])
        assert row.return_line == "Nordlicht · Hafenstr. 1 · 20457 Hamburg"
        entry = AuditEntry.objects.get(action="letterhead changed")
        assert (entry.object_id, entry.changes["bank"]) == (nordlicht.pk, [None, WORDS["bank"]])


def test_who_saved_later_overwrites_nothing(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        change_stationery(nordlicht, **WORDS, version=0, by=ada)
        with refused("Somebody else has changed the letterhead in the meantime. Nothing was overwritten."):
            change_stationery(nordlicht, **{**WORDS, "bank": "x"}, version=0, by=ada)

        assert Stationery.objects.get().bank == WORDS["bank"]


def test_saving_the_same_writes_nothing_into_the_log(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        for version in (0, 1):
            change_stationery(nordlicht, **WORDS, version=version, by=ada)

        assert AuditEntry.objects.filter(action="letterhead changed").count() == 1


def test_a_logo_of_another_tenant_is_refused(nordlicht: Tenant, alpina: Tenant, ada: User) -> None:
    foreign = make_asset(alpina, "logo")
    with in_scope(nordlicht, alpina):
        with refused("The chosen logo is not there any more. Choose another one."):
            change_stationery(nordlicht, **{**WORDS, "logo": foreign}, version=0, by=ada)

        assert not Stationery.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"footer": ["1", "2", "3", "4", "5"]}, "The foot of a letter has at most 4 columns."),
        ({"legal": "\n".join("abcdefghijklm")}, "There is room for at most 12 lines in each text."),
    ],
)
def test_more_than_a_sheet_has_room_for_is_refused(
    nordlicht: Tenant, ada: User, changed: dict[str, Any], sentence: str
) -> None:
    with in_scope(nordlicht), refused(sentence):
        change_stationery(nordlicht, **{**WORDS, **changed}, version=0, by=ada)


def test_a_picture_is_put_in_replaced_deleted_and_restored(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        row = add_asset(nordlicht, SVG, "Unser Logo.svg", by=ada)
        assert (row.name, row.content_type) == ("unser-logo", "image/svg+xml")

        replace_asset(row, PNG, "neu.png", by=ada)
        row = LetterAsset.objects.select_related("blob").get(pk=row.pk)
        assert (row.name, row.content_type, row.version, row.blob.content) == ("unser-logo", "image/png", 2, PNG)

        delete_asset(row, by=ada)
        assert not assets_of(nordlicht).exists()
        restore_asset(row, by=ada)
        assert [each.name for each in assets_of(nordlicht)] == ["unser-logo"]
        actions = AuditEntry.objects.filter(kind="letters.letterasset").order_by("id").values_list("action", flat=True)
        assert list(actions) == ["created", "replaced", "deleted", "restored"]


def test_a_picture_that_is_named_stays(nordlicht: Tenant, alpina: Tenant, ada: User) -> None:
    logo = make_asset(nordlicht, "logo")
    seal = make_asset(nordlicht, "seal")
    make_asset(alpina, "logo")
    make_stylesheet(nordlicht, "Haus", "p { background: url(asset:logo) }")
    make_stylesheet(nordlicht, "Anderes", "p { background: url(asset:seal-2) }")
    make_stylesheet(alpina, "Fremd", "p { background: url(asset:seal) }")
    with everywhere():
        with refused("“logo” is in use and cannot be deleted. Stylesheet: Haus."):
            delete_asset(logo, by=ada)
        delete_asset(seal, by=ada)

        assert [each.name for each in assets_of(nordlicht)] == ["logo"]


def test_names_of_pictures(nordlicht: Tenant, ada: User) -> None:
    assert proposed_name("Straße & Söhne (2).PNG") == "strasse-sohne-2"
    assert proposed_name("日本.png") == "picture"
    with in_scope(nordlicht):
        add_asset(nordlicht, SVG, "logo.svg", by=ada)
        with refused("There is a picture “logo” already. Choose another name."):
            add_asset(nordlicht, PNG, "logo.png", by=ada)
        with refused("Use lower-case letters, digits, hyphen and underscore for the name of a picture."):
            add_asset(nordlicht, PNG, "logo.png", name="Logo 2", by=ada)


def test_postage_is_added_changed_and_removed(nordlicht: Tenant, ada: User) -> None:
    values: dict[str, Any] = {"name": "Standardbrief", "most_grams": 20, "most_sheets": 3, "price": Decimal("0.95")}
    with in_scope(nordlicht):
        row = save_postage(nordlicht, **values, by=ada)
        save_postage(nordlicht, **{**values, "name": "Kompaktbrief", "most_grams": 50}, by=ada)
        save_postage(nordlicht, **{**values, "price": Decimal("1.00")}, row=row, by=ada)
        save_postage(nordlicht, **{**values, "name": "Brief International"}, abroad=True, by=ada)
        with refused("“Kompaktbrief” goes up to 50 g already. Give this one another weight."):
            save_postage(nordlicht, **{**values, "most_grams": 50}, row=row, by=ada)

        assert [(each.name, each.price) for each in postage_of(nordlicht)] == [
            ("Standardbrief", Decimal("1.00")),
            ("Kompaktbrief", Decimal("0.95")),
            ("Brief International", Decimal("0.95")),
        ]
        remove_postage(row, by=ada)
        assert [each.name for each in postage_of(nordlicht)] == ["Kompaktbrief", "Brief International"]
        entry = AuditEntry.objects.get(kind="letters.postageclass", action="changed")
        assert entry.changes == {"price": ["0.95", "1.00"]}


def test_postage_of_another_tenant_is_not_touched(nordlicht: Tenant, alpina: Tenant, ada: User) -> None:
    foreign = make_postage(alpina, "Gipfelbrief")
    with in_scope(nordlicht, alpina):
        with rolled_back(PostageClass.DoesNotExist):
            save_postage(nordlicht, name="x", most_grams=1, most_sheets=None, price=None, row=foreign, by=ada)
        assert [each.name for each in postage_of(alpina)] == ["Gipfelbrief"]
