"""Names of directories and files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kontor.channels.print_errors import PrintTrouble
from kontor.channels.print_storage import checked_directory, clean_name, directory_within, open_storage
from kontor.kernel.errors import Refused
from tests.channels.print_storage.conftest import LETTER, OTHER, files_in, kind_of


def test_no_link_leads_out_of_the_root(root: Path) -> None:
    outside = root / "outside"
    root = root / "root"
    (root / "NORD").mkdir(parents=True)
    outside.mkdir()
    (root / "NORD" / "leads-out").symlink_to(outside)
    (root / "NORD" / "a.pdf").symlink_to(outside / "b.pdf")
    (outside / "b.pdf").write_bytes(OTHER)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.LETTERS_ROOT", str(root))
        assert kind_of(lambda: open_storage("NORD", "leads-out").put("c.pdf", LETTER)) == PrintTrouble.OUTSIDE
        assert kind_of(lambda: open_storage("NORD", "").put("a.pdf", LETTER)) == PrintTrouble.OUTSIDE
    assert files_in(outside) == ["b.pdf"]


@pytest.mark.parametrize(
    ("text", "plain"), [("", ""), (" print/in/ ", "print/in"), ("Briefe Köln", "Briefe Köln"), ("a / b", "a/b")]
)
def test_a_directory_in_its_plain_form(text: str, plain: str) -> None:
    assert checked_directory(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "/etc",
        "../x",
        "a/../../b",
        "~/letters",
        "\\\\server\\share",
        "a//b",
        ".",
        "a/.hidden",
        "a\x00b",
        "C:/x",
        "x" * 201,
    ],
)
def test_a_directory_that_leaves_the_root_or_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        checked_directory(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "NORD"),
        ("print", "NORD/print"),
        ("NORD/print/", "NORD/print"),
        ("NORD", "NORD"),
        ("ALPINA/in", "NORD/ALPINA/in"),
        ("x" * 190, "NORD/" + "x" * 190),
    ],
)
def test_every_directory_lies_in_the_folder_of_its_tenant(text: str, place: str) -> None:
    assert directory_within("NORD", text) == place
    assert directory_within("NORD", place) == place, "once it is there, it stays"


def test_two_tenants_with_the_same_directory_share_no_file(root: Path) -> None:
    open_storage("NORD", "print").put("batch-1.ok", LETTER)
    open_storage("ALPINA", "print").put("batch-1.ok", OTHER)

    assert open_storage("NORD", "ALPINA/print").names("") == []
    assert open_storage("NORD", "print").get("batch-1.ok") == LETTER
    with pytest.raises(Refused):
        open_storage("NORD", "NORD/../ALPINA")


def test_names_are_cleaned() -> None:
    assert clean_name("NORD 4711/../ä.pdf") == "NORD-4711-..-.pdf"
    assert clean_name("../..") == ""
