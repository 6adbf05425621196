"""Large bytes in a folder: there when their row is, and gone when nobody names them any more."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from kontor.kernel.errors import Failed
from kontor.tenants.models import Tenant
from kontor.tickets.domain.blobs import IN_ROW, keep, keep_all
from kontor.tickets.domain.kept_files import LEFT_BEHIND, sweep_files
from kontor.tickets.filestore import FileStore
from kontor.tickets.models import Blob, FilesAway
from tests.support.scoping import in_scope
from tests.support.threads import at_once

LARGE = os.urandom(3 * IN_ROW)
SMALL = b"Guten Tag"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """The installation keeps large bytes here."""
    settings.MAIL_STORAGE = str(tmp_path / "mails")
    (tmp_path / "mails").mkdir()
    return tmp_path / "mails"


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob("*/*/*"))


def _age(folder: Path) -> None:
    old = time.time() - LEFT_BEHIND.total_seconds() - 60
    for path in folder.glob("*/*/*"):
        os.utime(path, (old, old))


def _keep_and_roll_back(content: bytes, tenant: Tenant) -> None:
    with transaction.atomic():
        keep(content, tenant_id=tenant.pk)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_large_bytes_are_a_file_of_the_tenant_and_small_ones_stay_in_the_row(folder: Path, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        large, small = keep_all([(nordlicht.pk, LARGE), (nordlicht.pk, SMALL)])
        kept = {blob.pk: blob for blob in Blob.objects.all()}

    assert kept[large.pk].content == LARGE
    assert kept[large.pk].data is None
    assert kept[small.pk].content == SMALL
    assert kept[small.pk].place == ""
    digest = bytes(kept[large.pk].sha256).hex()
    assert _files(folder) == [f"{nordlicht.pk}/{digest[:2]}/{digest}"]
    assert (folder / kept[large.pk].place).stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_same_bytes_of_two_tenants_are_two_files(folder: Path, nordlicht: Tenant, alpina: Tenant) -> None:
    for tenant in (nordlicht, alpina, nordlicht):
        with in_scope(tenant):
            keep(LARGE, tenant_id=tenant.pk)

    assert {name.split("/")[0] for name in _files(folder)} == {str(nordlicht.pk), str(alpina.pk)}
    assert len(_files(folder)) == 2


@pytest.mark.django_db
def test_bytes_kept_before_the_folder_was_named_are_read_from_their_row(
    settings: Any, tmp_path: Path, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        blob = keep(LARGE, tenant_id=nordlicht.pk)
        settings.MAIL_STORAGE = str(tmp_path)
        again = keep(LARGE, tenant_id=nordlicht.pk)

        assert again.pk == blob.pk
        assert Blob.objects.get(pk=blob.pk).content == LARGE
    assert _files(tmp_path) == []


@pytest.mark.django_db
@pytest.mark.parametrize("damage", [b"", LARGE[:-1], b"x" + LARGE[1:]])
def test_damaged_file_is_never_handed_out(folder: Path, nordlicht: Tenant, damage: bytes) -> None:
    with in_scope(nordlicht):
        blob = Blob.objects.get(pk=keep(LARGE, tenant_id=nordlicht.pk).pk)
        (folder / blob.place).write_bytes(damage)

        with pytest.raises(Failed, match="not there as it was written"):
            _ = blob.content


@pytest.mark.django_db
def test_file_that_is_gone_is_said_to_be_gone(folder: Path, settings: Any, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        blob = Blob.objects.get(pk=keep(LARGE, tenant_id=nordlicht.pk).pk)
        (folder / blob.place).unlink()
        with pytest.raises(Failed, match="cannot be read: FileNotFoundError"):
            _ = blob.content
        settings.MAIL_STORAGE = ""
        with pytest.raises(Failed, match="not there as it was written"):
            _ = blob.content


@pytest.mark.django_db
def test_a_folder_that_is_not_mounted_is_away_and_has_lost_nothing(
    folder: Path, settings: Any, tmp_path: Path, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        blob = Blob.objects.get(pk=keep(LARGE, tenant_id=nordlicht.pk).pk)
        (tmp_path / "empty").mkdir()
        for elsewhere in (str(tmp_path / "empty"), str(tmp_path / "nothing")):
            settings.MAIL_STORAGE = elsewhere
            with pytest.raises(FilesAway):
                _ = blob.content
        settings.MAIL_STORAGE = str(folder)
        (folder / blob.place).unlink()
        with pytest.raises(Failed) as lost:
            _ = blob.content
    assert not isinstance(lost.value, FilesAway)


@pytest.mark.django_db
def test_nothing_is_written_where_the_folder_is_not_mounted(
    folder: Path, settings: Any, tmp_path: Path, nordlicht: Tenant, alpina: Tenant
) -> None:
    with in_scope(nordlicht):
        blob = Blob.objects.get(pk=keep(LARGE, tenant_id=nordlicht.pk).pk)
    (tmp_path / "empty").mkdir()
    settings.MAIL_STORAGE = str(tmp_path / "empty")

    with in_scope(nordlicht):
        with pytest.raises(FilesAway):
            keep(LARGE[::-1], tenant_id=nordlicht.pk)
        with pytest.raises(FilesAway):
            _ = blob.content
        keep(SMALL, tenant_id=nordlicht.pk)
    with in_scope(alpina):
        keep(LARGE, tenant_id=alpina.pk)

    assert [name.split("/")[0] for name in _files(tmp_path / "empty")] == [str(alpina.pk)]


@pytest.mark.django_db
def test_full_disk_keeps_neither_row_nor_half_a_file(
    folder: Path, nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with in_scope(nordlicht), pytest.raises(OSError, match="No space left") as caught, transaction.atomic():
        keep(LARGE, tenant_id=nordlicht.pk)

    assert str(caught.value.filename).startswith(str(folder))
    assert _files(folder) == []
    with in_scope(nordlicht):
        assert not Blob.objects.exists()


def test_sweep_takes_what_no_row_names_and_nothing_else(committed_db: str, folder: Path, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        named = Blob.objects.get(pk=keep(LARGE, tenant_id=nordlicht.pk).pk).place
        _keep_and_roll_back(LARGE[::-1], nordlicht)
    half = folder / f"{named}.0badcafe.half"
    half.write_bytes(b"killed")
    assert len(_files(folder)) == 3

    too_early = sweep_files()
    _age(folder)
    taken = sweep_files()

    assert (too_early, taken) == (0, 1)
    assert _files(folder) == [named]


def test_sweep_waits_for_whoever_is_about_to_name_an_old_file(
    committed_db: str, folder: Path, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        _keep_and_roll_back(LARGE, nordlicht)
    kept = threading.Event()

    def name_it() -> int:
        with in_scope(nordlicht):
            blob = keep(LARGE, tenant_id=nordlicht.pk)
            _age(folder)  # as if it had been marked just before the sweep looked
            kept.set()
            time.sleep(0.3)
        return blob.pk

    def sweep() -> int:
        kept.wait(10)
        return sweep_files()

    blob_id, taken = at_once(name_it, sweep)

    assert taken == 0
    with in_scope(nordlicht):
        assert Blob.objects.get(pk=blob_id).content == LARGE


@pytest.mark.parametrize("name", ["../../etc/passwd", "1/ab/short", "1/ab/" + "a" * 64 + ".half", "/1/ab/" + "a" * 64])
def test_names_that_are_none_of_ours_touch_no_file(tmp_path: Path, name: str) -> None:
    store = FileStore(tmp_path)

    for touch in (store.read, store.remove, lambda name: store.write(name, b"x")):
        with pytest.raises(ValueError, match="no name of a kept file"):
            touch(name)
