"""Templates as the administration lists them, and what their mask offers to choose from."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.channels.models import MailAccount
from kontor.kernel.clock import now
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.texts.domain.template_queries import (
    accounts_to_send_from,
    assigned_file_ids,
    assignments_of,
    attachments_to_choose,
    content_in,
    default_include,
    includes_to_choose,
    languages_of,
    snippets_to_insert,
    templates_in_scope,
)
from kontor.texts.enums import FilePurpose, IncludePart, TemplateKind
from kontor.texts.models import TemplateFile
from tests.factories.channels import make_account
from tests.factories.texts import (
    make_assignment,
    make_content,
    make_include,
    make_library_file,
    make_template,
)
from tests.support.scoping import everywhere
from tests.support.statements import statements


def gone(*rows: Any) -> None:
    with everywhere():
        for row in rows:
            type(row).objects.filter(pk=row.pk).update(deleted_at=now())


def test_a_template_names_its_living_categories_and_its_languages_in_order(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    template = make_template(nordlicht, "Antwort", language="en", categories=(moving, billing))
    for language in ("fr", "de"):
        make_content(template, language)

    with everywhere(), statements() as sent:
        [row] = templates_in_scope()
        assert (row.category_names, row.languages) == ("Abrechnung, Umzug", "de, en, fr")  # type: ignore[attr-defined]
        assert row.tenant == nordlicht
    assert len(sent) == 1
    gone(billing)
    with everywhere():
        assert templates_in_scope().get().category_names == "Umzug"  # type: ignore[attr-defined]


def test_a_template_without_categories_and_languages_names_none(nordlicht: Tenant) -> None:
    template = make_template(nordlicht, "Leer")
    with everywhere():
        template.contents.all().delete()

        row: Any = templates_in_scope().get()
        assert (row.category_names, row.languages) == ("", "")


def test_living_and_deleted_templates_are_listed_apart_and_deleted_tenants_not(
    nordlicht: Tenant, alpina: Tenant
) -> None:
    there, away = make_template(nordlicht, "Da"), make_template(nordlicht, "Weg")
    other = make_template(alpina, "Anderswo")
    gone(away)
    with everywhere():
        assert set(templates_in_scope()) == {there, other}
        assert list(templates_in_scope(deleted=True)) == [away]
    gone(alpina)
    with everywhere():
        assert list(templates_in_scope()) == [there]


def test_parts_to_choose_are_the_tenants_living_ones_of_this_kind_by_name(nordlicht: Tenant, alpina: Tenant) -> None:
    last, first = (
        make_include(nordlicht, IncludePart.FOOTER, name=name, default=False) for name in ("Zuletzt", "Ärmel")
    )
    make_include(nordlicht, IncludePart.LETTERHEAD)
    make_include(alpina, IncludePart.FOOTER)
    gone(make_include(nordlicht, IncludePart.FOOTER, default=False))

    with everywhere():
        assert list(includes_to_choose(nordlicht.pk, "footer")) == [first, last]


def test_the_default_of_a_part_is_the_one_that_says_so(nordlicht: Tenant, alpina: Tenant) -> None:
    make_include(alpina, IncludePart.FOOTER)
    make_include(nordlicht, IncludePart.FOOTER, name="Anders", default=False)
    with everywhere():
        assert default_include(nordlicht.pk, "footer") is None
    chosen = make_include(nordlicht, IncludePart.FOOTER, name="Üblich")
    with everywhere():
        assert default_include(nordlicht.pk, "footer") == chosen


def test_what_a_text_may_name_is_no_layout_no_style_and_no_template(nordlicht: Tenant, alpina: Tenant) -> None:
    made = {part: make_include(nordlicht, part, name=part.value) for part in IncludePart if part}
    make_template(nordlicht, "Antwort")
    make_include(alpina, IncludePart.SNIPPET)

    with everywhere():
        assert {row.part for row in snippets_to_insert(nordlicht.pk)} == made.keys() - {
            IncludePart.LAYOUT,
            IncludePart.STYLE,
        }
        names = [row.name for row in snippets_to_insert(nordlicht.pk)]
        assert names == sorted(names)


def test_accounts_to_send_from_are_the_tenants_then_the_general_ones(
    nordlicht: Tenant, alpina_account: MailAccount, general_account: MailAccount
) -> None:
    second, first = make_account(nordlicht, name="Zweites"), make_account(nordlicht, name="Erstes")
    make_account(nordlicht, smtp_host="")
    gone(make_account(nordlicht, name="Altes"))

    with everywhere():
        assert list(accounts_to_send_from(nordlicht.pk)) == [first, second, general_account]


def test_attachments_to_choose_are_no_pictures(nordlicht: Tenant, alpina: Tenant) -> None:
    second, first = make_library_file(nordlicht, "Tarife"), make_library_file(nordlicht, "AGB")
    make_library_file(nordlicht, "Logo", purpose=FilePurpose.PICTURE)
    make_library_file(alpina, "Anderswo")
    gone(make_library_file(nordlicht, "Altes"))

    with everywhere():
        assert list(attachments_to_choose(nordlicht.pk)) == [first, second]


def test_the_files_of_a_template_are_those_that_are_there(nordlicht: Tenant) -> None:
    template, other = make_template(nordlicht), make_template(nordlicht)
    there, away = make_library_file(nordlicht), make_library_file(nordlicht)
    with everywhere():
        for one, file in ((template, there), (template, away), (other, there)):
            TemplateFile.objects.create(tenant=nordlicht, template=one, file=file)
    gone(away)

    with everywhere():
        assert assigned_file_ids(template) == [there.pk]


def test_each_category_says_how_the_template_is_assigned_and_what_is_suggested_there(
    nordlicht: Tenant, billing: Category, moving: Category, claims: Category
) -> None:
    template, rival = make_template(nordlicht, "Meine"), make_template(nordlicht, "Andere")
    inquiry = make_template(nordlicht, "Rückfrage", kind=TemplateKind.INQUIRY)
    own = make_assignment(template, billing, is_default=False)
    make_assignment(rival, billing)
    make_assignment(inquiry, moving)

    with everywhere():
        assert assignments_of(template) == [(billing, own, "Andere"), (moving, None, "")]
    gone(rival, moving)
    with everywhere():
        assert assignments_of(template) == [(billing, own, "")]


def test_the_tenants_own_language_stands_first(nordlicht: Tenant) -> None:
    template = make_template(nordlicht, language="en")
    for language in ("de", "cs"):
        make_content(template, language)

    with everywhere():
        assert languages_of(template) == [nordlicht.language, *sorted({"cs", "de", "en"} - {nordlicht.language})]


@pytest.mark.parametrize(("language", "saved"), [("de", True), ("en", False)])
def test_a_content_that_is_not_there_is_a_new_one(nordlicht: Tenant, language: str, saved: bool) -> None:
    template = make_template(nordlicht, html="<p>Da</p>", language="de")

    with everywhere():
        content = content_in(template, language)

    assert (content.pk is not None, content.language, content.html) == (saved, language, "<p>Da</p>" if saved else "")
    assert (content.template, content.tenant_id) == (template, nordlicht.pk)
