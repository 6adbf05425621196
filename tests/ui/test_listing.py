from __future__ import annotations

from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import QuerySet
from django.test import Client, RequestFactory

from kontor.ui.listing import selected
from kontor.ui.listing_view import ListingView
from tests.ui.site.rows import COMPANIES, Rows
from tests.ui.site.views import LISTING

pytestmark = pytest.mark.usefixtures("site")


def asked(query: str = "", *, session: dict[str, Any] | None = None, items: list[Any] | None = None) -> ListingView:
    request = RequestFactory().get(f"/?{query}")
    request.session = {} if session is None else session  # type: ignore[assignment]
    rows = Rows(COMPANIES if items is None else items)
    return LISTING.view(request, cast("QuerySet[Any]", rows))


def names(view: ListingView) -> list[str]:
    return [row.item.code for row in view.rows]


def sort_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["sort"][0]


def test_sorts_by_name_at_first() -> None:
    assert names(asked())[:3] == ["AT", "BF", "HT"]


def test_second_level_decides_between_equals() -> None:
    assert names(asked("sort=groups,-name"))[:4] == ["SE", "ZF", "WS", "KL"]


def test_a_click_sorts_and_keeps_the_earlier_level_second() -> None:
    heads = {head.column.key: head for head in asked("sort=name").heads}

    assert sort_of(heads["groups"].url) == "groups,name"


def test_a_second_click_reverses() -> None:
    heads = {head.column.key: head for head in asked("sort=groups,name").heads}

    assert sort_of(heads["groups"].url) == "-groups,name"
    assert sort_of(heads["name"].url) == "name,groups"


def test_heads_say_how_they_are_sorted() -> None:
    heads = {head.column.key: (head.direction, head.second) for head in asked("sort=-groups,name").heads}

    assert heads["groups"] == ("descending", False)
    assert heads["name"] == ("ascending", True)
    assert heads["description"] == ("", False)


@pytest.mark.parametrize(
    "query", ["sort=nonsense", "sort=channels", "sort=", "sort=--name", "page=0", "page=-3", "page=x"]
)
def test_nonsense_is_ignored(query: str) -> None:
    assert names(asked(query))[0] == "AT"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("filter-name=KONTOR", ["HT"]),
        ("filter-groups=4", ["MO", "NV"]),
        ("filter-groups=many", [company.code for company in COMPANIES]),
        ("filter-active=False", ["SE", "WS"]),
        ("filter-active=perhaps", [company.code for company in COMPANIES]),
        ("filter-active=False&filter-name=weser", ["WS"]),
        ("filter-name=%00", [company.code for company in COMPANIES]),
    ],
)
def test_filters_narrow_together(query: str, found: list[str]) -> None:
    assert names(asked(query)) == found


def test_a_column_that_an_address_narrows_by_is_shown() -> None:
    """Else a figure would lead to a list that is not what it counts."""
    view = asked("filter-groups=4", session={"columns:companies": ["description"]})

    assert names(view) == ["MO", "NV"]
    assert [column.key for column in view.shown] == ["name", "description", "groups"]


def test_a_column_that_is_taken_away_takes_its_filter_along() -> None:
    view = asked("filter-groups=4&columns-set=1&columns=description")

    assert [column.key for column in view.shown] == ["name", "description"]
    assert len(names(view)) == len(COMPANIES)
    assert view.kept == []


def test_filter_link_closes_and_takes_the_filters_away() -> None:
    assert asked("filter-name=a&sort=name").filter_url == "/?sort=name"
    assert asked("sort=name").filter_url == "/?sort=name&filter=1"


def test_what_can_be_chosen_is_looked_up_only_where_the_filter_row_is_open() -> None:
    offered = {
        query: [len(cell.options) for cell in asked(query).filters if cell.kind == "choice"]
        for query in ("", "filter=1", "filter-name=a")
    }

    assert offered == {"": [0], "filter=1": [2], "filter-name=a": [2]}


def test_chosen_columns_are_remembered_for_the_session() -> None:
    session: dict[str, Any] = {}
    _ = asked("columns-set=1&columns=code", session=session).shown

    assert [column.key for column in asked(session=session).shown] == ["name", "code"]


def test_columns_go_back_to_what_is_intended() -> None:
    session = {"columns:companies": ["code"]}
    shown = asked("columns-set=1&columns-reset=1", session=session).shown

    assert [column.key for column in shown] == ["name", "description", "channels", "groups", "active"]


def test_pages_do_not_count() -> None:
    first, last = asked("", items=COMPANIES * 6), asked("page=2", items=COMPANIES * 6)

    assert (first.first, first.last, first.previous_url, first.next_url) == (1, 50, "", "/?page=2")
    assert (last.first, last.last, last.previous_url, last.next_url) == (51, 54, "/", "")


def test_selected_takes_numbers_once() -> None:
    request = RequestFactory().post("/", {"selected": ["3", "1", "3", "x", "-2", "9" * 5000]})

    assert selected(request) == [3, 1]


def test_htmx_gets_the_table_only(visitor: Client) -> None:
    page = visitor.get("/").content.decode()
    part = visitor.get("/", headers={"hx-request": "true"}).content.decode()

    assert "<html" in page
    assert part.startswith('<div class="listing__part" id="listing"')


def test_an_empty_list_says_what_to_do(visitor: Client) -> None:
    assert "Legen Sie den ersten an." in visitor.get("/?empty=1").content.decode()


def test_a_filter_that_finds_nothing_offers_to_take_it_away(visitor: Client) -> None:
    assert "Nothing matches these filters." in visitor.get("/?filter-name=zzz").content.decode()


def test_an_error_in_the_rows_is_an_error_and_no_empty_list() -> None:
    class Broken(Rows):
        def order_by(self, *names: str) -> Broken:
            raise ZeroDivisionError

    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]

    with pytest.raises(ZeroDivisionError):
        LISTING.view(request, cast("QuerySet[Any]", Broken(COMPANIES)))
