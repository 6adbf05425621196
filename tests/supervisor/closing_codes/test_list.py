"""The list of closing codes and that of the deleted ones: rows, order, what is found, what is offered and said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kontor.kernel import clock
from kontor.org.models import Category, ClosingCode
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_closing_code
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/closing-codes/"


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def test_a_row_says_code_tenant_and_categories(browser: Browser, nordlicht: Tenant, billing: Category) -> None:
    make_closing_code(billing, "A1", "Erledigt")

    page = browser.get(LIST)

    assert rows_of(page) == [
        {"name": "Erledigt", "code": "A1", "tenant": "Nordlicht Energie", "categories": "Abrechnung"}
    ]
    (row,) = page.context["listing"].rows
    assert (row.url, row.colour) == (f"{LIST}{row.item.pk}/", nordlicht.colour)


def test_they_stand_by_name_in_the_alphabet_or_by_code(browser: Browser, billing: Category) -> None:
    for code, name in (("B", "Zurückgezogen"), ("C", "Änderung"), ("A", "Beantwortet")):
        make_closing_code(billing, code, name)

    assert ordered(browser, LIST, "", "code", key="code") == {"": ["C", "A", "B"], "code": ["A", "B", "C"]}


def test_codes_of_one_name_stand_in_the_order_of_their_tenants(
    client_for: ClientFor, ada: User, billing: Category, claims: Category
) -> None:
    for category in (billing, claims):
        make_closing_code(category, "A1", "Erledigt")

    browser = client_for(ada)

    assert column(browser.get(LIST), "tenant") == ["Alpina Versicherung", "Nordlicht Energie"]
    assert column(browser.get(LIST, {"filter-tenant": claims.tenant_id}), "tenant") == ["Alpina Versicherung"]


def test_they_are_found_by_name_code_and_category(browser: Browser, billing: Category, moving: Category) -> None:
    make_closing_code(billing, "A1", "Erledigt")
    make_closing_code(moving, "B2", "Storniert")

    assert narrowed(browser, LIST, name="stor", code="a1", categories="umzug") == {
        "name": ["Storniert"],
        "code": ["Erledigt"],
        "categories": ["Storniert"],
    }


def test_deleted_ones_stand_with_the_last_one_first(browser: Browser, billing: Category, claims: Category) -> None:
    for days, name in enumerate(("Eben", "Gestern")):
        make_closing_code(billing, name=name, deleted_at=clock.now() - timedelta(days=days))
    make_closing_code(claims, name="Fremd", deleted_at=clock.now())

    page = browser.get(f"{LIST}deleted/")

    assert (column(page, "name"), offered(page)) == (["Eben", "Gestern"], ["Restore"])
    assert column(browser.get(LIST), "name") == []


@pytest.mark.parametrize(
    ("count", "sentences"),
    [
        (1, ["1 closing code is deleted.", "1 closing code is restored."]),
        (2, ["2 closing codes are deleted.", "2 closing codes are restored."]),
    ],
)
def test_how_many_were_deleted_and_restored_is_said(
    browser: Browser, billing: Category, count: int, sentences: list[str]
) -> None:
    rows = [make_closing_code(billing) for _ in range(count + 1)]
    chosen = {"selected": [row.pk for row in rows[1:]]}

    answers = [browser.post(f"{LIST}{verb}/", chosen) for verb in ("delete", "restore")]

    assert [sentence for answer in answers for sentence in said(answer)] == sentences
    assert [answer["Location"] for answer in answers] == [LIST, LIST]


def test_only_the_chosen_one_is_deleted(browser: Browser, billing: Category) -> None:
    chosen, other = make_closing_code(billing, "A"), make_closing_code(billing, "B")

    browser.post(f"{LIST}delete/", {"selected": chosen.pk})

    assert column(browser.get(LIST), "code") == [other.code]


def test_who_may_write_in_one_tenant_is_told_what_belongs_to_the_other(
    client_of_both: ClientFor, billing: Category, claims: Category
) -> None:
    own, other = make_closing_code(billing, "A1", "Erledigt"), make_closing_code(claims, "A1", "Reguliert")
    browser = client_of_both("closing_codes.read")

    answer = browser.post(f"{LIST}delete/", {"selected": [own.pk, other.pk]})

    assert said(answer) == ["You may not do this with: Reguliert. Nothing was changed."]
    with everywhere():
        assert ClosingCode.objects.filter(deleted_at=None).count() == 2


def test_who_may_only_look_is_led_nowhere(client_of_both: ClientFor, claims: Category) -> None:
    code = make_closing_code(claims, "A1", "Reguliert")
    browser = client_of_both("closing_codes.read")
    url = f"{LIST}{code.pk}/"

    assert browser.get(url).context["may_write"] is False
    assert browser.post(url, {"version": 1, "code": "X", "name": "X"}).status_code == 403


def test_the_new_one_and_the_saved_one_are_named(browser: Browser, nordlicht: Tenant) -> None:
    made = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "code": "A1", "name": "Erledigt"})
    with everywhere():
        code = ClosingCode.objects.get()
    saved = browser.post(f"{LIST}{code.pk}/", {"version": 1, "code": "A2", "name": "Gelöst"})

    assert [*said(made), *said(saved)] == [
        "The closing code “Erledigt” is created.",
        "The closing code “Gelöst” is saved.",
    ]
    assert made["Location"] == LIST
    assert (code.code, code.tenant_id) == ("A1", nordlicht.pk)


@pytest.mark.parametrize(
    ("entered", "error"),
    [
        ({"code": "", "name": "Erledigt"}, "A closing code needs a code."),
        ({"code": "A1", "name": " "}, "A closing code needs a name."),
        ({"code": "A" * 21, "name": "Erledigt"}, "At most 20 characters"),
        ({"code": "A1", "name": "E" * 121}, "At most 120 characters"),
    ],
)
def test_what_is_empty_or_too_long_is_said(
    browser: Browser, nordlicht: Tenant, billing: Category, entered: dict[str, str], error: str
) -> None:
    code = make_closing_code(billing, "A0", "Offen")

    answers = [
        browser.post(f"{LIST}new/", entered | {"tenant": nordlicht.pk}),
        browser.post(f"{LIST}{code.pk}/", entered | {"version": 1}),
    ]

    assert [(answer.status_code, error in answer.content.decode()) for answer in answers] == [(422, True)] * 2


def test_the_mask_shows_what_is_saved(browser: Browser, nordlicht: Tenant, billing: Category) -> None:
    code, _other = make_closing_code(billing, "A1", "Erledigt"), make_closing_code(billing, "B2", "Offen")

    page = browser.get(f"{LIST}{code.pk}/")

    assert page.context["mask"].form.initial == {"code": "A1", "name": "Erledigt"}
    assert (page.context["may_write"], page.context["mask_colour"]) == (True, nordlicht.colour)


def test_a_deleted_one_has_no_mask(browser: Browser, billing: Category) -> None:
    gone = make_closing_code(billing, deleted_at=clock.now())

    assert browser.get(f"{LIST}{gone.pk}/").status_code == 404


def test_an_agent_sees_no_mask_of_a_code(
    client_for: ClientFor, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    code = make_closing_code(billing)

    assert client_for(anna, nordlicht).get(f"{LIST}{code.pk}/").status_code == 403
