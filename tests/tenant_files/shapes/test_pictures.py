"""Pictures of the library in texts: by number in the database, by name in the file."""

from __future__ import annotations

import pytest

from kontor.kernel.clock import now
from kontor.kernel.errors import Refused
from kontor.kernel.html import clean_own
from kontor.tenant_files.domain.pictures import cleaned, picture_names, with_names, with_numbers
from kontor.tenants.models import Tenant
from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile
from tests.factories.texts import make_library_file
from tests.support.scoping import everywhere

NAMES = {"7": "Logo", "8": "Ärger & Co"}
NUMBERS = {name: number for number, name in NAMES.items()}


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ('<p><img src="picture:7" alt="x"></p>', '<p><img src="picture:Logo" alt="x"></p>'),
        ('<img alt="" src="picture:8">', '<img alt="" src="picture:%C3%84rger%20%26%20Co">'),
        (
            '<img src="picture:7"><img src="picture:8">',
            '<img src="picture:Logo"><img src="picture:%C3%84rger%20%26%20Co">',
        ),
        ("<p>picture:7</p>", "<p>picture:7</p>"),
        ("<p>no picture</p>", "<p>no picture</p>"),
    ],
)
def test_a_text_goes_into_the_file_and_comes_back_as_it_was(stored: str, written: str) -> None:
    assert with_names(stored, NAMES) == written
    assert with_numbers(written, NUMBERS) == stored


def test_a_picture_that_is_gone_stays_a_missing_one() -> None:
    gone = '<img src="picture:9">'

    assert with_names(gone, NAMES) == '<img src="picture:0">'
    assert with_numbers('<img src="picture:0">', NUMBERS) == '<img src="picture:0">'


def test_a_picture_that_nobody_has_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="There is no picture “Anderes” in the library"):
        with_numbers('<img src="picture:Anderes">', NUMBERS)


@pytest.mark.parametrize("written", ["<img src='picture:Logo'>", "<img src=picture:Logo>"])
def test_names_are_read_in_any_quotes(written: str) -> None:
    assert "picture:7" in with_numbers(written, NUMBERS)


def test_a_text_is_cleaned_with_the_names_as_they_are() -> None:
    text = '<p onclick="x()"><img src="picture:%C3%84rger" alt="a"> und <img src="picture:Logo" alt="b"></p>'

    found = cleaned(text, clean_own)

    assert "onclick" not in found
    assert 'src="picture:%C3%84rger"' in found
    assert 'src="picture:Logo"' in found
    assert cleaned('<p onclick="x()">a</p>', clean_own) == "<p>a</p>"


def test_the_names_of_a_tenant_are_those_of_its_living_files(nordlicht: Tenant, alpina: Tenant) -> None:
    there, gone = (make_library_file(nordlicht, name, purpose=FilePurpose.PICTURE) for name in ("Logo", "Weg"))
    make_library_file(alpina, "Anderes", purpose=FilePurpose.PICTURE)
    with everywhere():
        LibraryFile.objects.filter(pk=gone.pk).update(deleted_at=now())

        assert picture_names(nordlicht) == {str(there.pk): "Logo"}
