"""What a process has loaded at its start is not looked through by the garbage collector again."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from kontor.host.loaded import keep_loaded, loading
from tests.support.processes import environment_for


def test_full_collections_leave_what_was_loaded_alone() -> None:
    loaded = ["loaded"]
    assert any(each is loaded for each in gc.get_objects())

    keep_loaded()

    assert not any(each is loaded for each in gc.get_objects())


def test_the_web_server_does_so_when_its_application_is_loaded(committed_db: str, tmp_path: Path) -> None:
    words = "import gc, kontor.host.asgi; print(gc.get_freeze_count())"

    said = subprocess.run(
        [sys.executable, "-c", words],
        env=environment_for(committed_db, tmp_path, {}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    assert int(said.stdout) > 100_000


def test_while_it_loads_nothing_is_looked_for_and_what_came_stays() -> None:
    with loading():
        looks = gc.isenabled()
        loaded = ["loaded"]

    assert (looks, gc.isenabled()) == (False, True)
    assert not any(each is loaded for each in gc.get_objects())


def test_after_an_error_garbage_is_looked_for_again() -> None:
    with pytest.raises(ImportError), loading():
        raise ImportError

    assert gc.isenabled()


def test_whoever_looks_for_none_does_not_begin_to() -> None:
    gc.disable()
    try:
        with loading():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_every_command_keeps_what_it_has_loaded(tmp_path: Path) -> None:
    words = "import gc; from kontor.host.environment import set_up_django as up; up(); print(gc.get_freeze_count())"

    said = subprocess.run(
        [sys.executable, "-c", words],
        env=environment_for("postgresql://localhost/nothing", tmp_path, {}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    assert int(said.stdout) > 100_000
