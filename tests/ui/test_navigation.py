from __future__ import annotations

import re
from types import SimpleNamespace
from typing import cast

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy

from kontor.ui import navigation, steady
from kontor.ui.navigation import Navigation, Place
from tests.ui.site.middleware import Person

pytestmark = pytest.mark.usefixtures("site")


def asking(path: str = "/", *, may: str = "everything") -> HttpRequest:
    request = RequestFactory().get(path)
    access = SimpleNamespace(may_anywhere=lambda key: may == "everything" or key == may)
    return cast(HttpRequest, _with(request, user=Person(), access=access))


def _with(request: HttpRequest, **facts: object) -> HttpRequest:
    for name, fact in facts.items():
        setattr(request, name, fact)
    return request


def test_rail_shows_sections_with_something_to_see() -> None:
    all_signs = Navigation(asking()).rail
    fewer = Navigation(asking(may="other")).rail

    assert [sign.section.key for sign in all_signs] == ["desk", "supervision", "administration"]
    assert [sign.section.key for sign in fewer] == ["desk", "administration"]


def test_no_place_takes_the_key_of_another_one() -> None:
    with pytest.raises(ValueError, match="Two places have the key 'list'"):
        navigation.register_places(Place("list", "Listen", "rows", "desk"))


def test_nobody_sees_nothing() -> None:
    navigation = Navigation(RequestFactory().get("/"))

    assert navigation.rail == []
    assert navigation.account == []


def test_current_place_is_the_longest_beginning_of_the_path() -> None:
    current = Navigation(asking("/rows/7/")).current

    assert current is not None
    assert current.url == "/rows/"


def test_a_page_belongs_where_it_says() -> None:
    request = asking("/rows/7/")
    navigation.belongs_to(request, "users")

    current = Navigation(request).current

    assert current is not None
    assert current.key == "users"


def test_a_command_that_stands_alone_marks_nothing_of_the_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = Place("alone", "Anrufen", "rows", "desk", command=True, stands_alone=True)
    monkeypatch.setitem(navigation._places, "alone", alone)
    monkeypatch.delitem(navigation._places, "list")

    found = Navigation(asking("/rows/7/"))

    assert found.current == alone
    assert "alone" not in {place.key for group in found.menu for place in group.places}


def test_page_below_its_place_leads_back_to_it() -> None:
    assert Navigation(asking("/rows/7/")).is_below
    assert not Navigation(asking("/rows/")).is_below


def test_menu_groups_places_of_the_current_section() -> None:
    menu = Navigation(asking("/edit/7/general/")).menu

    assert [(str(group.label), [place.key for place in group.places]) for group in menu] == [
        ("Stammdaten", ["users"]),
        ("System", ["list"]),
    ]


def test_palette_parts_places_from_commands() -> None:
    navigation = Navigation(asking())

    assert [place.key for place in navigation.commands] == ["dial", "new", "out"]
    assert "list" in [place.key for place in navigation.places]
    assert [place.key for place in navigation.account] == ["out", "profile"]


def test_place_is_there_only_when_its_feature_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    switched = Place("switched", "Anrufe", "rows", "desk", when=lambda request: request.path == "/on/")
    monkeypatch.setitem(navigation._places, "switched", switched)

    assert "switched" in {place.key for place in Navigation(asking("/on/")).visible}
    assert "switched" not in {place.key for place in Navigation(asking("/off/")).visible}


def test_a_menu_that_is_kept_is_that_of_the_page_the_person_and_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        navigation._places, "own", Place("own", gettext_lazy("Tenants"), "long", "administration", permission="own")
    )

    def drawn(path: str, language: str = "en", *, may: str = "everything") -> tuple[list[str], list[str]]:
        with translation.override(language):
            menu = steady.menu("ui/_menu.html", Navigation(asking(path, may=may)))
        return re.findall(r'aria-current="page">([^<]*)', menu), re.findall(r"<a[^>]*>([^<]*)", menu)

    for _again in range(2):
        assert drawn("/sign-in/")[0] == ["Benutzer"]
        assert drawn("/long/") == (["Tenants"], drawn("/sign-in/")[1])
        assert drawn("/long/", "de")[0] == ["Mandanten"]
        assert "Tenants" not in drawn("/sign-in/", may="other")[1]
