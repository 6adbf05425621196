"""Text modules in the file of a tenant."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.kernel.clock import now
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.texts.models import TextModule
from tests.factories.texts import make_library_file
from tests.support.scoping import everywhere
from tests.tenant_files.sections.conftest import misread, mistake, put, settled, there

pytestmark = pytest.mark.django_db
CATEGORIES = "categories: [{internal_name: billing, name: Abrechnung}]\n"

MODULE = "- {name: %s, language: '%s', html: '<p>%s</p>'%s}\n"


def modules(tenant: Tenant) -> dict[tuple[str, str], dict[str, Any]]:
    return {(each["name"], each["language"]): each for each in there(tenant, "text_modules")}


def test_a_module_is_known_by_name_and_language(nordlicht: Tenant) -> None:
    put("text_modules:\n" + MODULE % ("Frist", "de", "Bald.", "") + MODULE % ("Frist", "en", "Soon.", ""))

    done = put("text_modules:\n" + MODULE % ("Frist", "de", "Gleich.", ", top: yes"))

    assert [(step.kind.value, step.name) for step in done.steps] == [("changed", "Frist"), ("removed", "Frist")]
    [found] = modules(nordlicht).values()
    assert (found["html"], found["top"], found["language"]) == ("<p>Gleich.</p>", True, "de")


def test_a_module_names_living_categories_and_its_group(nordlicht: Tenant) -> None:
    more = ", categories: [billing], group: Fristen, shortcut: fr"
    put(CATEGORIES + "text_modules:\n" + MODULE % ("Frist", "", "Bald.", more))
    found = modules(nordlicht)["Frist", ""]
    assert (found["categories"], found["group"], found["shortcut"]) == (["billing"], "Fristen", "fr")

    with everywhere():
        Category.objects.update(deleted_at=now())

    assert modules(nordlicht)["Frist", ""]["categories"] == []


def shortcuts(**of: str) -> str:
    return "text_modules:\n" + "".join(MODULE % (name, "de", name, f", shortcut: {key}") for name, key in of.items())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"Eins": "x", "Zwei": "y"}, {"Eins": "y", "Zwei": "X"}),
        ({"Eins": "x", "Zwei": "y"}, {"Eins": "y", "Zwei": "z"}),
        ({"Eins": "x", "Zwei": "y"}, {"Eins": "Y"}),
        ({"Eins": "x"}, {"Drei": "x"}),
        ({"Eins": "x"}, {"Anton": "x", "Eins": "y"}),
    ],
    ids=["change places", "move on", "of one that goes", "new of one that goes", "new of one that changes"],
)
def test_a_shortcut_goes_from_one_module_to_another(
    nordlicht: Tenant, before: dict[str, str], after: dict[str, str]
) -> None:
    put(shortcuts(**before))

    put(shortcuts(**after))

    assert settled(shortcuts(**after))
    assert {name: module["shortcut"] for (name, _language), module in modules(nordlicht).items()} == after


def test_of_two_modules_with_one_shortcut_the_second_is_told_in_its_line(nordlicht: Tenant) -> None:
    put(shortcuts(Eins="x", Zwei="y"))

    assert mistake(shortcuts(Eins="x", Zwei="X")) == (
        "Line 5, text_modules: Zwei: The shortcut “X” belongs to the text module “Eins”. Choose another."
    )


@pytest.mark.parametrize("html", ["", "<p> </p>", "<script>x()</script>"])
def test_a_module_has_a_text(html: str) -> None:
    assert misread(f"text_modules: [{{name: Leer, html: '{html}'}}]\n") == (
        "Line 3, text_modules[0]: A text module needs a text."
    )


def test_a_picture_alone_is_a_text_and_stands_there_by_its_name(nordlicht: Tenant) -> None:
    picture = make_library_file(nordlicht, "Logo", filename="logo.png", content_type="image/png", purpose="picture")
    text = 'text_modules: [{name: Bild, html: \'<p><img src="picture:Logo" alt="Logo"></p>\'}]\n'

    put(text)

    assert 'src="picture:Logo"' in modules(nordlicht)["Bild", ""]["html"]
    with everywhere():
        assert f"picture:{picture.pk}" in TextModule.objects.get().html
    assert mistake(text.replace("picture:Logo", "picture:Nix")) == (
        "Line 3, text_modules: Bild: There is no picture “Nix” in the library."
    )


def test_what_harms_is_taken_out_before_it_is_compared(nordlicht: Tenant) -> None:
    text = "text_modules: [{name: A, html: '<p onclick=\"x()\">Gut.</p>'}]\n"

    put(text)

    assert modules(nordlicht)["A", ""]["html"] == "<p>Gut.</p>"
    assert settled(text)
