from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.library import (
    Upload,
    add_file,
    change_file,
    delete_files,
    picture_type,
    restore_file,
)
from kontor.texts.domain.library_use import files_in_scope, pictures_of, uses_of
from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile, TemplateFile
from kontor.texts.preferences import LARGEST_FILE, LARGEST_PICTURE
from tests.factories.answers import prefer
from tests.factories.texts import make_library_file, make_module, make_template
from tests.support.refusal import refused
from tests.support.scoping import in_scope

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PDF = Upload("Anleitung.pdf", b"%PDF-1.7 x")


@pytest.fixture(autouse=True)
def _scope(nordlicht: Tenant) -> object:
    with in_scope(nordlicht):
        yield


def _saved(file: LibraryFile) -> LibraryFile:
    return LibraryFile.objects.select_related("blob").get(pk=file.pk)


def test_add_keeps_name_type_and_bytes(nordlicht: Tenant, sven: User) -> None:
    made = add_file(nordlicht, PDF, name=" Rückgabe  erklärt ", purpose=FilePurpose.ATTACHMENT, by=sven)

    file = _saved(made)
    assert (file.name, file.filename, file.content_type, file.size) == (
        "Rückgabe erklärt",
        "Anleitung.pdf",
        "application/pdf",
        10,
    )
    assert file.blob.content == PDF.content
    assert AuditEntry.objects.get(kind="texts.libraryfile").changes["filename"] == [None, "Anleitung.pdf"]


def test_without_a_name_it_is_called_like_the_file(nordlicht: Tenant) -> None:
    assert add_file(nordlicht, PDF, name="", purpose=FilePurpose.ATTACHMENT, by=None).name == "Anleitung.pdf"


def test_a_name_is_taken_once(nordlicht: Tenant) -> None:
    add_file(nordlicht, PDF, name="Logo", purpose=FilePurpose.ATTACHMENT, by=None)

    with refused("There is a file “Logo” already. Choose another name."):
        add_file(nordlicht, Upload("l.png", PNG), name="LOGO", purpose=FilePurpose.PICTURE, by=None)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0 x", "image/jpeg"),
        (b"GIF89a x", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"RIFF\x10\0\0\0WAVEfmt ", ""),
        (b"", ""),
    ],
)
def test_the_beginning_says_what_kind_of_picture_it_is(content: bytes, kind: str) -> None:
    assert picture_type(content) == kind


def test_what_calls_itself_a_picture_is_looked_at(nordlicht: Tenant) -> None:
    with refused("“logo.png” is not a picture. Take PNG, JPEG, GIF or WebP."):
        add_file(nordlicht, Upload("logo.png", b"<svg/>"), name="", purpose=FilePurpose.PICTURE, by=None)
    made = add_file(nordlicht, Upload("logo.jpg", PNG), name="", purpose=FilePurpose.PICTURE, by=None)
    assert made.content_type == "image/png"


def test_a_name_cannot_pretend_to_end_otherwise(nordlicht: Tenant) -> None:
    upload = Upload("rechnung\u202efdp.exe\r\nX: 1", b"MZ")

    made = add_file(nordlicht, upload, name="", purpose=FilePurpose.ATTACHMENT, by=None)

    assert made.filename == "rechnungfdp.exe X: 1"


def test_size_is_as_the_tenant_says(nordlicht: Tenant) -> None:
    prefer(nordlicht, LARGEST_PICTURE, 10)
    prefer(nordlicht, LARGEST_FILE, 1)

    with refused("The file “l.png” is larger than 10 kB."):
        add_file(nordlicht, Upload("l.png", PNG + b"\0" * 10_240), name="", purpose=FilePurpose.PICTURE, by=None)
    with refused("The file “a.bin” is larger than 1 MB."):
        add_file(nordlicht, Upload("a.bin", b"\0" * 1_048_577), name="", purpose=FilePurpose.ATTACHMENT, by=None)
    with refused("The file “a.bin” is empty."):
        add_file(nordlicht, Upload("a.bin", b""), name="", purpose=FilePurpose.ATTACHMENT, by=None)


def test_replace_keeps_the_row(nordlicht: Tenant, sven: User) -> None:
    file = add_file(nordlicht, PDF, name="Anleitung", purpose=FilePurpose.ATTACHMENT, by=None)

    change_file(file, name="Anleitung", upload=Upload("neu.pdf", b"%PDF-2"), version=1, by=sven)

    saved = _saved(file)
    assert (saved.filename, saved.blob.content, saved.version) == ("neu.pdf", b"%PDF-2", 2)
    entry = AuditEntry.objects.get(action="replaced")
    assert entry.changes == {"filename": ["Anleitung.pdf", "neu.pdf"], "size": [10, 6]}


def test_change_of_what_somebody_else_changed_is_refused(nordlicht: Tenant) -> None:
    file = add_file(nordlicht, PDF, name="Anleitung", purpose=FilePurpose.ATTACHMENT, by=None)
    change_file(file, name="Hinweise", version=1, by=None)

    with refused("Somebody else has changed the file “Hinweise” in the meantime. Nothing was overwritten."):
        change_file(file, name="Hilfe", version=1, by=None)


def test_delete_is_refused_while_it_is_used(nordlicht: Tenant) -> None:
    logo = make_library_file(nordlicht, "Logo", purpose=FilePurpose.PICTURE)
    template = make_template(nordlicht, "Briefkopf", html=f'<p><img src="picture:{logo.pk}"></p>')
    module = make_module(nordlicht, "Gruß", html=f'<img src="picture:{logo.pk}">')
    make_template(nordlicht, "Andere", html=f'<img src="picture:{logo.pk}7">')

    used = [(use.code, use.name, use.object_id) for use in uses_of(logo)]
    assert used == [("template", "Briefkopf", template.pk), ("module", "Gruß", module.pk)]
    with refused("“Logo” is used in “Briefkopf”, “Gruß”. Take it out there first; nothing was deleted."):
        delete_files([logo], by=None)


def test_delete_is_refused_while_a_template_sends_it_along(nordlicht: Tenant) -> None:
    terms = make_library_file(nordlicht, "Bedingungen")
    template = make_template(nordlicht, "Antwort")
    TemplateFile.objects.create(tenant=nordlicht, template=template, file=terms)

    with refused("“Bedingungen” is used in “Antwort”. Take it out there first; nothing was deleted."):
        delete_files([terms], by=None)


def test_delete_and_restore(nordlicht: Tenant, sven: User) -> None:
    logo = make_library_file(nordlicht, "Logo", purpose=FilePurpose.PICTURE)
    delete_files([logo], by=sven)
    assert (list(pictures_of(nordlicht.pk)), [file.name for file in files_in_scope(deleted=True)]) == ([], ["Logo"])

    other = make_library_file(nordlicht, "Logo")
    with refused("There is a file “Logo” already. Choose another name."):
        restore_file(logo, by=sven)
    delete_files([other], by=sven)
    restore_file(logo, by=sven)

    assert list(pictures_of(nordlicht.pk)) == [logo]


def test_tenants_do_not_see_each_others(nordlicht: Tenant, alpina: Tenant) -> None:
    make_library_file(alpina, "Gipfel")

    assert list(files_in_scope()) == []
