"""Text modules as they are put into answers: which may be taken where, what they say, how their use is counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kontor.kernel.clock import now
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.texts.domain.greetings import languages_with_greetings, with_greeting_counts
from kontor.texts.domain.module_queries import assigned_category_ids, group_names, groups_in_scope, modules_in_scope
from kontor.texts.domain.module_use import count_use, offered_module, texts_of
from kontor.texts.models import TextModule
from tests.conftest import Frozen
from tests.factories.texts import make_greeting, make_module, make_module_group
from tests.support.scoping import in_scope
from tests.support.statements import statements


@pytest.fixture(autouse=True)
def inside(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    with in_scope(nordlicht, alpina):
        yield


def test_a_module_of_the_tenant_may_be_taken_from_any_category(
    nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    module, other = make_module(nordlicht, categories=(billing,)), make_module(alpina)
    gone = make_module(nordlicht, deleted_at=now())

    assert offered_module(module.pk, tenant_id=nordlicht.pk) == module
    assert offered_module(other.pk, tenant_id=nordlicht.pk) is None
    assert offered_module(gone.pk, tenant_id=nordlicht.pk) is None


def test_where_only_those_of_a_category_are_wanted_those_for_all_are_offered_too(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    of_all = make_module(nordlicht)
    here, both, elsewhere = (
        make_module(nordlicht, categories=categories) for categories in ((billing,), (billing, moving), (moving,))
    )

    offered = [
        offered_module(module.pk, tenant_id=nordlicht.pk, only_in=billing.pk) == module
        for module in (of_all, here, both, elsewhere)
    ]

    assert offered == [True, True, True, False]


def test_texts_are_those_of_living_modules_of_the_tenant_in_one_statement(nordlicht: Tenant, alpina: Tenant) -> None:
    first, second = make_module(nordlicht, html="<p>eins</p>"), make_module(nordlicht, html="<p>zwei</p>")
    others = [make_module(alpina), make_module(nordlicht, deleted_at=now())]

    with statements() as sent:
        found = texts_of([each.pk for each in (first, second, *others)], tenant_id=nordlicht.pk)

    assert found == {first.pk: "<p>eins</p>", second.pk: "<p>zwei</p>"}
    assert len(sent) == 1


def test_use_is_counted_for_this_module_with_its_time(nordlicht: Tenant, frozen: Frozen) -> None:
    used, other = make_module(nordlicht), make_module(nordlicht)
    count_use(used)
    frozen.move(hours=1)
    count_use(used)

    assert dict(TextModule.objects.values_list("pk", "used")) == {used.pk: 2, other.pk: 0}
    used.refresh_from_db()
    assert used.used_at == frozen.at


def test_a_module_names_its_group_and_its_living_categories_in_order(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    module = make_module(nordlicht, group="Fristen", categories=(moving, billing))
    with statements() as sent:
        [row] = modules_in_scope()
        assert (row.category_names, str(row.group), row.tenant) == ("Abrechnung, Umzug", "Fristen", nordlicht)  # type: ignore[attr-defined]
    assert len(sent) == 1

    Category.objects.filter(pk=moving.pk).update(deleted_at=now())

    assert modules_in_scope().get().category_names == "Abrechnung"  # type: ignore[attr-defined]
    assert assigned_category_ids(module) == [billing.pk]


def test_groups_count_living_modules_and_stand_by_name(nordlicht: Tenant, alpina: Tenant) -> None:
    make_module_group(nordlicht, "Ärger")
    make_module_group(alpina, "Berge")
    for deleted_at in (None, None, now()):
        make_module(nordlicht, group="Fristen", deleted_at=deleted_at)

    counts = {row.name: row.module_count for row in groups_in_scope()}  # type: ignore[attr-defined]
    assert counts == {"Ärger": 0, "Fristen": 2, "Berge": 0}
    assert group_names(nordlicht.pk) == ["Ärger", "Fristen"]
    Tenant.objects.filter(pk=alpina.pk).update(deleted_at=now())
    assert {row.name for row in groups_in_scope()} == {"Ärger", "Fristen"}


def test_languages_with_greetings_stand_in_order_once_each(nordlicht: Tenant, alpina: Tenant) -> None:
    for language, form in (("fr", "ms"), ("de", "ms"), ("de", "mr"), ("en", "ms")):
        make_greeting(nordlicht, form, "x", language=language)
    make_greeting(alpina, "ms", "x", language="it")

    assert languages_with_greetings(nordlicht) == ["de", "en", "fr"]
    counts = {row.name: row.greeting_count for row in with_greeting_counts(Tenant.objects.all())}  # type: ignore[attr-defined]
    assert counts == {"Nordlicht Energie": 4, "Alpina Versicherung": 1}
