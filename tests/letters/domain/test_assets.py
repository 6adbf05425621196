"""The pictures of letters: how many, under which names, in which use, and what is written down of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.kernel.clock import now
from kontor.letters.domain import assets
from kontor.letters.domain.assets import (
    add_asset,
    assets_of,
    delete_asset,
    names_in,
    proposed_name,
    replace_asset,
    restore_asset,
    uses_by_name,
    uses_of,
)
from kontor.letters.models import LetterAsset, Stationery, Stylesheet
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.stationery import PNG, SVG, make_asset, make_stylesheet
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.statements import statements


@pytest.fixture(autouse=True)
def inside(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    with in_scope(nordlicht, alpina):
        yield


def audited() -> list[tuple[str, dict[str, Any]]]:
    rows = AuditEntry.objects.filter(kind="letters.letterasset").order_by("id")
    return list(rows.values_list("action", "changes"))


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("logo.svg", "logo"),
        ("Unser Logo 2.final.PNG", "unser-logo-2-final"),
        ("Grüße.svg", "grusse"),
        ("Straße.svg", "strasse"),
        ("logo", "logo"),
        (".svg", "svg"),
        ("___.svg", "___"),
        ("  ", "picture"),
        ("x" * 80 + ".svg", "x" * 60),
    ],
)
def test_a_name_is_made_of_the_files(filename: str, name: str) -> None:
    assert proposed_name(filename) == name


def test_what_a_text_names_is_found_once_each() -> None:
    text = "url(asset:logo) url('asset:seal-2') asset:logo asset:Gross picture:3 asset: x"

    assert names_in(text) == ["logo", "seal-2"]


@pytest.mark.parametrize("name", ["Logo", "lo go", "löwe", "x" * 61, "a/b"])
def test_a_name_that_texts_cannot_write_is_refused_at_its_field(nordlicht: Tenant, name: str) -> None:
    with refused("Use lower-case letters, digits, hyphen and underscore for the name of a picture.", about="name"):
        add_asset(nordlicht, SVG, "logo.svg", name=name, by=None)
    assert add_asset(nordlicht, SVG, "logo.svg", name=" a-b_1 ", by=None).name == "a-b_1"


def test_a_name_is_free_in_another_tenant_and_after_deleting(nordlicht: Tenant, alpina: Tenant) -> None:
    make_asset(alpina, "logo")
    delete_asset(add_asset(nordlicht, SVG, "logo.svg", by=None), by=None)

    assert add_asset(nordlicht, SVG, "logo.svg", by=None).name == "logo"
    with refused("There is a picture “logo” already. Choose another name.", about="name"):
        add_asset(nordlicht, SVG, "logo.svg", by=None)


def test_a_tenant_has_at_most_so_many_and_deleted_ones_do_not_count(
    nordlicht: Tenant, alpina: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "MOST_PICTURES", 2)
    make_asset(alpina)
    first, _second = (add_asset(nordlicht, SVG, f"{name}.svg", by=None) for name in "ab")

    with refused("A tenant has at most 2 pictures for letters."):
        add_asset(nordlicht, SVG, "c.svg", by=None)
    delete_asset(first, by=None)

    assert add_asset(nordlicht, SVG, "c.svg", by=None).pk


def test_the_log_says_what_was_put_in_and_replaced_without_its_content(nordlicht: Tenant, ada: User) -> None:
    row = add_asset(nordlicht, SVG, "logo.svg", by=ada)
    replaced = replace_asset(row, PNG, "neu.png", by=ada)
    replace_asset(row, PNG, "neu.png", by=ada)

    assert (replaced.version, replaced.name, replaced.size) == (2, "logo", len(PNG))
    assert audited() == [
        (
            "created",
            {
                "name": [None, "logo"],
                "filename": [None, "logo.svg"],
                "content_type": [None, "image/svg+xml"],
                "size": [None, len(SVG)],
            },
        ),
        (
            "replaced",
            {
                "filename": ["logo.svg", "neu.png"],
                "content_type": ["image/svg+xml", "image/png"],
                "size": [len(SVG), len(PNG)],
            },
        ),
    ]


def test_what_is_no_picture_for_letters_is_neither_added_nor_taken_in_place(nordlicht: Tenant) -> None:
    row = make_asset(nordlicht, "logo")

    for verb in (
        lambda: add_asset(nordlicht, b"GIF89a", "logo.gif", by=None),
        lambda: replace_asset(row, b"GIF89a", "logo.gif", by=None),
    ):
        with refused("“logo.gif” is not a picture for letters. Take PNG, JPEG or SVG."):
            verb()

    assert LetterAsset.objects.select_related("blob").get().blob.content == SVG


def test_a_deleted_picture_is_neither_replaced_nor_deleted_again(nordlicht: Tenant) -> None:
    row = make_asset(nordlicht, "logo")
    delete_asset(row, by=None)

    for verb in (lambda: replace_asset(row, PNG, "x.png", by=None), lambda: delete_asset(row, by=None)):
        with refused("The picture “logo” has been deleted in the meantime."):
            verb()


def test_a_picture_is_restored_once_and_not_while_its_name_is_anothers(nordlicht: Tenant) -> None:
    row = make_asset(nordlicht, "logo")
    delete_asset(row, by=None)
    other = make_asset(nordlicht, "logo")
    with refused("There is a picture “logo” already. Choose another name."):
        restore_asset(row, by=None)
    delete_asset(other, by=None)

    back, again = restore_asset(row, by=None), restore_asset(row, by=None)

    assert (back.deleted_at, back.version, again.version) == (None, 3, 3)


def test_the_logo_of_the_letterhead_is_in_use(nordlicht: Tenant) -> None:
    logo = make_asset(nordlicht, "logo")
    Stationery.objects.create(tenant=nordlicht, logo=logo)

    assert [(use.code, use.name) for use in uses_of(logo)] == [("letterhead", "Logo")]
    with refused("“logo” is in use and cannot be deleted. Letterhead: Logo."):
        delete_asset(logo, by=None)


def test_a_sheet_that_names_a_picture_twice_is_one_use_and_a_deleted_one_is_none(nordlicht: Tenant) -> None:
    logo = make_asset(nordlicht, "logo")
    make_stylesheet(nordlicht, "Zweites", "a { background: url(asset:logo) } b { background: url(asset:logo) }")
    make_stylesheet(nordlicht, "Erstes", "p { background: url(asset:logo) }")
    gone = make_stylesheet(nordlicht, "Weg", "p { background: url(asset:logo) }")
    Stylesheet.objects.filter(pk=gone.pk).update(deleted_at=now())

    assert [use.name for use in uses_of(logo)] == ["Erstes", "Zweites"]


def test_uses_of_all_pictures_cost_two_statements(nordlicht: Tenant) -> None:
    for name in ("a", "b", "c"):
        make_asset(nordlicht, name)
        make_stylesheet(nordlicht, f"Bogen {name}", f"p {{ background: url(asset:{name}) }}")

    with statements() as sent:
        found = uses_by_name(nordlicht)

    assert {name: [use.name for use in uses] for name, uses in found.items()} == {
        name: [f"Bogen {name}"] for name in ("a", "b", "c")
    }
    assert len(sent) == 2


def test_pictures_are_listed_by_name_and_deleted_ones_apart(nordlicht: Tenant, alpina: Tenant) -> None:
    for name in ("seal", "logo"):
        make_asset(nordlicht, name)
    delete_asset(make_asset(nordlicht, "old"), by=None)
    make_asset(alpina, "peak")

    assert [row.name for row in assets_of(nordlicht)] == ["logo", "seal"]
    assert [row.name for row in assets_of(nordlicht, deleted=True)] == ["old"]
