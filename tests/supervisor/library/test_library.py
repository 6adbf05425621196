from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile
from tests.factories.texts import make_library_file, make_module
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/library/"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def _saved(file: LibraryFile) -> LibraryFile:
    with everywhere():
        return LibraryFile.objects.select_related("blob").get(pk=file.pk)


def test_list_shows_own_tenants_only(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    make_library_file(nordlicht, "Bedingungen")
    make_library_file(alpina, "Gipfelbild")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Bedingungen" in page
    assert "Gipfelbild" not in page


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_list_needs_as_many_statements_for_three_rows(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    make_library_file(nordlicht)
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_library_file(nordlicht)
    make_library_file(nordlicht)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_put_in_then_rename_and_replace(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)
    assert browser.get(f"{LIST}new/").status_code == 200
    entered = {"tenant": nordlicht.pk, "purpose": "picture", "name": "Logo"}

    made = browser.post(f"{LIST}new/", {**entered, "file": SimpleUploadedFile("logo.png", PNG)})
    assert made.status_code == 302
    with everywhere():
        file = LibraryFile.objects.get()

    url = f"{LIST}{file.pk}/"
    assert "logo.png" in browser.get(url).content.decode()
    assert browser.post(url, {"version": 1, "name": "Zeichen"}).status_code == 302
    new = SimpleUploadedFile("neu.gif", b"GIF89a x")
    assert browser.post(url, {"version": 2, "name": "Zeichen", "file": new}).status_code == 302

    saved = _saved(file)
    assert (saved.name, saved.filename, saved.content_type) == ("Zeichen", "neu.gif", "image/gif")


def test_what_is_refused_or_wrong_is_said(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    browser = client_for(sven, nordlicht)
    entered = {"tenant": nordlicht.pk, "purpose": "picture", "name": "Logo"}
    svg = SimpleUploadedFile("logo.svg", b"<svg/>", content_type="image/svg+xml")

    none = browser.post(f"{LIST}new/", entered)
    no_picture = browser.post(f"{LIST}new/", {**entered, "file": svg})
    foreign = browser.post(f"{LIST}new/", {**entered, "tenant": alpina.pk, "file": SimpleUploadedFile("l.png", PNG)})

    assert [answer.status_code for answer in (none, no_picture, foreign)] == [422, 422, 422]
    assert "Choose a file first." in none.content.decode()
    assert "“logo.svg” is not a picture." in no_picture.content.decode()


def test_conflict(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    file = make_library_file(nordlicht, "Bedingungen")
    browser = client_for(sven, nordlicht)
    browser.post(f"{LIST}{file.pk}/", {"version": 1, "name": "AGB"})

    assert browser.post(f"{LIST}{file.pk}/", {"version": 1, "name": "Terms"}).status_code == 409
    assert _saved(file).name == "AGB"


def test_pictures_are_shown_and_everything_else_is_saved(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    logo = make_library_file(
        nordlicht, filename="logo.png", content=PNG, content_type="image/png", purpose=FilePurpose.PICTURE
    )
    page = make_library_file(nordlicht, filename="böse.html", content=b"<script>", content_type="text/html")
    browser = client_for(sven, nordlicht)

    shown = browser.get(f"{LIST}{logo.pk}/content/?show=1")
    saved = browser.get(f"{LIST}{page.pk}/content/?show=1")

    assert (shown["Content-Type"], shown.content) == ("image/png", PNG)
    assert saved["Content-Type"] == "application/octet-stream"
    assert saved["Content-Disposition"] == "attachment; filename=\"b_se.html\"; filename*=UTF-8''b%C3%B6se.html"
    assert {answer["Content-Security-Policy"] for answer in (shown, saved)} == {"default-src 'none'; sandbox"}


def test_other_tenants_file_is_not_there(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    file = make_library_file(alpina)
    browser = client_for(sven, nordlicht)

    answers = [browser.get(f"{LIST}{file.pk}/"), browser.get(f"{LIST}{file.pk}/content/")]
    answers.append(browser.post(f"{LIST}{file.pk}/", {"version": 1, "name": "x"}))

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_delete_says_where_it_is_used_and_restores(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    logo = make_library_file(nordlicht, "Logo", purpose=FilePurpose.PICTURE)
    terms = make_library_file(nordlicht, "Bedingungen")
    module = make_module(nordlicht, "Gruß", html=f'<img src="picture:{logo.pk}">')
    browser = client_for(sven, nordlicht)

    used = browser.get(f"{LIST}{logo.pk}/").content.decode()
    assert f'href="/supervisor/modules/{module.pk}/">Gruß</a>' in used
    refused = browser.post(f"{LIST}delete/", {"selected": [terms.pk, logo.pk]})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "“Logo” is used in “Gruß”. Take it out there first; nothing was deleted." in page
    assert f'<a class="link" href="/supervisor/modules/{module.pk}/">Gruß</a>' in page
    assert f'href="{LIST}">Back to the list</a>' in page
    assert [_saved(each).deleted_at for each in (logo, terms)] == [None, None]

    browser.post(f"{LIST}delete/", {"selected": [terms.pk]})
    assert "Bedingungen" in browser.get(f"{LIST}deleted/").content.decode()
    browser.post(f"{LIST}restore/", {"selected": [terms.pk]})
    assert _saved(terms).deleted_at is None
