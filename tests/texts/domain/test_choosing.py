from __future__ import annotations

from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.texts.domain.choosing import choose_template, may_be_used, offered_templates
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate
from tests.factories.texts import make_content, make_include, make_template
from tests.support.scoping import in_scope
from tests.support.statements import statements


def chosen(category: Category, kind: TemplateKind = TemplateKind.REPLY, language: str = "de") -> tuple[str, str] | None:
    with in_scope(category.tenant_id):
        choice = choose_template(category, kind, language=language, otherwise="de")
    return (choice.template.name, choice.content.language) if choice else None


def test_the_default_of_the_category_is_chosen(nordlicht: Tenant, billing: Category, moving: Category):
    make_template(nordlicht, "A offen für alle")
    make_template(nordlicht, "B auch", categories=(billing,), is_default=False)
    make_template(nordlicht, "C Vorschlag", categories=(billing,))
    make_template(nordlicht, "D Zwischenbescheid", kind=TemplateKind.INTERMEDIATE, categories=(billing,))

    assert chosen(billing) == ("C Vorschlag", "de")
    assert chosen(billing, TemplateKind.INTERMEDIATE) == ("D Zwischenbescheid", "de")
    assert chosen(billing, TemplateKind.FORWARD) is None
    assert chosen(moving) == ("A offen für alle", "de")


def test_a_template_that_others_use_is_not_chosen(nordlicht: Tenant, billing: Category, moving: Category):
    make_template(nordlicht, categories=(billing,))

    assert chosen(moving) is None


def test_the_language_asked_for_is_chosen(nordlicht: Tenant, billing: Category):
    template = make_template(nordlicht, "Vorschlag", categories=(billing,))
    make_content(template, "en", html="<p>English</p>")

    assert [chosen(billing, language=each) for each in ("en", "en-GB", "fr")] == [
        ("Vorschlag", "en"),
        ("Vorschlag", "en"),
        ("Vorschlag", "de"),
    ]


def test_what_is_switched_off_deleted_or_empty_is_not_chosen(nordlicht: Tenant, billing: Category):
    make_template(nordlicht, categories=(billing,), active=False)
    make_template(nordlicht, deleted_at="2026-01-01T00:00:00Z")
    empty = make_template(nordlicht)
    with in_scope(nordlicht):
        empty.contents.all().delete()

    assert chosen(billing) is None


def test_templates_of_another_tenant_are_not_chosen(nordlicht: Tenant, alpina: Tenant, billing: Category):
    theirs = make_template(alpina, "Fremd")

    with in_scope(nordlicht, alpina):
        assert choose_template(billing, TemplateKind.REPLY, language="de", otherwise="de") is None
        assert offered_templates(billing, TemplateKind.REPLY) == []
        assert may_be_used(theirs, billing) is False


def test_what_is_offered_stands_in_order(nordlicht: Tenant, billing: Category, moving: Category):
    make_template(nordlicht, "Z für alle")
    make_template(nordlicht, "Y dabei", categories=(billing,), is_default=False)
    first = make_template(nordlicht, "X Vorschlag", categories=(billing,))
    make_content(first, "en")
    make_template(nordlicht, "A anderswo", categories=(moving,))
    make_include(nordlicht, IncludePart.SNIPPET)

    with in_scope(nordlicht), statements() as sent:
        offered = offered_templates(billing, TemplateKind.REPLY)

    assert [(each.name, each.languages, each.is_suggested, each.is_assigned) for each in offered] == [
        ("X Vorschlag", ("de", "en"), True, True),
        ("Y dabei", ("de",), False, True),
        ("Z für alle", ("de",), False, False),
    ]
    assert len(sent) == 2


def test_a_template_may_be_used_where_it_is_offered(nordlicht: Tenant, billing: Category, moving: Category):
    here, anywhere = make_template(nordlicht, categories=(billing,)), make_template(nordlicht)
    snippet = make_include(nordlicht, IncludePart.SNIPPET)

    def usable(template: ReplyTemplate, category: Category) -> bool:
        with in_scope(nordlicht):
            return may_be_used(template, category)

    assert [usable(each, billing) for each in (here, anywhere, snippet)] == [True, True, False]
    assert [usable(each, moving) for each in (here, anywhere, snippet)] == [False, True, False]


def test_choosing_among_those_for_all_takes_one_statement_more(nordlicht: Tenant, billing: Category, moving: Category):
    make_template(nordlicht, categories=(billing,))
    make_template(nordlicht, "Für alle")

    with in_scope(nordlicht), statements() as sent:
        choice = choose_template(moving, TemplateKind.REPLY, language="de", otherwise="de")

    assert choice and choice.template.name == "Für alle"
    assert len(sent) == 2


def test_choosing_takes_one_statement(nordlicht: Tenant, billing: Category):
    for number in range(3):
        make_template(nordlicht, f"Vorlage {number}", categories=(billing,), is_default=number == 0)

    with in_scope(nordlicht), statements() as sent:
        choose_template(billing, TemplateKind.REPLY, language="de", otherwise="de")

    assert len(sent) == 1
