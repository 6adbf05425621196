"""``var``: keys that only their owner reads, and one Kontor at a time."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from kontor.host.folder import Folder
from kontor.host.say import Stop


def test_secrets_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "my var")

    key = folder.secret("secrets-keys")

    assert Fernet(key)
    assert Folder(tmp_path / "my var").secret("secrets-keys") == key
    assert stat.S_IMODE(folder.secrets.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.secret_file("secrets-keys").stat().st_mode) == 0o600


def test_second_kontor_is_refused_and_told_where_the_first_is(tmp_path: Path) -> None:
    first, second = Folder(tmp_path), Folder(tmp_path)
    first.occupy("http://127.0.0.1:8000/")

    assert second.is_occupied()
    with pytest.raises(Stop, match=r"already \(process \d+, http://127.0.0.1:8000/\)"):
        second.occupy()

    first.release()
    second.occupy()
    second.release()


def test_folder_is_not_occupied_by_oneself(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.occupy()

    assert not folder.is_occupied()

    folder.release()
