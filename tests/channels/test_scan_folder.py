"""A folder with scans: what is taken, when, and where it goes."""

from __future__ import annotations

import os
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from kontor.channels import scan_folder
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.scan_folder import ScanFolder, TakenScan, open_folder

PDF = b"%PDF-1.7\nA letter\n%%EOF\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "scans"
    (made / "north").mkdir(parents=True)
    return made


@pytest.fixture
def folder(root: Path) -> ScanFolder:
    return open_folder(root, "north", patience=0)


def read(folder: ScanFolder, name: str) -> TakenScan:
    taken = folder.read(name)
    assert taken
    return taken


def put(root: Path, name: str, content: bytes = PDF, *, at: int = 1_795_000_000) -> Path:
    path = root / "north" / name
    path.write_bytes(content)
    os.utime(path, (at, at))
    return path


def test_scans_are_listed_oldest_first_and_nothing_else(root, folder):
    put(root, "b.PDF", at=1_795_000_001)
    put(root, "a.tiff", at=1_795_000_002)
    put(root, "c.tif", at=1_795_000_003)
    for name in ("notes.txt", ".hidden.pdf", "~lock.pdf", "program.exe"):
        put(root, name)
    put(root, "empty.pdf", b"")
    (root / "north" / "folder.pdf").mkdir()

    assert folder.waiting() == ["b.PDF", "a.tiff", "c.tif"]


def test_a_file_is_taken_when_it_has_lain_still(root):
    put(root, "scan.pdf")

    assert open_folder(root, "north", patience=60).waiting() == []
    assert open_folder(root, "north", patience=0).waiting() == ["scan.pdf"]


def test_a_pdf_without_its_end_is_left_until_nobody_can_be_writing_it(root, folder, monkeypatch):
    put(root, "scan.pdf", b"%PDF-1.7 half a lett")

    half = folder.read("scan.pdf")
    monkeypatch.setattr(scan_folder, "HALF_WRITTEN", -60.0)
    as_it_is = folder.read("scan.pdf")

    assert half is None
    assert as_it_is is not None


def test_a_scan_is_a_mail_with_the_file_and_its_text(root, folder):
    put(root, "Brief Müller.pdf")
    put(root, "Brief Müller.txt", "Grüße aus Köln".encode())

    fetched = read(folder, "Brief Müller.pdf").mail

    assert fetched.raw
    mail = message_from_bytes(fetched.raw, policy=default)
    files = {part.get_filename(): part.get_payload(decode=True) for part in mail.iter_attachments()}
    assert (mail["Subject"], mail["From"]) == ("Brief Müller", None)
    assert files == {"Brief Müller.pdf": PDF, "Brief Müller.txt": "Grüße aus Köln".encode()}
    assert fetched.internal_date is not None
    assert fetched.internal_date.timestamp() == 1_795_000_000


def test_the_same_file_is_always_the_same_mail_and_another_never(root, folder):
    put(root, "scan.pdf")
    first = read(folder, "scan.pdf").mail
    again = read(folder, "scan.pdf").mail
    put(root, "scan.pdf", PDF + b"% another")
    other = read(folder, "scan.pdf").mail
    put(root, "copy.pdf")
    copy = read(folder, "copy.pdf").mail

    assert (first.key, first.raw) == (again.key, again.raw)
    assert len({first.key, other.key, copy.key}) == 3


def test_what_was_taken_is_put_away_with_its_text_and_overwrites_nothing(root, folder):
    for _time in range(2):
        put(root, "scan.pdf")
        put(root, "scan.txt", b"Text")
        taken = read(folder, "scan.pdf")
        folder.put_away(taken, "done")

    assert sorted(path.name for path in (root / "north").iterdir()) == ["done"]
    done = sorted(path.name for path in (root / "north" / "done").iterdir())
    assert done == ["scan-2.pdf", "scan-2.txt", "scan.pdf", "scan.txt"]
    folder.put_away(taken, "done")  # it has gone already


@pytest.mark.parametrize("then", [ScanFolder.put_away, ScanFolder.remove])
@pytest.mark.parametrize("changed", ["scan.pdf", "scan.txt"])
def test_what_somebody_puts_there_after_it_was_read_stays(root, folder, then, changed):
    put(root, "scan.pdf")
    put(root, "scan.txt", b"Text")
    taken = read(folder, "scan.pdf")
    (root / "north" / changed).unlink()
    put(root, changed, b"Another letter %%EOF")

    then(folder, taken, "done")

    assert [path.name for path in (root / "north").iterdir() if path.is_file()] == [changed]
    assert (root / "north" / changed).read_bytes() == b"Another letter %%EOF"


@pytest.mark.parametrize(
    ("then", "expected"),
    [(ScanFolder.put_away, ["scan.pdf", "scan.txt"]), (ScanFolder.remove, ["scan.txt"])],
)
def test_a_text_that_is_too_large_is_not_read_and_goes_with_its_scan(root, folder, monkeypatch, then, expected):
    monkeypatch.setattr(scan_folder, "MOST_TEXT_BYTES", 3)
    put(root, "scan.pdf")
    put(root, "scan.txt", b"Text")

    taken = read(folder, "scan.pdf")
    then(folder, taken, "done")

    assert b"scan.txt" not in (taken.mail.raw or b"")
    assert [path.name for path in (root / "north").iterdir()] == ["done"]
    assert sorted(path.name for path in (root / "north" / "done").iterdir()) == expected


def test_a_text_for_which_no_scan_comes_is_put_away_after_a_while(root, folder, monkeypatch):
    put(root, "late.txt", b"Text")
    put(root, "scan.pdf")
    put(root, "scan.txt", b"Text")

    folder.put_late_texts_away("done")
    at_once = sorted(path.name for path in (root / "north").iterdir())
    monkeypatch.setattr(scan_folder, "LATE_TEXT", 0.0)
    folder.put_late_texts_away("done")

    assert at_once == ["late.txt", "scan.pdf", "scan.txt"]
    assert sorted(path.name for path in (root / "north").iterdir()) == ["done", "scan.pdf", "scan.txt"]
    assert [path.name for path in (root / "north" / "done").iterdir()] == ["late.txt"]


def test_a_file_that_is_too_large_comes_without_its_content(root, folder, monkeypatch):
    monkeypatch.setattr(scan_folder, "MOST_BYTES", 10)
    put(root, "scan.pdf")

    fetched = read(folder, "scan.pdf").mail

    assert (fetched.raw, fetched.problem, fetched.size) == (None, "too_large", len(PDF))


def test_names_of_any_bytes_are_taken_and_can_be_shown(root, folder):
    wild = os.fsdecode(b"caf\xe9\n.pdf")
    put(root, wild)

    assert folder.waiting() == [wild]
    taken = read(folder, wild)
    assert taken.mail.key.endswith(":caf\ufffd_.pdf")
    folder.put_away(taken, "done")
    assert folder.waiting() == []


@pytest.mark.parametrize("name", ["/etc", "..", "north/../..", "", "  ", "a\0b", "out"])
def test_no_name_and_no_link_leads_out_of_the_root(root, name):
    (root / "out").symlink_to("/etc")

    with pytest.raises(ConnectionFailed) as failed:
        open_folder(root, name)

    assert failed.value.kind == Kind.SCANS_OUTSIDE


@pytest.mark.parametrize("link", ["north/x", "west"])
def test_no_link_leads_into_the_folder_of_another_tenant(root, link):
    (root / "south").mkdir()
    (root / link).symlink_to(root / "south")
    (root / "south" / "inbox").mkdir()
    (root / "south" / "near").symlink_to("inbox")

    for name in (link, f"{link}/inbox"):
        with pytest.raises(ConnectionFailed) as failed:
            open_folder(root, name)
        assert failed.value.kind == Kind.SCANS_OUTSIDE
    assert open_folder(root, "south/near").path == root / "south" / "inbox"


def test_links_in_the_folder_are_not_followed(root, folder):
    secret = root.parent / "secret.pdf"
    secret.write_bytes(PDF)
    (root / "north" / "scan.pdf").symlink_to(secret)
    put(root, "other.pdf")
    other = read(folder, "other.pdf")
    (root / "north" / "done").symlink_to(root.parent)

    assert folder.waiting() == ["other.pdf"]
    assert folder.read("scan.pdf") is None
    with pytest.raises(ConnectionFailed) as failed:
        folder.put_away(other, "done")
    assert failed.value.kind == Kind.SCANS_OUTSIDE
    assert not (root.parent / "other.pdf").exists()


def test_trouble_with_the_folder_is_a_sentence(root, folder, monkeypatch):
    with pytest.raises(ConnectionFailed) as missing:
        open_folder(root, "south")
    monkeypatch.setattr(os, "access", lambda *_args: False)
    with pytest.raises(ConnectionFailed) as rights:
        folder.require_usable("done")

    assert str(missing.value).startswith("The folder for scans has no folder “south”.")
    assert rights.value.kind == Kind.SCANS_RIGHTS
