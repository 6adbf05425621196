"""Charts: the figures stand where they should, every one opens what it counts, and the table says the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from kontor.ui.charts import Bands, Column, Columns, Limit, Line, Lines, Part, Row, Slice
from kontor.ui.charts.scale import round_figures, round_times

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
PARTS = (Part("d1", "young"), Part("over", "late"))


def shown(chart: Bands | Columns | Lines) -> Element:
    with timezone.override("UTC"):
        page = Template("{% load charts %}{% chart given 'it' %}").render(Context({"given": chart}))
    return ElementTree.fromstring(page)


def found(page: Element, tag: str, css: str = "") -> list[Element]:
    return [each for each in page.iter(tag) if not css or css in each.get("class", "").split()]


def texts(elements: list[Element]) -> list[str]:
    return [" ".join("".join(each.itertext()).split()) for each in elements]


def table_of(page: Element) -> list[list[str]]:
    return [texts(list(row)) for row in page.iter("tr")]


BANDS = Bands(
    "Open by age",
    PARTS,
    [
        Row(
            "North",
            [Slice(30, "/young"), Slice(10, "/late")],
            url="/all",
            tenant=SimpleNamespace(colour=3, name="North", code="N"),
        ),
        Row("Billing", [Slice(10), Slice(0)], depth=1),
    ],
    unit="requests",
    first_column="Where",
)


def test_bars_share_one_scale() -> None:
    first, second = found(shown(BANDS), "svg", "bands__bar")

    assert [(each.get("class"), each.get("x"), each.get("width")) for each in found(first, "rect")] == [
        ("d1", "0.000%", "75.000%"),
        ("over", "75.000%", "25.000%"),
    ]
    assert [(each.get("x"), each.get("width")) for each in found(second, "rect")] == [("0.000%", "25.000%")]


def test_every_part_opens_what_it_counts_and_says_what_it_is() -> None:
    links = found(shown(BANDS), "a")

    assert [(link.get("href"), link.get("aria-label")) for link in links] == [
        ("/young", "North, young: 30"),
        ("/late", "North, late: 10"),
        ("/all", "North: 40"),
    ]


def test_the_table_behind_bars_says_the_same() -> None:
    assert table_of(shown(BANDS)) == [
        ["Where", "young", "late", "Sum"],
        ["North", "30", "10", "40"],
        ["Billing", "10", "0", "10"],
    ]


def test_a_chart_has_its_title_and_unit_as_its_name() -> None:
    page = shown(BANDS)

    assert texts(found(page, "figcaption")) == ["Open by age (requests)"]
    assert page.get("aria-labelledby") == found(page, "figcaption")[0].get("id")


@pytest.mark.parametrize(
    "chart",
    [
        Bands("Open", PARTS, [Row("North", [Slice(0), Slice(0)])], "requests", "Where"),
        Columns("Lent", PARTS, [Column("8", [0, 0])], "requests", "Hour"),
        Lines("Open", MONDAY, MONDAY + timedelta(hours=1), [Line("North", [])], "requests"),
    ],
)
def test_nothing_to_draw_is_said(chart: Bands | Columns | Lines) -> None:
    page = shown(chart)

    assert texts(found(page, "p")) == ["Nothing to draw."]
    assert found(page, "svg") == []


def test_what_is_named_by_people_is_no_markup() -> None:
    row = Row("<b>North</b>", [Slice(1, '/"><script>'), Slice(0)])

    page = shown(Bands("Open", PARTS, [row], "requests", "Where"))

    assert found(page, "b") + found(page, "script") == []
    assert [link.get("href") for link in found(page, "a")] == ['/"><script>']


LINES = Lines(
    "Open over the day",
    MONDAY + timedelta(hours=8),
    MONDAY + timedelta(hours=12),
    [
        Line("North", [(MONDAY + timedelta(hours=8), 0), (MONDAY + timedelta(hours=10), 40)], colour=3),
        Line("Week before", [(MONDAY + timedelta(hours=8), 10), (MONDAY + timedelta(hours=12), 20)], before=True),
    ],
    unit="open requests",
    limit=Limit(50, "Limit 50"),
)


def test_lines_stand_at_their_time_and_height() -> None:
    paths = found(shown(LINES), "path")

    assert [path.get("d") for path in paths] == ["M0.00 200.00 L500.00 40.00", "M0.00 160.00 L1000.00 120.00"]
    assert paths[0].get("data-tenant-colour") == "3"
    assert "line--without" in paths[1].get("class")


def test_on_the_night_of_the_clock_change_lines_stand_at_their_hours() -> None:
    zone = ZoneInfo("Europe/Berlin")
    begin = datetime(2026, 10, 25, tzinfo=zone)
    last = datetime(2026, 10, 25, 22, 30, tzinfo=UTC)  # 23:30 of a day of 25 hours
    chart = Lines("Open", begin, begin + timedelta(days=1), [Line("North", [(begin, 1), (last, 1)])], "requests")

    assert [found(shown(chart), "path")[0].get("d")] == ["M0.00 0.00 L980.00 0.00"]
    with timezone.override(zone):
        assert [(mark.word, mark.place) for mark in chart.hours()][-2:] == [("22", "92.00"), ("00", "100.00")]


def test_strokes_tell_lines_apart_without_colour() -> None:
    points = [(MONDAY, 1.0)]
    page = shown(
        Lines("Open", MONDAY, MONDAY + timedelta(hours=1), [Line(str(n), points) for n in range(4)], "requests")
    )

    assert len({path.get("class") for path in found(page, "path")}) == 4


def test_axes_have_round_figures_and_hours() -> None:
    page = shown(LINES)

    assert texts(found(found(page, "svg", "plot__scale")[0], "text")) == ["0", "10", "20", "30", "40", "50"]
    hours = found(page, "text", "is-middle")
    assert [(each.text, each.get("x")) for each in hours] == [
        ("08", "0.00%"),
        ("09", "25.00%"),
        ("10", "50.00%"),
        ("11", "75.00%"),
        ("12", "100.00%"),
    ]
    assert texts(found(page, "p", "plot__unit")) == ["open requests"]


def test_a_limit_is_a_line_with_its_word() -> None:
    page = shown(LINES)

    assert [line.get("y1") for line in found(page, "line", "limit")] == ["12.00"]
    assert texts(found(page, "text", "is-strong")) == ["Limit 50"]


def test_the_table_behind_lines_has_every_moment() -> None:
    with translation.override("de"):
        rows = table_of(shown(LINES))

    assert rows[0][1:] == ["North", "Week before"]
    assert [row[1:] for row in rows[1:]] == [["0", "10"], ["40", ""], ["", "20"]]
    assert "23" in rows[1][0] and "08:00" in rows[1][0]


def test_places_are_written_with_points_in_every_language() -> None:
    with translation.override("de"):
        page = shown(Columns("Lent", PARTS, [Column(str(n), [n, 1]) for n in range(3)], "requests", "Hour"))

    places = [each.get(name, "") for each in found(page, "rect") for name in ("x", "y", "width", "height")]
    assert {"," in place for place in places} == {False}


COLUMNS = Columns(
    "Lent by hour",
    PARTS,
    [Column("8", [1, 3], name="Monday, 8 o'clock", url="/8"), Column("9", [2, 0])],
    unit="requests",
    first_column="Hour",
)


def test_columns_stand_on_each_other() -> None:
    boxes = found(shown(COLUMNS), "rect")

    assert [(box.get("class"), box.get("x"), box.get("y"), box.get("height")) for box in boxes] == [
        ("d1", "7.500%", "162.00", "50.00"),
        ("over", "7.500%", "12.00", "150.00"),
        ("d1", "57.500%", "112.00", "100.00"),
    ]


def test_columns_open_what_they_count_and_have_their_table() -> None:
    page = shown(COLUMNS)

    assert [(link.get("href"), link.get("aria-label")) for link in found(page, "a")] == [("/8", "Monday, 8 o'clock: 4")]
    assert table_of(page) == [["Hour", "young", "late"], ["Monday, 8 o'clock", "1", "3"], ["9", "2", "0"]]


def test_many_columns_have_few_words_below() -> None:
    page = shown(Columns("Lent", PARTS, [Column(str(n), [1, 0]) for n in range(720)], "requests", "Hour"))

    words = texts(found(page, "text", "is-middle"))
    assert len(words) == 13
    assert words[:3] == ["0", "56", "112"]
    assert len(found(page, "rect")) == 720


@pytest.mark.parametrize(
    ("largest", "figures"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (7, [0, 2, 4, 6, 8]),
        (26, [0, 10, 20, 30]),
        (182, [0, 50, 100, 150, 200]),
        (12345, [0, 5000, 10000, 15000]),
    ],
)
def test_figures_of_an_axis_are_round(largest: float, figures: list[int]) -> None:
    assert round_figures(largest) == figures


def test_times_of_an_axis_are_round_and_few() -> None:
    day = list(round_times(MONDAY + timedelta(hours=7, minutes=20), MONDAY + timedelta(hours=18), UTC))
    week = list(round_times(MONDAY, MONDAY + timedelta(days=7), UTC))
    month = list(round_times(MONDAY, MONDAY + timedelta(days=30), UTC))

    assert [at.hour for at in day] == list(range(8, 19))
    assert [at.day for at in week] == [23, 24, 25, 26, 27, 28, 29, 30]
    assert len(month) == 5
