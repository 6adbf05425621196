"""The file library: rows, order, what is found; deleted files; what is said, and whose files one is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile
from tests.factories.texts import make_library_file
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/library/"
PICTURE, ATTACHMENT = FilePurpose.PICTURE, FilePurpose.ATTACHMENT


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def pdf(name: str = "agb.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4 terms", content_type="application/pdf")


def test_a_row_says_what_the_file_is_for_and_how_large(browser: Browser, nordlicht: Tenant) -> None:
    make_library_file(nordlicht, "Logo", filename="logo.png", content=b"x" * 2048, purpose=PICTURE)

    page = browser.get(LIST)

    (cells,) = rows_of(page)
    assert (cells["name"], cells["purpose"], cells["filename"]) == ("Logo", PICTURE.label, "logo.png")
    assert (cells["size"], cells["tenant"]) == (2048, "Nordlicht Energie")
    (row,) = page.context["listing"].rows
    assert (row.url, row.colour) == (f"{LIST}{row.item.pk}/", nordlicht.colour)


def test_files_are_ordered_by_name_file_name_and_size(browser: Browser, nordlicht: Tenant) -> None:
    make_library_file(nordlicht, "Zahlung", filename="a.pdf", content=b"123")
    make_library_file(nordlicht, "Änderung", filename="b.pdf", content=b"1")
    make_library_file(nordlicht, "Bedingungen", filename="c.pdf", content=b"12")

    assert ordered(browser, LIST, "", "filename", "-size") == {
        "": ["Änderung", "Bedingungen", "Zahlung"],
        "filename": ["Zahlung", "Änderung", "Bedingungen"],
        "-size": ["Zahlung", "Bedingungen", "Änderung"],
    }


def test_files_are_found_by_name_purpose_and_file_name(browser: Browser, nordlicht: Tenant) -> None:
    make_library_file(nordlicht, "Logo", filename="bild.png", purpose=PICTURE)
    make_library_file(nordlicht, "Bedingungen", filename="agb.pdf")

    assert narrowed(browser, LIST, name="BEDING", purpose="picture", filename="png") == {
        "name": ["Bedingungen"],
        "purpose": ["Logo"],
        "filename": ["Logo"],
    }


def test_deleted_files_stand_with_the_last_one_first_and_those_of_others_nowhere(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    for days, name in enumerate(("Eben", "Gestern")):
        make_library_file(nordlicht, name, deleted_at=clock.now() - timedelta(days=days))
    make_library_file(alpina, "Fremd", deleted_at=clock.now())

    page = client_of_both("library.read").get(f"{LIST}deleted/")

    assert (column(page, "name"), offered(page)) == (["Eben", "Gestern"], ["Restore"])


@pytest.mark.parametrize(
    ("count", "sentences"),
    [
        (1, ["1 file is deleted.", "1 file is restored."]),
        (2, ["2 files are deleted.", "2 files are restored."]),
    ],
)
def test_how_many_were_deleted_and_restored_is_said(
    browser: Browser, nordlicht: Tenant, count: int, sentences: list[str]
) -> None:
    stays, *chosen = [make_library_file(nordlicht) for _ in range(count + 1)]
    posted = {"selected": [file.pk for file in chosen]}

    deleted = browser.post(f"{LIST}delete/", posted)
    left = column(browser.get(LIST), "name")
    restored = browser.post(f"{LIST}restore/", posted)

    assert [*said(deleted), *said(restored)] == sentences
    assert (left, deleted["Location"], restored["Location"]) == ([stays.name], LIST, LIST)


def test_a_file_without_a_name_is_called_like_its_file(browser: Browser, nordlicht: Tenant) -> None:
    made = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "purpose": "attachment", "name": "", "file": pdf()})

    with everywhere():
        file = LibraryFile.objects.get()
    assert (file.filename, file.purpose, file.size) == ("agb.pdf", "attachment", 14)
    assert (said(made), made["Location"]) == ([f"“{file.name}” is in the library."], LIST)
    assert file.name.startswith("agb")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"purpose": "nonsense"}, "purpose"), ({"name": "N" * 121}, "name"), ({"tenant": "0"}, "tenant")],
)
def test_what_is_wrong_is_said_at_its_field(
    browser: Browser, nordlicht: Tenant, wrong: dict[str, str], field: str
) -> None:
    entered = {"tenant": nordlicht.pk, "purpose": "attachment", "name": "AGB", "file": pdf()}

    answer = browser.post(f"{LIST}new/", {**entered, **wrong})

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, [field])


def test_an_attachment_in_the_library_needs_a_name_when_it_is_changed(browser: Browser, nordlicht: Tenant) -> None:
    file = make_library_file(nordlicht, "AGB")

    answer = browser.post(f"{LIST}{file.pk}/", {"name": "", "version": 1})

    assert answer.context["mask"].form.errors == {"name": ["A file of the library needs a name."]}


def test_saving_says_so_and_leaves_the_content_where_none_is_chosen(browser: Browser, nordlicht: Tenant) -> None:
    make_library_file(nordlicht, "Andere")
    file = make_library_file(nordlicht, "AGB", filename="alt.pdf", content=b"%PDF-1.4 old")
    assert browser.get(f"{LIST}{file.pk}/").context["mask"].form.initial == {"name": "AGB"}

    answer = browser.post(f"{LIST}{file.pk}/", {"name": "Bedingungen", "version": 1})

    with everywhere():
        file.refresh_from_db()
        assert bytes(file.blob.content) == b"%PDF-1.4 old"
    assert (said(answer), file.name, file.filename) == (["The file is saved."], "Bedingungen", "alt.pdf")


def test_only_a_picture_asks_for_pictures(browser: Browser, nordlicht: Tenant) -> None:
    files = [make_library_file(nordlicht, purpose=purpose) for purpose in (PICTURE, ATTACHMENT)]

    forms = [browser.get(f"{LIST}{file.pk}/").context["mask"].form for file in files]

    asked = [form.fields["file"].widget.attrs.get("accept", "") for form in forms]
    assert (".png" in asked[0], asked[1]) == (True, "")


def test_a_picture_is_saved_unless_it_is_asked_for_in_place(browser: Browser, nordlicht: Tenant) -> None:
    file = make_library_file(nordlicht, "Logo", filename="logo.png", content_type="image/png", purpose=PICTURE)

    shown, saved, unsure = [browser.get(f"{LIST}{file.pk}/content/{ask}") for ask in ("?show=1", "", "?show=0")]

    assert shown["Content-Type"] == "image/png"
    assert "attachment" not in shown.get("Content-Disposition", "")
    assert ["attachment" in answer["Content-Disposition"] for answer in (saved, unsure)] == [True, True]


def test_who_may_look_sees_the_file_and_changes_nothing(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    own, other = make_library_file(nordlicht, "Eigene"), make_library_file(alpina, "Fremde")
    browser = client_of_both("library.read")

    deleted = browser.post(f"{LIST}delete/", {"selected": [own.pk, other.pk]})

    assert said(deleted) == ["You may not do this with: Fremde. Nothing was changed."]
    assert browser.get(f"{LIST}{other.pk}/").context["may_write"] is False
    assert browser.post(f"{LIST}{other.pk}/", {"name": "X", "version": 1}).status_code == 403
    assert browser.get(f"{LIST}{other.pk}/content/").status_code == 200
