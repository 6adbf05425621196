"""Files of the library: several deleted at once, what is written down, what their names and types become."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.preferences.uses import InUse
from kontor.tenants.models import Tenant
from kontor.texts.domain.library import (
    LONGEST_NAME,
    Upload,
    add_file,
    change_file,
    delete_files,
    largest,
    restore_file,
)
from kontor.texts.domain.library_use import files_in_scope, pictures_of, uses_of
from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile
from kontor.texts.preferences import LARGEST_FILE, LARGEST_PICTURE
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.texts import make_library_file, make_template
from tests.support.refusal import refused, rolled_back
from tests.support.scoping import in_scope

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
ATTACHMENT = FilePurpose.ATTACHMENT


@pytest.fixture(autouse=True)
def _scope(nordlicht: Tenant, alpina: Tenant) -> Any:
    with in_scope(nordlicht, alpina):
        yield


def add(tenant: Tenant, filename: str = "a.txt", content: bytes = b"x", *, name: str = "") -> LibraryFile:
    return add_file(tenant, Upload(filename, content), name=name, purpose=ATTACHMENT, by=None)


def audited() -> list[tuple[str, dict[str, Any]]]:
    rows = AuditEntry.objects.filter(kind="texts.libraryfile").order_by("id")
    return list(rows.values_list("action", "changes"))


def test_the_type_is_what_the_content_begins_as_else_what_the_name_says(nordlicht: Tenant) -> None:
    types = [
        add(nordlicht, name, content).content_type
        for name, content in (("a.pdf", b"%PDF"), ("b.pdf", PNG), ("c.unknown", b"x"), ("d.csv", b"1;2"))
    ]

    assert types == ["application/pdf", "image/png", "application/octet-stream", "text/csv"]


def test_a_file_without_a_name_is_called_file_and_a_long_one_keeps_its_end(nordlicht: Tenant) -> None:
    assert add(nordlicht, " \n ").filename == "file"
    long = add(nordlicht, "x" * 300 + ".pdf")

    assert (len(long.filename), long.filename[-5:], len(long.name)) == (255, "x.pdf", LONGEST_NAME)


def test_a_name_is_free_in_another_tenant_and_after_deleting(nordlicht: Tenant, alpina: Tenant) -> None:
    first = add(nordlicht, name="AGB")
    add(alpina, name="AGB")
    delete_files([first], by=None)

    assert add(nordlicht, name="agb").name == "agb"


def test_a_taken_name_is_said_at_its_field_and_ones_own_is_not_taken(nordlicht: Tenant) -> None:
    file = add(nordlicht, name="AGB")
    add(nordlicht, name="Tarife")

    with refused("There is a file “Tarife” already. Choose another name.", about="name"):
        change_file(file, name="tarife", version=1, by=None)
    assert change_file(file, name="agb", version=1, by=None).name == "agb"
    assert change_file(file, name=" ", version=2, by=None).name == "agb"


def test_saving_what_is_there_is_not_written_down_and_a_new_name_is(nordlicht: Tenant) -> None:
    file = add(nordlicht, name="AGB")
    change_file(file, name="AGB", version=1, by=None)
    change_file(file, name="Bedingungen", version=2, by=None)

    assert audited()[1:] == [("changed", {"name": ["AGB", "Bedingungen"]})]


def test_another_content_of_the_same_size_is_written_down_without_the_content(nordlicht: Tenant) -> None:
    file = add(nordlicht, content=b"alt", name="AGB")

    change_file(file, name="AGB", upload=Upload("a.txt", b"neu"), version=1, by=None)

    assert audited()[1:] == [("replaced", {})]


def test_a_deleted_file_is_not_changed(nordlicht: Tenant) -> None:
    file = add(nordlicht, name="AGB")
    delete_files([file], by=None)

    with refused("The file “AGB” has been deleted in the meantime."):
        change_file(file, name="Neu", version=2, by=None)


def test_several_go_at_once_and_those_that_are_gone_do_not_count(nordlicht: Tenant, frozen: Frozen) -> None:
    files = [add(nordlicht, name=name) for name in ("A", "B", "C")]

    assert (delete_files(files[:2], by=None), delete_files(files, by=None), delete_files([], by=None)) == (2, 1, 0)
    assert {file.deleted_at for file in LibraryFile.objects.all()} == {frozen.at}
    assert [action for action, _changes in audited()] == ["created"] * 3 + ["deleted"] * 3


def test_of_several_none_goes_while_one_is_used_and_the_uses_are_told(nordlicht: Tenant) -> None:
    free, logo = add(nordlicht, name="Frei"), make_library_file(nordlicht, "Logo", purpose=FilePurpose.PICTURE)
    for number in range(6):
        make_template(nordlicht, f"Vorlage {number}", html=f'<img src="picture:{logo.pk}">')

    with refused("“Logo” is used in “Vorlage 0”, “Vorlage 1”, “Vorlage 2”, “Vorlage 3”, “Vorlage 4”, …. Take it out"):
        delete_files([free, logo], by=None)
    with rolled_back(InUse):
        delete_files([logo], by=None)

    assert LibraryFile.objects.living().count() == 2
    assert len(uses_of(logo)) == 6


def test_another_tenants_text_does_not_hold_a_file(nordlicht: Tenant, alpina: Tenant) -> None:
    logo = make_library_file(nordlicht, "Logo", purpose=FilePurpose.PICTURE)
    make_template(alpina, html=f'<img src="picture:{logo.pk}">')

    assert uses_of(logo) == []
    assert delete_files([logo], by=None) == 1


def test_a_file_is_restored_once_under_its_next_version(nordlicht: Tenant) -> None:
    file = add(nordlicht, name="AGB")
    delete_files([file], by=None)

    back, again = restore_file(file, by=None), restore_file(file, by=None)

    assert (back.deleted_at, back.version, again.version) == (None, 3, 3)
    assert [action for action, _changes in audited()] == ["created", "deleted", "restored"]


@pytest.mark.parametrize(("purpose", "bytes_"), [(FilePurpose.PICTURE, 7 * 1024), (ATTACHMENT, 3 * 1024 * 1024)])
def test_each_purpose_has_a_size_of_its_own(nordlicht: Tenant, purpose: FilePurpose, bytes_: int) -> None:
    prefer(nordlicht, LARGEST_PICTURE, 7)
    prefer(nordlicht, LARGEST_FILE, 3)

    assert largest(nordlicht, purpose) == bytes_


def test_a_picture_may_be_as_large_as_it_may_be(nordlicht: Tenant) -> None:
    prefer(nordlicht, LARGEST_PICTURE, 10)
    content = PNG + b"\0" * (10 * 1024 - len(PNG))

    made = add_file(nordlicht, Upload("l.png", content), name="", purpose=FilePurpose.PICTURE, by=None)

    assert made.size == 10 * 1024
    with refused("The file “l.png” is larger than 10 kB."):
        change_file(made, name="", upload=Upload("l.png", content + b"\0"), version=1, by=None)


def test_lists_leave_out_other_purposes_and_deleted_tenants(nordlicht: Tenant, alpina: Tenant, frozen: Frozen) -> None:
    second = make_library_file(nordlicht, "Wappen", purpose=FilePurpose.PICTURE)
    first = make_library_file(nordlicht, "Logo", purpose=FilePurpose.PICTURE)
    file = add(nordlicht, name="AGB")
    make_library_file(alpina, "Gipfel", purpose=FilePurpose.PICTURE)
    Tenant.objects.filter(pk=alpina.pk).update(deleted_at=frozen.at)

    assert list(pictures_of(nordlicht.pk)) == [first, second]
    assert set(files_in_scope()) == {first, second, file}
    assert list(files_in_scope(deleted=True)) == []
