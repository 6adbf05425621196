from __future__ import annotations

from dataclasses import replace

import pytest

from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.module_groups import create_group, delete_group, rename_group
from kontor.texts.domain.module_queries import (
    assigned_category_ids,
    group_names,
    groups_in_scope,
    modules_in_scope,
)
from kontor.texts.domain.modules import ModuleValues, change_module, create_module, delete_module, restore_module
from kontor.texts.domain.templates import delete_templates
from kontor.texts.enums import IncludePart
from kontor.texts.models import ModuleCategory, ModuleGroup, TextModule
from tests.factories.texts import make_include, make_module
from tests.support.refusal import refused
from tests.support.scoping import in_scope

GREETING = ModuleValues(name="Dank", html="<p>Vielen Dank für Ihre Nachricht.</p>", shortcut="dank", language="de")


@pytest.fixture(autouse=True)
def _scope(nordlicht: Tenant) -> object:
    with in_scope(nordlicht):
        yield


def test_create_keeps_what_was_entered_and_makes_the_group(nordlicht: Tenant, billing: Category, sven: User) -> None:
    made = create_module(nordlicht, replace(GREETING, group="Höflichkeit", categories=(billing,), top=True), by=sven)

    saved = TextModule.objects.get(pk=made.pk)
    assert (saved.name, saved.shortcut, saved.shortcut_key, saved.language) == ("Dank", "dank", "dank", "de")
    assert (saved.html, saved.top, saved.version) == ("<p>Vielen Dank für Ihre Nachricht.</p>", True, 1)
    assert saved.group == ModuleGroup.objects.get(name="Höflichkeit")
    assert assigned_category_ids(saved) == [billing.pk]
    entry = AuditEntry.objects.get(kind="texts.textmodule")
    assert (entry.action, entry.actor_id, entry.changes["categories"]) == ("created", sven.pk, [None, ["Abrechnung"]])


def test_html_of_our_own_people_is_cleaned_as_well(nordlicht: Tenant) -> None:
    made = create_module(
        nordlicht, replace(GREETING, html='<p onclick="x()">Guten Tag<script>alert(1)</script></p>'), by=None
    )

    assert made.html == "<p>Guten Tag</p>"


def test_a_module_without_a_text_is_refused(nordlicht: Tenant) -> None:
    with refused("A text module needs a text."):
        create_module(nordlicht, replace(GREETING, html="<p> <br></p>"), by=None)


def test_a_name_is_taken_within_its_language_only(nordlicht: Tenant) -> None:
    create_module(nordlicht, GREETING, by=None)

    with refused("There is a text module “Dank” in this language already. Choose another name."):
        create_module(nordlicht, replace(GREETING, name="DANK", shortcut=""), by=None)
    other = create_module(nordlicht, replace(GREETING, language="en"), by=None)
    assert other.shortcut == "dank"


def test_a_shortcut_is_compared_without_case(nordlicht: Tenant) -> None:
    create_module(nordlicht, GREETING, by=None)

    with refused("The shortcut “DANK” belongs to the text module “Dank”. Choose another."):
        create_module(nordlicht, replace(GREETING, name="Anders", shortcut="DANK"), by=None)


def test_modules_without_a_shortcut_do_not_get_in_each_others_way(nordlicht: Tenant) -> None:
    create_module(nordlicht, replace(GREETING, shortcut=""), by=None)
    create_module(nordlicht, replace(GREETING, name="Gruß", shortcut=""), by=None)

    assert TextModule.objects.filter(shortcut_key="").count() == 2


def test_change_writes_what_differs(nordlicht: Tenant, billing: Category, moving: Category, sven: User) -> None:
    module = create_module(nordlicht, replace(GREETING, categories=(billing,)), by=None)

    values = replace(GREETING, name="Danke", categories=(moving,), group="Neu")
    changed = change_module(module, values, version=1, by=sven)

    assert (changed.version, changed.sort_key, assigned_category_ids(changed)) == (2, "danke", [moving.pk])
    entry = AuditEntry.objects.get(kind="texts.textmodule", action="changed")
    assert entry.changes == {
        "name": ["Dank", "Danke"],
        "module_group": ["", "Neu"],
        "categories": [["Abrechnung"], ["Umzug"]],
    }


def test_change_of_what_somebody_else_changed_is_refused(nordlicht: Tenant) -> None:
    module = create_module(nordlicht, GREETING, by=None)
    change_module(module, replace(GREETING, name="Danke"), version=1, by=None)

    with refused("Somebody else has changed the text module “Danke” in the meantime. Nothing was overwritten."):
        change_module(module, replace(GREETING, name="Merci"), version=1, by=None)


def test_change_of_a_deleted_one_is_refused(nordlicht: Tenant) -> None:
    module = create_module(nordlicht, GREETING, by=None)
    delete_module(module, by=None)

    with refused("The text module “Dank” has been deleted in the meantime."):
        change_module(module, GREETING, version=2, by=None)


def test_category_of_another_tenant_is_refused(nordlicht: Tenant, alpina: Tenant, claims: Category) -> None:
    with (
        in_scope(nordlicht, alpina),
        refused(f"The category “{claims.name}” belongs to another tenant."),
    ):
        create_module(nordlicht, replace(GREETING, categories=(claims,)), by=None)


def test_a_deleted_category_comes_back_with_its_modules(nordlicht: Tenant, billing: Category) -> None:
    module = create_module(nordlicht, replace(GREETING, categories=(billing,)), by=None)
    Category.objects.filter(pk=billing.pk).update(deleted_at=clock.now())

    change_module(module, GREETING, version=1, by=None)

    assert assigned_category_ids(module) == []
    assert ModuleCategory.objects.filter(module=module, category=billing).exists()


def test_delete_and_restore(nordlicht: Tenant, sven: User) -> None:
    module = create_module(nordlicht, GREETING, by=None)
    delete_module(module, by=sven)
    delete_module(module, by=sven)
    assert list(modules_in_scope()) == []
    assert [each.name for each in modules_in_scope(deleted=True)] == ["Dank"]

    restore_module(module, by=sven)

    assert [each.name for each in modules_in_scope()] == ["Dank"]
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "created",
        "deleted",
        "restored",
    ]


def test_restore_is_refused_while_the_shortcut_is_anothers(nordlicht: Tenant) -> None:
    module = create_module(nordlicht, GREETING, by=None)
    delete_module(module, by=None)
    create_module(nordlicht, replace(GREETING, name="Neu"), by=None)

    with refused("The shortcut “dank” belongs to the text module “Neu”. Choose another."):
        restore_module(module, by=None)


def test_groups_are_counted_renamed_and_removed(nordlicht: Tenant, sven: User) -> None:
    group = create_group(nordlicht, name="Höflichkeit", by=sven)
    module = create_module(nordlicht, replace(GREETING, group="höflichkeit"), by=None)
    assert [(each.name, each.module_count) for each in groups_in_scope()] == [("Höflichkeit", 1)]  # type: ignore[attr-defined]

    rename_group(group, name="Gruß und Dank", by=sven)
    assert group_names(nordlicht.pk) == ["Gruß und Dank"]

    delete_group(group, by=sven)
    module.refresh_from_db()
    assert (module.group, list(ModuleGroup.objects.all())) == (None, [])


def test_two_groups_of_one_name_are_refused(nordlicht: Tenant) -> None:
    create_group(nordlicht, name="Höflichkeit", by=None)
    other = create_group(nordlicht, name="Versand", by=None)

    with refused("There is a group “Höflichkeit” already. Choose another name."):
        create_group(nordlicht, name="HÖFLICHKEIT", by=None)
    with refused("There is a group “Höflichkeit” already. Choose another name."):
        rename_group(other, name="Höflichkeit", by=None)


def test_tenants_do_not_see_each_others(nordlicht: Tenant, alpina: Tenant) -> None:
    make_module(alpina, "Alpin", group="Berge")

    assert list(modules_in_scope()) == []
    assert list(groups_in_scope()) == []


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ("<p>Hallo ${custmer.name}</p>", "There is no placeholder ${custmer.name}. Do you mean ${customer.name}?"),
        ("<p>${content}</p>", "The placeholder ${content} cannot stand here."),
        ("<p>${include.fehlt}</p>", "There is no include “fehlt”. There are: ${include.oeffnungszeiten}."),
        ("<p>${include.aussen}</p>", "There is no include “aussen”. There are: ${include.oeffnungszeiten}."),
    ],
)
def test_unknown_placeholders_and_includes_are_refused(nordlicht: Tenant, html: str, sentence: str) -> None:
    make_include(nordlicht, IncludePart.SNIPPET, "<p>9 bis 17 Uhr</p>", internal_name="oeffnungszeiten")
    make_include(nordlicht, IncludePart.LAYOUT, "<p>${content}</p>", internal_name="aussen")
    module = create_module(nordlicht, GREETING, by=None)

    with refused(sentence):
        create_module(nordlicht, replace(GREETING, name="Neu", shortcut="", html=html), by=None)
    with refused(sentence):
        change_module(module, replace(GREETING, html=html), version=1, by=None)
    assert TextModule.objects.get().html == GREETING.html


def test_an_include_of_another_tenant_is_none(nordlicht: Tenant, alpina: Tenant) -> None:
    make_include(alpina, IncludePart.SNIPPET, "<p>8 bis 16 Uhr</p>", internal_name="oeffnungszeiten")

    with refused("There is no include “oeffnungszeiten”; there is none at all yet."):
        create_module(nordlicht, replace(GREETING, html="<p>${include.oeffnungszeiten}</p>"), by=None)


def test_what_can_be_filled_in_is_kept(nordlicht: Tenant) -> None:
    make_include(nordlicht, IncludePart.SNIPPET, "<p>9 bis 17 Uhr</p>", internal_name="oeffnungszeiten")
    html = "<p>${customer.name|Kundin} ${include.oeffnungszeiten} ${signature}</p>"

    assert create_module(nordlicht, replace(GREETING, html=html), by=None).html == html


def test_none_is_restored_whose_include_is_gone(nordlicht: Tenant) -> None:
    snippet = make_include(nordlicht, IncludePart.SNIPPET, "<p>9 bis 17 Uhr</p>", internal_name="oeffnungszeiten")
    module = create_module(nordlicht, replace(GREETING, html="<p>${include.oeffnungszeiten}</p>"), by=None)
    delete_module(module, by=None)
    delete_templates([snippet], by=None)

    with refused("There is no include “oeffnungszeiten”; there is none at all yet."):
        restore_module(module, by=None)
