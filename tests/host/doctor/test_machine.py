"""What the doctor says of the machine: folders, keys, dictionaries, room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kontor.host.doctor import machine, spelling
from kontor.host.doctor.finding import Level
from kontor.host.folder import Folder
from kontor.spelling import engine
from tests.host.doctor.looking import unsound


def test_a_folder_that_cannot_be_written_to_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests as root may write everywhere but to what the kernel keeps from all."""
    monkeypatch.setattr(machine, "var_folder", lambda: Folder(Path("/proc/1")))

    found = [sentence for _level, sentence in unsound(machine.check_disk)]

    assert "Nothing can be written to /proc/1." in found


def test_keys_that_others_can_read_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_VAR", str(tmp_path))
    key = machine.var_folder().secret_file("secret-key")
    assert unsound(machine.check_secrets) == []

    key.chmod(0o644)

    assert unsound(machine.check_secrets) == [(Level.BAD, "Others on this machine can read keys: secret-key.")]


def test_missing_dictionaries_are_found_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "missing", lambda: ["de"])

    [finding] = spelling.check_dictionaries()

    assert (finding.level, finding.sentence) == (Level.WARNING, "The spelling is not checked in: de.")
    assert finding.advice == "apt install libenchant-2-2 hunspell-de-de hunspell-en-us"


@pytest.mark.parametrize(("least", "level"), [("LEAST_SPACE", Level.BAD), ("GOOD_SPACE", Level.WARNING)])
def test_a_full_disk_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, least: str, level: Level) -> None:
    monkeypatch.setenv("KONTOR_VAR", str(tmp_path))
    monkeypatch.setattr(machine, least, 10**18)

    [(found, sentence)] = unsound(machine.check_disk)
    assert (found, sentence.endswith(f"GB are free where {tmp_path} is.")) == (level, True)


def test_of_a_full_disk_for_large_mails_it_is_said_what_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv("KONTOR_VAR", str(tmp_path))
    monkeypatch.setattr(machine, "LEAST_SPACE", 10**18)
    settings.MAIL_STORAGE = str(tmp_path)

    database, mails = (finding.advice for finding in machine.check_disk() if finding.level == Level.BAD)

    assert database == "Make room soon: PostgreSQL stops when the disk is full."
    assert mails == "Make room soon: no large mail is fetched and no large file kept when it is full."


def test_a_database_on_a_full_disk_of_its_own_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "postgres").symlink_to("/proc")
    monkeypatch.setenv("KONTOR_VAR", str(tmp_path))

    assert (Level.BAD, f"0.0 GB are free where {tmp_path}/postgres is.") in unsound(machine.check_disk)


def test_temporary_files_on_a_full_disk_of_their_own_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the memory of the machine is such a disk, and so is what the kernel shows as files: it has no room."""
    monkeypatch.setenv("KONTOR_VAR", "/dev/shm")
    monkeypatch.setenv("TMPDIR", "/proc")

    assert (Level.BAD, "0 MB are free for temporary files in /proc.") in unsound(machine.check_disk)


def test_temporary_files_on_the_same_disk_need_no_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_VAR", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    assert [finding for finding in machine.check_disk() if "for temporary files" in finding.sentence] == []
