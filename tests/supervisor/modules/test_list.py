"""The list of text modules and that of the deleted ones: rows, order, what is found, offered and said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.models import TextModule
from tests.factories.texts import make_module
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/modules/"


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def entered(**more: Any) -> dict[str, Any]:
    return {"name": "Foto", "html": "<p>Bitte ein Foto.</p>", **more}


def test_a_row_says_where_a_module_is_offered_and_how_often_it_was_used(
    browser: Browser, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    make_module(
        nordlicht,
        "Foto",
        group="Nachfragen",
        language="de",
        shortcut="Bild",
        top=True,
        used=3,
        categories=(billing, moving),
    )
    make_module(nordlicht, "Gruß")

    page = browser.get(LIST)

    photo, greeting = rows_of(page)
    assert {key: str(value) for key, value in photo.items()} == {
        "name": "Foto",
        "group": "Nachfragen",
        "language": "German",
        "shortcut": "Bild",
        "categories": "Abrechnung, Umzug",
        "top": "yes",
        "used": "3",
        "tenant": "Nordlicht Energie",
    }
    assert [greeting[key] for key in ("group", "language", "shortcut", "top", "used")] == [
        "",
        "all languages",
        "",
        "",
        0,
    ]
    row = page.context["listing"].rows[0]
    assert (row.url, row.colour) == (f"{LIST}{row.item.pk}/", nordlicht.colour)


def test_modules_are_ordered_by_any_of_their_columns(browser: Browser, nordlicht: Tenant) -> None:
    make_module(nordlicht, "Zahlung", group="A", shortcut="m", used=2)
    make_module(nordlicht, "Änderung", group="Ö", shortcut="n", used=3, top=True)
    make_module(nordlicht, "Bild", group="B", shortcut="k", used=1)

    assert ordered(browser, LIST, "", "group", "shortcut", "-used", "-top,name") == {
        "": ["Änderung", "Bild", "Zahlung"],
        "group": ["Zahlung", "Bild", "Änderung"],
        "shortcut": ["Bild", "Zahlung", "Änderung"],
        "-used": ["Änderung", "Zahlung", "Bild"],
        "-top,name": ["Änderung", "Bild", "Zahlung"],
    }


def test_modules_are_found_by_group_language_shortcut_and_category(
    browser: Browser, nordlicht: Tenant, billing: Category
) -> None:
    make_module(nordlicht, "Foto", group="Nachfragen", language="en", shortcut="Bild", categories=(billing,))
    make_module(nordlicht, "Gruß", group="Ende", language="de", shortcut="mfg")

    found = narrowed(browser, LIST, name="GRU", group="frag", language="de", shortcut="bi", categories="abrech")

    assert found == {
        "name": ["Gruß"],
        "group": ["Foto"],
        "language": ["Gruß"],
        "shortcut": ["Foto"],
        "categories": ["Foto"],
    }


def test_the_filter_of_languages_offers_none_for_all(browser: Browser) -> None:
    filters = {cell.column.key: cell for cell in browser.get(f"{LIST}?filter=1").context["listing"].filters}

    codes = [code for code, _name in filters["language"].options]
    assert ("" in codes, "de" in codes) == (False, True)


def test_deleted_modules_stand_with_the_last_one_first_and_those_of_others_nowhere(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    for days, name in enumerate(("Eben", "Gestern")):
        make_module(nordlicht, name, deleted_at=clock.now() - timedelta(days=days))
    make_module(alpina, "Fremd", deleted_at=clock.now())

    page = client_of_both("modules.read").get(f"{LIST}deleted/")

    assert (column(page, "name"), offered(page)) == (["Eben", "Gestern"], ["Restore"])


@pytest.mark.parametrize(
    ("count", "sentences"),
    [
        (1, ["1 text module is deleted.", "1 text module is restored."]),
        (2, ["2 text modules are deleted.", "2 text modules are restored."]),
    ],
)
def test_how_many_were_deleted_and_restored_is_said(
    browser: Browser, nordlicht: Tenant, count: int, sentences: list[str]
) -> None:
    stays, *chosen = [make_module(nordlicht) for _ in range(count + 1)]
    posted = {"selected": [module.pk for module in chosen]}

    deleted = browser.post(f"{LIST}delete/", posted)
    left = column(browser.get(LIST), "name")
    restored = browser.post(f"{LIST}restore/", posted)

    assert [*said(deleted), *said(restored)] == sentences
    assert (left, deleted["Location"], restored["Location"]) == ([stays.name], LIST, LIST)


def test_of_two_tenants_one_sees_and_deletes_what_one_may(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    own, other = make_module(nordlicht, "Eigener"), make_module(alpina, "Fremder")
    both = {"selected": [own.pk, other.pk]}
    looking, stranger = client_of_both("modules.read"), client_of_both("tickets.read")

    shown = [column(browser.get(LIST), "name") for browser in (looking, stranger)]
    answers = [browser.post(f"{LIST}delete/", both) for browser in (looking, stranger)]

    assert shown == [["Eigener", "Fremder"], ["Eigener"]]
    assert [said(answer) for answer in answers] == [
        ["You may not do this with: Fremder. Nothing was changed."],
        ["You may not do this with all that is chosen. Nothing was changed."],
    ]
    assert looking.get(f"{LIST}{other.pk}/").context["may_write"] is False
    assert looking.post(f"{LIST}{other.pk}/", entered(version=1)).status_code == 403


def test_creating_says_that_the_categories_come_later(browser: Browser, nordlicht: Tenant, sven: User) -> None:
    answer = browser.post(f"{LIST}new/", entered(tenant=nordlicht.pk, shortcut="Bild", language="de", top="on"))

    with everywhere():
        module = TextModule.objects.get()
    sentence = "The text module “Foto” is created. It is offered in all categories until you choose some."
    assert (said(answer), answer["Location"]) == ([sentence], f"{LIST}{module.pk}/")
    assert (module.shortcut, module.language, module.top) == ("Bild", "de", True)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "N" * 121}, "name"),
        ({"group": "G" * 121}, "group"),
        ({"language": "xx"}, "language"),
        ({"shortcut": "zwei Wörter"}, "shortcut"),
        ({"shortcut": "a$b"}, "shortcut"),
        ({"shortcut": "<b>"}, "shortcut"),
        ({"shortcut": "s" * 21}, "shortcut"),
        ({"html": ""}, "html"),
        ({"tenant": "0"}, "tenant"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    browser: Browser, nordlicht: Tenant, wrong: dict[str, str], field: str
) -> None:
    answer = browser.post(f"{LIST}new/", entered(tenant=nordlicht.pk) | wrong)

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, [field])


def test_the_mask_shows_its_own_module_and_the_groups_of_its_tenant(
    browser: Browser, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    make_module(nordlicht, "Anderer", group="Ende")
    make_module(alpina, "Fremder", group="Fremdes")
    module = make_module(
        nordlicht, "Foto", html="<p>Bild</p>", group="Nachfragen", language="de", categories=(billing,)
    )

    page = browser.get(f"{LIST}{module.pk}/")

    assert page.context["mask"].form.initial == {
        "name": "Foto",
        "language": "de",
        "shortcut": "",
        "top": False,
        "html": "<p>Bild</p>",
        "group": "Nachfragen",
        "categories": [billing.pk],
    }
    assert (list(page.context["groups"]), page.context["mask_colour"]) == (["Ende", "Nachfragen"], nordlicht.colour)


def test_groups_to_choose_from_are_told_when_there_is_one_tenant_only(
    client_for: ClientFor, ada: User, browser: Browser, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_module(nordlicht, group="Nachfragen")

    pages = [each.get(f"{LIST}new/") for each in (browser, client_for(ada))]

    assert [list(page.context["groups"]) for page in pages] == [["Nachfragen"], []]


def test_saving_changes_this_module_and_says_so(browser: Browser, nordlicht: Tenant, billing: Category) -> None:
    other = make_module(nordlicht, "Anderer")
    module = make_module(nordlicht, "Foto", group="Ende", top=True, shortcut="bild", categories=(billing,))

    answer = browser.post(f"{LIST}{module.pk}/", entered(name="Bild", version=1))

    with everywhere():
        module.refresh_from_db()
        other.refresh_from_db()
        assert (module.name, module.group, module.top, module.shortcut) == ("Bild", None, False, "")
    assert (said(answer), other.name) == (["The text module is saved."], "Anderer")
