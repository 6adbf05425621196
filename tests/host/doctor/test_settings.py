"""What the doctor says of settings, keys, folders and room."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kontor.config import checks
from kontor.host.doctor import machine
from kontor.host.doctor.finding import Level, bad, good, warning
from kontor.host.folder import Folder
from tests.host.doctor.looking import unsound


@pytest.fixture
def sound(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(checks, "settings_problems", list)
    settings.DEBUG, settings.MAIL_STORAGE, settings.SECURE_COOKIES = False, "", True
    settings.PUBLIC_URL = "https://desk.example"
    return settings


def said() -> list[str]:
    return [finding.sentence for finding in machine.check_settings()]


def test_settings_that_can_be_read_are_good(sound: Any) -> None:
    assert said() == ["The settings can be read."]
    assert unsound(machine.check_settings) == []


def test_each_problem_of_the_settings_is_bad(sound: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "settings_problems", lambda: ["KONTOR_A is missing.", "KONTOR_B is too short."])

    assert unsound(machine.check_settings) == [
        (Level.BAD, "KONTOR_A is missing."),
        (Level.BAD, "KONTOR_B is too short."),
    ]
    assert "The settings can be read." not in said()


def test_where_large_mails_lie_is_said(sound: Any) -> None:
    sound.MAIL_STORAGE = "/srv/mails"

    assert said() == ["The settings can be read.", "Large mails and files are kept in /srv/mails."]


@pytest.mark.parametrize(
    ("url", "secure", "warned"),
    [("http://desk.example", False, True), ("https://desk.example", True, False)],
)
def test_an_address_without_encryption_is_to_be_looked_at(sound: Any, url: str, secure: bool, warned: bool) -> None:
    sound.PUBLIC_URL, sound.SECURE_COOKIES = url, secure

    assert unsound(machine.check_settings) == ([(Level.WARNING, f"{url} is not encrypted.")] if warned else [])


def test_a_house_without_an_address_is_to_be_looked_at(sound: Any) -> None:
    sound.PUBLIC_URL, sound.SECURE_COOKIES = "", False

    assert unsound(machine.check_settings) == [
        (
            Level.WARNING,
            "KONTOR_URL is not set: links in mails lead to this machine, or to the first of KONTOR_HOSTS.",
        )
    ]


def test_debugging_is_to_be_looked_at(sound: Any) -> None:
    sound.DEBUG = True

    assert unsound(machine.check_settings) == [(Level.WARNING, "KONTOR_DEBUG is on.")]


def test_without_a_folder_keys_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "var_folder", lambda: Folder(tmp_path))

    assert [finding.sentence for finding in machine.check_secrets()] == [
        "Keys and passwords come from the environment."
    ]


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o700])
def test_the_folder_of_the_keys_is_closed_to_group_and_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    folder = Folder(tmp_path)
    folder.secret_file("secret-key")
    folder.secrets.chmod(mode)
    monkeypatch.setattr(machine, "var_folder", lambda: folder)

    [finding] = machine.check_secrets()

    if mode == 0o700:
        assert finding == good("Keys and passwords are readable by their owner only.")
    else:
        assert finding == bad("Others on this machine can read keys: secret.", f"chmod -R go= '{folder.secrets}'")


@pytest.mark.parametrize(
    ("free", "level"),
    [
        (999_999_999, Level.BAD),
        (1_000_000_000, Level.WARNING),
        (4_999_999_999, Level.WARNING),
        (5_000_000_000, Level.GOOD),
    ],
)
def test_room_is_good_scarce_or_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: Any, free: int, level: Level
) -> None:
    monkeypatch.setattr(machine, "var_folder", lambda: Folder(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free))

    [finding] = machine.check_disk()

    assert (finding.level, finding.sentence) == (level, f"{free / 1e9:.1f} GB are free where {tmp_path} is.")


def test_a_folder_that_is_not_made_yet_is_looked_at_by_the_one_above_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: Any
) -> None:
    looked: list[Path] = []
    monkeypatch.setattr(machine, "var_folder", lambda: Folder(tmp_path / "var"))
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: looked.append(folder) or SimpleNamespace(free=10**11))

    assert [finding.level for finding in machine.check_disk()] == [Level.GOOD]
    assert looked == [tmp_path]


def test_the_disk_of_large_mails_is_looked_at_too_where_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: Any
) -> None:
    monkeypatch.setattr(machine, "var_folder", lambda: Folder(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=10**11))
    sound.MAIL_STORAGE = str(tmp_path / "mails")
    assert len(list(machine.check_disk())) == 1
    (tmp_path / "mails").mkdir()

    assert [finding.sentence.rpartition(" where ")[2] for finding in machine.check_disk()] == [
        f"{tmp_path} is.",
        f"{tmp_path / 'mails'} is.",
    ]


def test_what_is_not_good_comes_with_an_advice() -> None:
    assert (good("x").level, good("x").advice) == (Level.GOOD, "")
    assert (warning("x", "y").level, warning("x", "y").advice) == (Level.WARNING, "y")
    assert (bad("x", "y").level, bad("x", "y").sentence) == (Level.BAD, "x")
