"""Files in a folder are complete or not there."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kontor.channels.print_errors import PrintFailed, PrintTrouble
from kontor.channels.print_storage import open_storage, probe
from tests.channels.print_storage.conftest import LETTER, OTHER, files_in, kind_of


def failing(monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    """This call of the operating system ends with this error."""

    def fails(*arguments: object, **options: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fails)


def test_a_tenant_without_a_directory_has_a_folder_named_after_its_code(root: Path) -> None:
    open_storage("NORD", "").put("2026-11-28/4711-1.pdf", LETTER)
    open_storage("NORD", "print/in").put("4711-2.pdf", OTHER)

    assert files_in(root) == ["NORD/2026-11-28/4711-1.pdf", "NORD/print/in/4711-2.pdf"]
    assert (root / "NORD/2026-11-28/4711-1.pdf").read_bytes() == LETTER
    assert open_storage("NORD", "").where("a.pdf") == f"{root}/NORD/a.pdf"


def test_the_same_bytes_are_written_once_and_others_are_left_alone(root: Path) -> None:
    storage = open_storage("NORD", "")
    storage.put("a.pdf", LETTER)
    first = (root / "NORD/a.pdf").stat()

    storage.put("a.pdf", LETTER)
    assert kind_of(lambda: storage.put("a.pdf", OTHER)) == PrintTrouble.OTHER_FILE

    assert (root / "NORD/a.pdf").stat().st_ino == first.st_ino
    assert (root / "NORD/a.pdf").read_bytes() == LETTER
    assert files_in(root) == ["NORD/a.pdf"]


def test_a_failure_tells_the_place_below_the_root_and_nothing_of_the_server(root: Path) -> None:
    storage = open_storage("NORD", "print")
    storage.put("a.pdf", LETTER)
    (root / "NORD/print/file").write_bytes(b"no folder")
    (root / "NORD/print/away").symlink_to(root.parent)

    for path, kind in (("a.pdf", "other_file"), ("file/b.pdf", "gone"), ("away/b.pdf", "outside")):
        with pytest.raises(PrintFailed) as failed:
            storage.put(path, OTHER)
        assert (failed.value.kind, failed.value.values["path"]) == (kind, f"NORD/print/{path}")
        assert f"“NORD/print/{path}”" in failed.value.sentence
        assert str(root) not in failed.value.sentence


def test_what_a_killed_writer_left_is_taken_away_by_the_next(root: Path) -> None:
    (root / "NORD").mkdir(parents=True)
    ends = [f".{number:012x}.part" for number in (10, 2)]
    halves = (f".a.pdf{ends[0]}", f".a.pdf{ends[1]}", f".b.pdf{ends[0]}", f".c.pdf{ends[0]}")
    names = (*halves, ".htaccess", ".of-the-print-service.part", "d.part")
    old, young, other, others, *no_halves = (root / "NORD" / name for name in names)
    for path in (old, young, other, others, *no_halves):
        path.write_bytes(b"half")
    for path in (old, other, *no_halves):
        os.utime(path, (1, 1))
    minutes_ago = time.time() - 600
    os.utime(others, (minutes_ago, minutes_ago))
    open_storage("NORD", "").put("a.pdf", LETTER)

    assert files_in(root) == [
        f"NORD/.a.pdf{ends[1]}",
        f"NORD/.c.pdf{ends[0]}",
        "NORD/.htaccess",
        "NORD/.of-the-print-service.part",
        "NORD/a.pdf",
        "NORD/d.part",
    ]


FULL = """
import resource, sys
from django.conf import settings
settings.configure(LETTERS_ROOT=sys.argv[1], LETTERS_STORAGE=None)
from kontor.channels.print_errors import PrintFailed
from kontor.channels.print_storage import open_storage
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    open_storage("NORD", "").put("big.pdf", b"x" * 200_000)
except PrintFailed as failure:
    print(failure.kind.value, failure.permanent)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
open_storage("NORD", "").put("big.pdf", b"x" * 200_000)
"""


def test_what_the_system_really_stops_in_the_middle_leaves_nothing_half(root: Path) -> None:
    """In a process of its own, which the system gives no more room for a file than half of it; then it has room."""
    done = subprocess.run([sys.executable, "-c", FULL, str(root)], capture_output=True, text=True, check=False)

    assert (done.stdout.split(), done.stderr) == (["full", "False"], "")
    assert files_in(root) == ["NORD/big.pdf"]
    assert (root / "NORD/big.pdf").read_bytes() == b"x" * 200_000


def test_what_another_writer_put_there_at_the_last_moment_is_left_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage, link = open_storage("NORD", ""), os.link

    def late(*arguments: Any, **options: Any) -> None:
        (root / "NORD/a.pdf").write_bytes(OTHER)
        link(*arguments, **options)

    monkeypatch.setattr(os, "link", late)

    assert kind_of(lambda: storage.put("a.pdf", LETTER)) == PrintTrouble.OTHER_FILE
    assert (root / "NORD/a.pdf").read_bytes() == OTHER
    assert files_in(root) == ["NORD/a.pdf"]


def test_a_file_system_without_links_is_written_to_by_renaming(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, "link", errno.EPERM)
    storage = open_storage("NORD", "")
    storage.put("a.pdf", LETTER)

    assert kind_of(lambda: storage.put("a.pdf", OTHER)) == PrintTrouble.OTHER_FILE
    assert files_in(root) == ["NORD/a.pdf"]


@pytest.mark.parametrize(
    ("call", "number", "kind", "permanent"),
    [
        ("fsync", errno.ENOSPC, PrintTrouble.FULL, False),
        ("fsync", errno.EDQUOT, PrintTrouble.FULL, False),
        ("link", errno.EACCES, PrintTrouble.RIGHTS, False),
        ("mkdir", errno.EROFS, PrintTrouble.RIGHTS, False),
        ("link", errno.ENAMETOOLONG, PrintTrouble.NAME, True),
        ("fsync", errno.EIO, PrintTrouble.UNREACHABLE, False),
        ("link", errno.EBUSY, PrintTrouble.OTHER, False),
    ],
)
def test_an_error_is_told_by_its_kind_and_leaves_nothing_behind(
    root: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, kind: PrintTrouble, permanent: bool
) -> None:
    failing(monkeypatch, call, number)

    with pytest.raises(PrintFailed) as failed:
        open_storage("NORD", "").put("a.pdf", LETTER)

    assert (failed.value.kind, failed.value.permanent) == (kind, permanent)
    assert files_in(root) == []


def test_a_root_that_is_not_there_is_not_made(root: Path, settings: Any) -> None:
    settings.LETTERS_ROOT = str(root / "not-mounted")
    storage = open_storage("NORD", "")

    assert kind_of(lambda: storage.put("a.pdf", LETTER)) == PrintTrouble.GONE
    assert kind_of(lambda: storage.exists("a.pdf")) == PrintTrouble.GONE
    assert list(root.iterdir()) == []


def test_without_a_root_of_its_own_the_installation_has_one(root: Path, settings: Any) -> None:
    settings.LETTERS_ROOT, settings.VAR = "", root
    open_storage("NORD", "").put("a.pdf", LETTER)

    assert files_in(root) == ["letters/NORD/a.pdf"]


def test_a_file_where_a_folder_should_be_is_told(root: Path) -> None:
    (root / "NORD").write_text("no folder")

    assert kind_of(lambda: open_storage("NORD", "").put("a.pdf", LETTER)) == PrintTrouble.GONE


def test_what_lies_there_is_read_and_taken_back(root: Path) -> None:
    storage = open_storage("NORD", "")
    assert (storage.get("x/a.pdf"), storage.exists("x/a.pdf"), storage.remove("x/a.pdf")) == (None, False, False)
    storage.put("x/a.pdf", LETTER)

    assert (storage.get("x/a.pdf"), storage.exists("x/a.pdf"), storage.remove("x/a.pdf")) == (LETTER, True, True)
    assert files_in(root) == []


def test_a_place_is_tried_and_left_as_it_was(root: Path) -> None:
    found = probe("NORD", "print")

    assert (found.where, files_in(root)) == (f"{root}/NORD/print", [])
    assert found.free is not None and found.free > 0
