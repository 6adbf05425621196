"""Templates and parts in each category and language."""

from __future__ import annotations

from kontor.org.models import AgentGroup, Category
from kontor.tenant_files.domain.copying import copy_like
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from kontor.texts.models import TemplateContent
from tests.factories.org import make_category
from tests.factories.texts import make_content, make_include, make_template
from tests.readiness.domain.looking.conftest import GREEN, OPEN, found, looked, state
from tests.support.scoping import everywhere


def test_templates_are_wanted_in_each_category_and_language(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    assert "“Abrechnung”, “Umzug”" in found(nordlicht, "templates").sentence
    german = make_template(nordlicht, "Allgemein", categories=(billing,))
    other = make_template(nordlicht, "Umzug", categories=(moving,))
    assert (state(nordlicht, "templates"), state(nordlicht, "language_de")) == (GREEN, GREEN)

    make_content(german, "en", html="<p>Done.</p>")

    line = found(nordlicht, "language_en")
    assert (line.state, line.row, line.word) == (OPEN, other.pk, "en")


def test_a_template_that_is_there_can_be_suggested_where_none_is(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    template = make_template(nordlicht, categories=(billing,))

    line = found(nordlicht, "templates")

    assert (line.place, line.row, line.word) == ("assignment", template.pk, str(moving.pk))


def test_a_template_of_no_category_serves_all(nordlicht: Tenant, billing: Category) -> None:
    make_template(nordlicht)

    assert state(nordlicht, "templates") == GREEN


def test_an_inactive_template_serves_nobody(nordlicht: Tenant, billing: Category) -> None:
    make_template(nordlicht, categories=(billing,), active=False)

    assert state(nordlicht, "templates") == OPEN


def test_categories_that_are_not_answered_need_no_template(nordlicht: Tenant, nordlicht_service: AgentGroup) -> None:
    make_category(nordlicht_service, "Nur lesen", answer_allowed=False)

    assert "templates" not in {line.key for line in looked(nordlicht).lines}


def test_parts_are_wanted_in_the_languages_of_the_templates(nordlicht: Tenant, billing: Category) -> None:
    template = make_template(nordlicht, categories=(billing,))
    assert (state(nordlicht, "letterhead"), found(nordlicht, "letterhead").place) == (OPEN, "new_include")
    letterhead = make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Nordlicht</p>")
    assert state(nordlicht, "letterhead") == GREEN

    make_content(template, "en", html="<p>Done.</p>")

    line = found(nordlicht, "letterhead")
    assert (line.state, line.row, line.word) == (OPEN, letterhead.pk, "en")
    assert state(nordlicht, "footer") == OPEN


def test_a_tenant_created_like_another_one_does_not_name_it(nordlicht: Tenant, billing: Category) -> None:
    make_include(nordlicht, IncludePart.FOOTER, "<p>Nordlicht Energie, Hamburg</p>", name="Fußzeile")
    with everywhere():
        made = copy_like(nordlicht, name="Südwind", code="SUED", by=None)[0]
    names = found(made, "origin")

    with everywhere():
        TemplateContent.objects.filter(tenant=made).update(html="<p>Südwind, München</p>")

    assert (names.state, names.place, names.word) == (OPEN, "template_contents", "de")
    assert names.sentence == "“Nordlicht Energie”, which this tenant was created like, is still named in “Fußzeile”."
    clean = found(made, "origin")
    assert (clean.state, "Nordlicht" in clean.sentence) == (GREEN, False)
    assert "origin" not in {line.key for line in looked(nordlicht).lines}
