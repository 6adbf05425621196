"""Names in words of categories and templates: each is one's at a time, and goes from one to another."""

from __future__ import annotations

import pytest

from kontor.org.models import Category
from kontor.tenants.models import Tenant
from tests.support.scoping import everywhere
from tests.tenant_files.sections.conftest import put, settled, there

pytestmark = pytest.mark.django_db

MORE = {"categories": "", "templates": ", kind: reply, contents: {de: {html: A}}"}


def named(section: str, names: dict[str, str]) -> str:
    lines = (f"- {{internal_name: {key}, name: {name}{MORE[section]}}}\n" for key, name in names.items())
    return f"{section}:\n" + "".join(lines)


@pytest.mark.parametrize("section", list(MORE))
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": "Eins"}, {"b": "Eins"}),
        ({"a": "Eins"}, {"a": "Zwei", "b": "Eins"}),
        ({"a": "Eins", "b": "Zwei"}, {"b": "Eins"}),
    ],
    ids=["new, of one that goes", "new, of one that changes", "of one that goes"],
)
def test_a_name_goes_from_one_to_another(
    nordlicht: Tenant, section: str, before: dict[str, str], after: dict[str, str]
) -> None:
    put(named(section, before))

    put(named(section, after))

    assert settled(named(section, after))
    assert {each["internal_name"]: each["name"] for each in there(nordlicht, section)} == after


@pytest.mark.parametrize("section", list(MORE))
def test_what_comes_back_under_another_name_needs_not_the_old_one(nordlicht: Tenant, section: str) -> None:
    for names in ({"a": "Eins", "c": "Drei"}, {"c": "Drei"}, {"b": "Eins"}, {"b": "Eins", "a": "Zwei"}):
        put(named(section, names))

    assert {each["internal_name"]: each["name"] for each in there(nordlicht, section)} == {"b": "Eins", "a": "Zwei"}


def test_what_gave_its_name_away_can_be_told_from_its_successor(nordlicht: Tenant) -> None:
    put(named("categories", {"a": "Eins"}))
    put(named("categories", {"b": "Eins"}))

    with everywhere():
        assert Category.objects.exclude(deleted_at=None).get(tenant=nordlicht).name == "Eins (a)"
