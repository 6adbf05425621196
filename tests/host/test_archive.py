"""The file of a backup."""

from __future__ import annotations

import stat
import tarfile
from pathlib import Path

import pytest

from kontor.host import archive
from kontor.host.say import Stop
from kontor.tickets.filestore import FileStore


def test_archive_is_readable_by_its_owner_only_and_gives_back_what_went_in(tmp_path: Path) -> None:
    target = tmp_path / "a backup.kontor"
    (tmp_path / "dump").write_bytes(b"\x00rows")

    with archive.writing(target) as file:
        archive.add_text(file, archive.NOTE, '{"format": 1, "made": "2026-01-01"}')
        archive.add_file(file, archive.DUMP, tmp_path / "dump")

    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with tarfile.open(target) as file:
        assert archive.note_of(file)["made"] == "2026-01-01"
        archive.extract(file, archive.DUMP, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == b"\x00rows"


def test_failed_backup_leaves_the_older_one(tmp_path: Path) -> None:
    target = tmp_path / "backup"
    target.write_text("the older one")

    with pytest.raises(OSError, match="disk full"), archive.writing(target):
        raise OSError("disk full")

    assert [path.name for path in tmp_path.iterdir()] == ["backup"]
    assert target.read_text() == "the older one"


def test_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "holiday", "w") as file:
        file.add(__file__, arcname="photo")

    with tarfile.open(tmp_path / "holiday") as file, pytest.raises(Stop, match="not a backup of Kontor"):
        archive.note_of(file)


def test_kept_files_come_back_where_they_were(tmp_path: Path) -> None:
    before, after = FileStore(tmp_path / "before"), FileStore(tmp_path / "after")
    name = FileStore.name(7, bytes(range(32)))
    before.write(name, b"a large mail")
    (before.root / f"{name}.half").write_bytes(b"not whole")

    with archive.writing(tmp_path / "backup") as file:
        for kept in before.names():
            archive.add_file(file, f"{archive.FILES}/{kept}", before.root / kept)
    with tarfile.open(tmp_path / "backup") as file:
        assert archive.has_files(file)
        archive.extract_files(file, after)

    assert list(after.names()) == [name]
    assert after.read(name) == b"a large mail"


def test_backup_with_a_file_outside_its_place_is_not_read_in(tmp_path: Path) -> None:
    with archive.writing(tmp_path / "backup") as file:
        archive.add_text(file, f"{archive.FILES}/../../escaped", "x")

    with tarfile.open(tmp_path / "backup") as file, pytest.raises(ValueError, match="no name of a kept file"):
        archive.extract_files(file, FileStore(tmp_path / "here"))

    assert not (tmp_path / "escaped").exists()
