from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import override_settings

from kontor.host.static import join_sheets
from kontor.ui.sheets import sheets_of

AREAS = ["ui", "desk"]


@pytest.mark.parametrize("area", AREAS)
def test_what_is_listed_can_stand_in_one_file(area: str) -> None:
    """Addresses in a sheet are read from where it stands, and nothing may be imported behind a rule."""
    for sheet in sheets_of(area):
        found = finders.find(sheet)
        assert found is not None, sheet
        assert not re.search(r"url\(|@import|@charset", Path(found).read_text()), sheet


def test_the_sheets_of_an_area_become_one_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/sheets.txt").write_text("shop/second.css\nshop/first.css\n")
    (tmp_path / "shop/first.css").write_text("a { color: red }")
    (tmp_path / "shop/second.css").write_text("b { color: blue }")

    join_sheets(tmp_path)

    assert (tmp_path / "shop/all.css").read_text() == "b { color: blue }\na { color: red }"


def test_a_page_links_to_the_one_file_where_files_are_collected() -> None:
    tag = Template('{% load kontor %}{% sheets "desk" as sheets %}{{ sheets|join:" " }}')

    apart = tag.render(Context())
    with override_settings(STATIC_BUILD="a-build"):
        together = tag.render(Context())

    assert apart.startswith("desk/frame.css desk/list.css ")
    assert together == "desk/all.css"


def test_an_area_without_a_list_is_an_error_of_ours() -> None:
    with pytest.raises(FileNotFoundError, match=r"shop/sheets\.txt"):
        sheets_of("shop")
