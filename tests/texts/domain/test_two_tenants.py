"""Texts of one tenant where the rows of two are in the scope: names, defaults and greetings are each tenant's own."""

from __future__ import annotations

from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.texts.domain.greetings import greetings_in, languages_with_greetings, set_greetings
from kontor.texts.domain.library import Upload, add_file
from kontor.texts.domain.module_groups import create_group
from kontor.texts.domain.module_use import offered_module, texts_of
from kontor.texts.domain.modules import ModuleValues, create_module
from kontor.texts.domain.template_queries import assignments_of
from kontor.texts.domain.template_record import free_name
from kontor.texts.domain.templates import create_template
from kontor.texts.enums import FilePurpose, FormOfAddress, IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate, TextModule
from tests.support.scoping import in_scope


def test_both_may_use_the_same_names(nordlicht: Tenant, alpina: Tenant) -> None:
    seen = []
    with in_scope(nordlicht, alpina):
        for tenant in (alpina, nordlicht):
            create_group(tenant, name="Gruß", by=None)
            create_module(tenant, ModuleValues("Dank", "<p>Danke</p>", shortcut="dk"), by=None)
            add_file(tenant, Upload("a.txt", b"a"), name="Anleitung", purpose=FilePurpose.ATTACHMENT, by=None)
            template = create_template(tenant, name="Antwort", by=None).template
            seen.append((template.internal_name, free_name(template)))

    assert seen[0] == seen[1]


def test_a_default_takes_the_place_of_the_tenants_own_only(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht, alpina):
        for tenant in (alpina, nordlicht):
            values = {"kind": TemplateKind.INCLUDE, "part": IncludePart.LETTERHEAD, "is_default": True}
            create_template(tenant, name="Kopf", by=None, **values)  # type: ignore[arg-type]

        assert ReplyTemplate.objects.filter(is_default=True).count() == 2


def test_greetings(nordlicht: Tenant, alpina: Tenant) -> None:
    form = FormOfAddress.values[0]
    with in_scope(nordlicht, alpina):
        set_greetings(alpina, "de", {form: "Grüezi"}, version=greetings_in(alpina, "de").version, by=None)

        assert (languages_with_greetings(nordlicht), greetings_in(nordlicht, "de").own) == ([], {})
        set_greetings(nordlicht, "de", {}, version=greetings_in(nordlicht, "de").version, by=None)

        assert greetings_in(alpina, "de").own == {form: "Grüezi"}


def test_modules_and_categories(nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category) -> None:
    with in_scope(nordlicht, alpina):
        theirs = create_module(alpina, ModuleValues("Dank", "<p>Danke</p>"), by=None)
        template = create_template(nordlicht, name="Antwort", by=None).template

        assert offered_module(theirs.pk, tenant_id=nordlicht.pk) is None
        assert texts_of([theirs.pk], tenant_id=nordlicht.pk) == {}
        assert [category for category, *_more in assignments_of(template)] == [billing]
        assert TextModule.objects.get() == theirs
