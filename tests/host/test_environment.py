"""What the settings read: from the environment, else from the folder ``var``."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from kontor.host import environment
from kontor.host.environment import (
    APPLICATION_URL,
    BACKUP_URL,
    OWNER_URL,
    has_own_server,
    key,
    passwords,
    use_own_server,
    use_secrets,
    use_the_database,
    use_what_is_there,
    var_folder,
)
from kontor.host.folder import Folder
from kontor.host.postgres.address import url
from kontor.host.postgres.leftover import Running, running
from kontor.host.say import Stop


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An environment without a word for Kontor, which is not that of the other tests."""
    left = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    monkeypatch.setattr(os, "environ", left)
    return left


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "var")


def test_the_folder_is_the_one_that_is_named_else_var(bare: dict[str, str], tmp_path: Path) -> None:
    assert var_folder().path == Path("var").absolute()
    bare["KONTOR_VAR"] = str(tmp_path / "mine")
    assert var_folder().path == tmp_path / "mine"


@pytest.mark.parametrize(
    ("variable", "own"), [("", True), (APPLICATION_URL, False), (f"{APPLICATION_URL}_FILE", False)]
)
def test_the_server_is_kontors_own_unless_another_is_named(bare: dict[str, str], variable: str, own: bool) -> None:
    bare[variable or "OTHER"] = "x"

    assert has_own_server() is own


def test_each_role_has_a_password_of_its_own_that_stays(folder: Folder) -> None:
    first = passwords(folder)

    assert len({first.owner, first.application, first.backup}) == 3
    assert passwords(folder) == first


def test_keys_come_from_the_folder_where_the_environment_says_none(bare: dict[str, str], folder: Folder) -> None:
    bare["KONTOR_SECRET_KEY"] = "from outside"

    use_secrets(folder)

    assert bare["KONTOR_VAR"] == str(folder.path)
    assert "KONTOR_SECRET_KEY_FILE" not in bare
    assert bare["KONTOR_SECRETS_KEYS_FILE"] == str(folder.secrets / "secrets-keys")
    assert key(folder, "secret-key") == "from outside"
    assert key(folder, "secrets-keys") == folder.secret("secrets-keys")


def test_a_file_that_is_named_is_kept(bare: dict[str, str], folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "own").write_text("my own\n")
    bare["KONTOR_SECRET_KEY_FILE"] = str(tmp_path / "own")

    use_secrets(folder)

    assert key(folder, "secret-key") == "my own"
    assert not (folder.secrets / "secret-key").exists()


def test_three_roles_have_three_addresses_on_the_own_server(bare: dict[str, str], folder: Folder) -> None:
    use_own_server(folder, 5499)

    known = passwords(folder)
    assert bare[APPLICATION_URL].endswith(f":{known.application}@127.0.0.1:5499/kontor")
    assert bare[OWNER_URL].endswith(f":{known.owner}@127.0.0.1:5499/kontor")
    assert bare[BACKUP_URL].endswith(f":{known.backup}@127.0.0.1:5499/kontor")
    assert (
        len({bare[name].partition(":")[2].partition(":")[0] for name in (APPLICATION_URL, OWNER_URL, BACKUP_URL)}) == 3
    )


def test_what_an_address_cannot_hold_is_written_otherwise() -> None:
    assert url("a role", "p@ss/word:1", 5432, "d b") == "postgresql://a%20role:p%40ss%2Fword%3A1@127.0.0.1:5432/d%20b"


def test_beside_nothing_nothing_is_known_and_nothing_made(folder: Folder) -> None:
    assert use_what_is_there(folder) is False
    with pytest.raises(Stop, match=f"No database is running in {folder.path}. Start everything with kontor serve"):
        use_the_database(folder)

    assert not folder.path.exists()


def test_a_server_that_is_named_is_enough(bare: dict[str, str], folder: Folder) -> None:
    bare[APPLICATION_URL] = "postgresql://elsewhere/kontor"

    assert use_what_is_there(folder) is True
    use_the_database(folder)

    assert (bare[APPLICATION_URL], OWNER_URL in bare) == ("postgresql://elsewhere/kontor", False)


def test_the_own_server_is_found_where_it_runs(
    bare: dict[str, str], folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "running", lambda data: Running(1, 5499) if data == folder.postgres else None)
    assert use_what_is_there(folder) is False
    for name in ("secret-key", "database-owner"):
        folder.secret_file(name)

    assert use_what_is_there(folder) is True
    assert ":5499/" in bare[APPLICATION_URL]
    assert bare["KONTOR_SECRET_KEY_FILE"] == str(folder.secrets / "secret-key")


@pytest.mark.parametrize(
    "written",
    [None, "", "not a number\n\n\n5432\n", "1\n", f"{2**31 - 1}\n/\n0\n5432\n", f"{os.getpid()}\n/\n0\n5432\n"],
    ids=["nothing", "empty", "no number", "cut off", "gone", "ours"],
)
def test_a_number_that_is_no_server_of_this_folder_is_none(tmp_path: Path, written: str | None) -> None:
    """Not written, cut off, of a process that is gone, or of another process by now."""
    if written is not None:
        (tmp_path / "postmaster.pid").write_text(written)

    assert running(tmp_path) is None


def test_a_server_is_known_by_its_name_and_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Server:
        def __init__(self, pid: int) -> None:
            self.pid = pid

        def name(self) -> str:
            return "postgres"

        def cwd(self) -> str:
            return str(tmp_path)

    monkeypatch.setattr(psutil, "Process", Server)
    (tmp_path / "postmaster.pid").write_text("4711\n/data\n0\n5499\n")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "postmaster.pid").write_text("4711\n/data\n0\n5499\n")

    assert running(tmp_path) == Running(4711, 5499)
    assert running(tmp_path / "other") is None
