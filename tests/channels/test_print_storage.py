"""Where letters are put: whole or not at all, never over anything, never outside the root."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kontor.channels.print_errors import PrintFailed, PrintTrouble
from kontor.channels.print_storage import checked_directory, clean_name, directory_within, open_storage, probe
from kontor.kernel.errors import Refused
from tests.servers.s3 import S3, s3_server

LETTER, OTHER = b"%PDF-1.7 a letter", b"%PDF-1.7 another one"


@pytest.fixture
def root(tmp_path: Path, settings: Any) -> Path:
    settings.LETTERS_ROOT, settings.LETTERS_STORAGE = str(tmp_path), None
    return tmp_path


@pytest.fixture
def s3(settings: Any) -> Iterator[S3]:
    with s3_server() as store:
        settings.LETTERS_STORAGE = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": store.options}
        yield store


def _failing(monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    """This call of the operating system ends with this error."""

    def fails(*arguments: object, **options: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fails)


def _kind(call: Callable[[], Any]) -> PrintTrouble:
    with pytest.raises(PrintFailed) as failed:
        call()
    assert failed.value.sentence
    return failed.value.kind


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_tenant_without_a_directory_has_a_folder_named_after_its_code(root: Path) -> None:
    open_storage("NORD", "").put("2026-11-28/4711-1.pdf", LETTER)
    open_storage("NORD", "print/in").put("4711-2.pdf", OTHER)

    assert _files(root) == ["NORD/2026-11-28/4711-1.pdf", "NORD/print/in/4711-2.pdf"]
    assert (root / "NORD/2026-11-28/4711-1.pdf").read_bytes() == LETTER
    assert open_storage("NORD", "").where("a.pdf") == f"{root}/NORD/a.pdf"


def test_the_same_bytes_are_written_once_and_others_are_left_alone(root: Path) -> None:
    storage = open_storage("NORD", "")
    storage.put("a.pdf", LETTER)
    first = (root / "NORD/a.pdf").stat()

    storage.put("a.pdf", LETTER)
    assert _kind(lambda: storage.put("a.pdf", OTHER)) == PrintTrouble.OTHER_FILE

    assert (root / "NORD/a.pdf").stat().st_ino == first.st_ino
    assert (root / "NORD/a.pdf").read_bytes() == LETTER
    assert _files(root) == ["NORD/a.pdf"]


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

    assert _files(root) == [
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
    assert _files(root) == ["NORD/big.pdf"]
    assert (root / "NORD/big.pdf").read_bytes() == b"x" * 200_000


def test_what_another_writer_put_there_at_the_last_moment_is_left_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage, link = open_storage("NORD", ""), os.link

    def late(*arguments: Any, **options: Any) -> None:
        (root / "NORD/a.pdf").write_bytes(OTHER)
        link(*arguments, **options)

    monkeypatch.setattr(os, "link", late)

    assert _kind(lambda: storage.put("a.pdf", LETTER)) == PrintTrouble.OTHER_FILE
    assert (root / "NORD/a.pdf").read_bytes() == OTHER
    assert _files(root) == ["NORD/a.pdf"]


def test_a_file_system_without_links_is_written_to_by_renaming(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _failing(monkeypatch, "link", errno.EPERM)
    storage = open_storage("NORD", "")
    storage.put("a.pdf", LETTER)

    assert _kind(lambda: storage.put("a.pdf", OTHER)) == PrintTrouble.OTHER_FILE
    assert _files(root) == ["NORD/a.pdf"]


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
    _failing(monkeypatch, call, number)

    with pytest.raises(PrintFailed) as failed:
        open_storage("NORD", "").put("a.pdf", LETTER)

    assert (failed.value.kind, failed.value.permanent) == (kind, permanent)
    assert _files(root) == []


def test_a_root_that_is_not_there_is_not_made(root: Path, settings: Any) -> None:
    settings.LETTERS_ROOT = str(root / "not-mounted")
    storage = open_storage("NORD", "")

    assert _kind(lambda: storage.put("a.pdf", LETTER)) == PrintTrouble.GONE
    assert _kind(lambda: storage.exists("a.pdf")) == PrintTrouble.GONE
    assert list(root.iterdir()) == []


def test_without_a_root_of_its_own_the_installation_has_one(root: Path, settings: Any) -> None:
    settings.LETTERS_ROOT, settings.VAR = "", root
    open_storage("NORD", "").put("a.pdf", LETTER)

    assert _files(root) == ["letters/NORD/a.pdf"]


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
        assert _kind(lambda: open_storage("NORD", "leads-out").put("c.pdf", LETTER)) == PrintTrouble.OUTSIDE
        assert _kind(lambda: open_storage("NORD", "").put("a.pdf", LETTER)) == PrintTrouble.OUTSIDE
    assert _files(outside) == ["b.pdf"]


def test_a_file_where_a_folder_should_be_is_told(root: Path) -> None:
    (root / "NORD").write_text("no folder")

    assert _kind(lambda: open_storage("NORD", "").put("a.pdf", LETTER)) == PrintTrouble.GONE


def test_what_lies_there_is_read_and_taken_back(root: Path) -> None:
    storage = open_storage("NORD", "")
    assert (storage.get("x/a.pdf"), storage.exists("x/a.pdf"), storage.remove("x/a.pdf")) == (None, False, False)
    storage.put("x/a.pdf", LETTER)

    assert (storage.get("x/a.pdf"), storage.exists("x/a.pdf"), storage.remove("x/a.pdf")) == (LETTER, True, True)
    assert _files(root) == []


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


def test_a_place_is_tried_and_left_as_it_was(root: Path) -> None:
    found = probe("NORD", "print")

    assert (found.where, _files(root)) == (f"{root}/NORD/print", [])
    assert found.free is not None and found.free > 0


def test_another_storage_works_with_the_same_directory(s3: S3) -> None:
    storage = open_storage("NORD", "print/in")
    storage.put("4711-1.pdf", LETTER)
    storage.put("4711-1.pdf", LETTER)

    assert s3.objects == {"NORD/print/in/4711-1.pdf": LETTER}
    assert _kind(lambda: storage.put("4711-1.pdf", OTHER)) == PrintTrouble.OTHER_FILE
    assert storage.get("4711-1.pdf") == LETTER
    assert (storage.get("x.pdf"), storage.exists("x.pdf")) == (None, False)
    assert storage.remove("4711-1.pdf") is True
    assert s3.objects == {}
    assert probe("NORD", "print").free is None


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (403, "AccessDenied", PrintTrouble.RIGHTS),
        (404, "NoSuchBucket", PrintTrouble.GONE),
        (507, "XMinioStorageFull", PrintTrouble.FULL),
        (400, "Strange", PrintTrouble.UNREACHABLE),
    ],
)
def test_what_another_storage_answers_is_told_by_its_kind(
    s3: S3, settings: Any, status: int, code: str, kind: PrintTrouble
) -> None:
    storage = open_storage("NORD", "")
    put = s3.objects
    s3.answer = (status, code)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(storage), "get", lambda self, path: None)  # asking what lies there is refused without a body
        assert _kind(lambda: storage.put("a.pdf", LETTER)) == kind
    assert put == {}


def test_a_storage_that_is_not_there_is_told(s3: S3, settings: Any) -> None:
    options = {**s3.options, "endpoint_url": "http://127.0.0.1:9", "client_config": None}
    settings.LETTERS_STORAGE = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}

    assert _kind(lambda: open_storage("NORD", "").exists("a.pdf")) == PrintTrouble.UNREACHABLE


def test_a_storage_that_nobody_knows_is_told(settings: Any) -> None:
    settings.LETTERS_STORAGE = {"BACKEND": "storages.nowhere.Storage", "OPTIONS": {}}

    assert _kind(lambda: open_storage("NORD", "")) == PrintTrouble.UNREACHABLE
