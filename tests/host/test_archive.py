"""The file of a backup."""

from __future__ import annotations

import argparse
import errno
import gzip
import os
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from kontor.host import archive, backup
from kontor.host.say import Stop
from kontor.tickets.filestore import FileStore


def test_archive_is_readable_by_its_owner_only_and_gives_back_what_went_in(tmp_path: Path) -> None:
    target = tmp_path / "a backup.kontor"
    (tmp_path / "kept").write_bytes(b"a large mail")

    with archive.writing(target) as file:
        archive.add_text(file, archive.NOTE, '{"format": 1, "made": "2026-01-01"}')
        with archive.adding(file, archive.DUMP) as entry:
            entry.write(b"\x00rows")
        archive.add_file(file, f"{archive.FILES}/1", tmp_path / "kept")

    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with archive.reading(target) as file:
        assert archive.note_of(file)["made"] == "2026-01-01"
        assert archive.opened(file, archive.DUMP).read() == b"\x00rows"
        assert archive.opened(file, f"{archive.FILES}/1").read() == b"a large mail"


def test_failed_backup_leaves_the_older_one(tmp_path: Path) -> None:
    target = tmp_path / "backup"
    target.write_text("the older one")

    with pytest.raises(OSError, match="disk full"), archive.writing(target):
        raise OSError("disk full")

    assert [path.name for path in tmp_path.iterdir()] == ["backup"]
    assert target.read_text() == "the older one"


def test_a_disk_that_is_full_is_named(tmp_path: Path) -> None:
    """Also where closing the file meets it once more."""
    code = """
import resource, sys
from pathlib import Path
from kontor.host import archive
from kontor.host.command import _run

def save(options):
    with archive.writing(Path(sys.argv[1])) as file, archive.adding(file, archive.DUMP) as entry:
        entry.write(bytes(200_000))

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
sys.exit(_run(save, None))
"""
    target = tmp_path / "backup"
    command = [sys.executable, "-c", code, str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (1, f"No file may become that large there: {target}.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_so_is_one_without_room(tmp_path: Path, code: int) -> None:
    with pytest.raises(OSError, match="room") as raised, archive.writing(tmp_path / "backup"):
        raise OSError(code, "no room")

    assert raised.value.filename == str(tmp_path / "backup")


def test_what_is_no_file_stays_what_it_is(tmp_path: Path) -> None:
    """Such as /dev/stdout, which would be a file from then on."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    with pytest.raises(Stop, match="is no file, so nothing can take its place"):
        backup.run(argparse.Namespace(file=pipe))

    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_an_entry_larger_than_eight_gigabytes_says_its_size(tmp_path: Path) -> None:
    size = 9 * 2**30
    with archive.writing(tmp_path / "backup") as file, archive.adding(file, archive.DUMP) as entry:
        entry.seek(size, os.SEEK_CUR)

    with tarfile.open(tmp_path / "backup") as file:
        assert file.getmember(archive.DUMP).size == size


def test_two_backups_into_one_file_do_not_write_over_each_other(tmp_path: Path) -> None:
    target = tmp_path / "backup"
    with archive.writing(target) as file:
        archive.add_text(file, archive.NOTE, '{"format": 1}')
        with pytest.raises(Stop, match="Another backup is being written to"), archive.writing(target):
            pass

    with archive.reading(target) as whole:
        assert archive.note_of(whole) == {"format": 1}


def test_what_a_killed_backup_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".backup.new").write_bytes(b"x" * 100_000)

    with archive.writing(tmp_path / "backup") as file:
        archive.add_text(file, archive.NOTE, '{"format": 1}')

    assert [path.name for path in tmp_path.iterdir()] == ["backup"]
    with archive.reading(tmp_path / "backup") as whole:
        assert archive.note_of(whole) == {"format": 1}


def test_a_backup_that_is_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    with archive.writing(whole) as file:
        archive.add_text(file, archive.NOTE, '{"format": 1}')
        archive.add_text(file, archive.DUMP, "rows" * 500)
    content = whole.read_bytes()
    end = len(content.rstrip(b"\0")) // tarfile.BLOCKSIZE + 1

    for blocks in range(1, end + 2):
        cut.write_bytes(content[: blocks * tarfile.BLOCKSIZE + 100])
        with pytest.raises(Stop, match="is cut off: its end is missing"), archive.reading(cut):
            pass


@pytest.mark.parametrize("content", [b"", b"short", bytes(5000), b"\x1f\x8b\x08 no gzip", b"words " * 1000])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)

    with pytest.raises(Stop, match="is not a backup of Kontor"), archive.reading(tmp_path / "file") as file:
        archive.note_of(file)


def test_a_backup_that_somebody_compressed_is_read(tmp_path: Path) -> None:
    with archive.writing(tmp_path / "backup") as file:
        archive.add_text(file, archive.NOTE, '{"format": 1}')
    (tmp_path / "backup.gz").write_bytes(gzip.compress((tmp_path / "backup").read_bytes()))

    with archive.reading(tmp_path / "backup.gz") as file:
        assert archive.note_of(file) == {"format": 1}


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
