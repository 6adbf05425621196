"""In which categories templates are offered and suggested, which lose a suggestion by that; which files go along."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.kernel.clock import now
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.texts.domain.template_assignments import Displaced, assign, follow_kind, set_files, take_default
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate, TemplateAssignment, TemplateFile
from tests.factories.texts import make_include, make_library_file, make_template
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


@pytest.fixture(autouse=True)
def _scope(nordlicht: Tenant, alpina: Tenant) -> Any:
    with in_scope(nordlicht, alpina):
        yield


def assigned() -> dict[tuple[str, str], bool]:
    rows = TemplateAssignment.objects.values_list("template__name", "category__name", "is_default")
    return {(template, category): suggested for template, category, suggested in rows}


def test_a_template_is_offered_here_and_suggested_there_and_nowhere_else(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_service: Any
) -> None:
    template = make_template(nordlicht, "Meine", categories=(billing,))

    assert assign({template: {moving: True, billing: False}}) == {template: []}
    assert assigned() == {("Meine", "Abrechnung"): False, ("Meine", "Umzug"): True}
    assign({template: {moving: False}})
    assert assigned() == {("Meine", "Umzug"): False}
    assign({template: {}})
    assert assigned() == {}


def test_who_was_suggested_there_stays_offered_and_is_told(nordlicht: Tenant, billing: Category) -> None:
    mine, other = make_template(nordlicht, "Meine"), make_template(nordlicht, "Andere", categories=(billing,))

    assert assign({mine: {billing: True}}) == {mine: [Displaced(other, "Abrechnung")]}
    assert assigned() == {("Meine", "Abrechnung"): True, ("Andere", "Abrechnung"): False}
    assert Displaced(other, "Abrechnung").sentence(mine) == (
        "“Meine” is now suggested in the category “Abrechnung” instead of “Andere”."
    )


def test_a_suggestion_of_another_kind_is_no_rival(nordlicht: Tenant, billing: Category) -> None:
    mine = make_template(nordlicht, "Meine")
    make_template(nordlicht, "Rückfrage", kind=TemplateKind.INQUIRY, categories=(billing,))

    assert assign({mine: {billing: True}}) == {mine: []}
    assert all(assigned().values())


def test_a_deleted_template_loses_its_suggestion_without_a_word(nordlicht: Tenant, billing: Category) -> None:
    mine, other = make_template(nordlicht, "Meine"), make_template(nordlicht, "Andere", categories=(billing,))
    ReplyTemplate.objects.filter(pk=other.pk).update(deleted_at=now())

    assert assign({mine: {billing: True}}) == {mine: []}
    assert assigned()["Andere", "Abrechnung"] is False


def test_of_two_at_once_one_is_suggested(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    one, two = make_template(nordlicht, "Eine"), make_template(nordlicht, "Zweite")

    with refused("“Eine” and “Zweite” cannot both be suggested in the category “Abrechnung”."):
        assign({one: {billing: True}, two: {billing: True}})
    assign({one: {billing: True}, two: {billing: False, moving: True}})

    assert {key for key, suggested in assigned().items() if suggested} == {("Eine", "Abrechnung"), ("Zweite", "Umzug")}


def test_two_may_change_places_without_being_told_of_each_other(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    one = make_template(nordlicht, "Eine", categories=(billing,))
    two = make_template(nordlicht, "Zweite", categories=(moving,))

    assert assign({one: {moving: True}, two: {billing: True}}) == {one: [], two: []}
    assert assigned() == {("Eine", "Umzug"): True, ("Zweite", "Abrechnung"): True}


def test_a_deleted_category_keeps_its_templates_and_suggests_none(nordlicht: Tenant, billing: Category) -> None:
    template = make_template(nordlicht, "Meine", categories=(billing,))
    Category.objects.filter(pk=billing.pk).update(deleted_at=now())

    assign({template: {}})

    assert assigned() == {("Meine", "Abrechnung"): False}


def test_what_cannot_be_assigned_is_refused(nordlicht: Tenant, claims: Category, billing: Category) -> None:
    with refused("The category “Schaden” belongs to another tenant."):
        assign({make_template(nordlicht): {claims: False}})
    include = make_include(nordlicht, IncludePart.SNIPPET)
    with refused("An include is assigned to no category."):
        assign({include: {billing: False}})
    assert assign({include: {}}) == {include: []}


def test_many_templates_cost_as_much_as_one(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    def cost(count: int) -> int:
        templates = [make_template(nordlicht) for _each in range(count)]
        with statements() as sent:
            assign({template: {billing: False, moving: False} for template in templates})
        return len(sent)

    assert cost(1) == cost(4)


def test_a_kind_that_changes_takes_its_assignments_along_and_no_suggestion_away(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    rival = make_template(nordlicht, "Andere", kind=TemplateKind.INQUIRY, categories=(billing,))
    template = make_template(nordlicht, "Meine", categories=(billing, moving))
    template.kind = TemplateKind.INQUIRY
    template.save(update_fields=["kind"])

    kept = follow_kind([template])

    assert dict(kept) == {template: [Displaced(rival, "Abrechnung", kept=True)]}
    assert assigned() == {
        ("Andere", "Abrechnung"): True,
        ("Meine", "Abrechnung"): False,
        ("Meine", "Umzug"): True,
    }
    assert set(TemplateAssignment.objects.values_list("kind", flat=True)) == {TemplateKind.INQUIRY}
    assert kept[template][0].sentence(template) == "“Andere” stays the suggestion in the category “Abrechnung”."


def test_what_keeps_its_kind_keeps_everything(nordlicht: Tenant, billing: Category) -> None:
    template = make_template(nordlicht, "Meine", categories=(billing,))

    assert dict(follow_kind([template])) == {}
    assert assigned() == {("Meine", "Abrechnung"): True}


def test_the_default_of_a_part_is_taken_from_the_other_of_this_part_and_tenant(
    nordlicht: Tenant, alpina: Tenant
) -> None:
    other = make_include(nordlicht, IncludePart.FOOTER, name="Alt")
    letterhead, elsewhere = make_include(nordlicht, IncludePart.LETTERHEAD), make_include(alpina, IncludePart.FOOTER)
    mine = make_include(nordlicht, IncludePart.FOOTER, name="Neu", default=False)

    assert take_default(mine) == []
    mine.is_default = True
    [displaced] = take_default(mine)

    assert displaced == Displaced(other)
    assert displaced.sentence(mine) == "“Neu” is now the default of the tenant instead of “Alt”."
    defaults = ReplyTemplate.objects.filter(is_default=True)
    assert set(defaults) == {letterhead, elsewhere}


def test_files_go_along_as_said_and_those_that_stay_keep_their_row(nordlicht: Tenant) -> None:
    template, other = make_template(nordlicht), make_template(nordlicht)
    first, second, third = (make_library_file(nordlicht) for _each in range(3))
    set_files({template: [first, second], other: [first]})
    rows = dict(TemplateFile.objects.filter(template=template).values_list("file_id", "pk"))

    set_files({template: [second, third, third]})

    after = dict(TemplateFile.objects.filter(template=template).values_list("file_id", "pk"))
    assert after.keys() == {second.pk, third.pk}
    assert after[second.pk] == rows[second.pk]
    assert TemplateFile.objects.filter(template=other).count() == 1


@pytest.mark.parametrize("why", ["deleted", "of another tenant"])
def test_a_file_that_is_not_there_does_not_go_along(nordlicht: Tenant, alpina: Tenant, why: str) -> None:
    values = {"deleted_at": now()} if why == "deleted" else {}
    file = make_library_file(nordlicht if why == "deleted" else alpina, "AGB", **values)

    with everywhere(), refused("The file “AGB” is not in the library of this tenant."):
        set_files({make_template(nordlicht): [file]})
