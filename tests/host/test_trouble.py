"""Trouble of the machine is told in a sentence, and the exit code says that nothing was done."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from kontor.host.postgres.cluster import free_port
from kontor.host.trouble import sentence_of


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk is full: var/x. Make room and try again."),
        (errno.EROFS, "Nothing can be written there, the disk is read-only: var/x."),
        (errno.EACCES, "The account that runs this may not read or write there: var/x. See whose it is"),
    ],
)
def test_trouble_of_the_machine_names_the_file_and_what_to_do(number: int, sentence: str) -> None:
    said = sentence_of(OSError(number, os.strerror(number), "var/x"))

    assert said is not None
    assert said.startswith(sentence)


def test_a_mistake_of_ours_is_not_hidden_in_a_sentence() -> None:
    assert sentence_of(OSError(errno.EBADF, "Bad file descriptor")) is None
    assert sentence_of(ValueError("ours")) is None


def test_a_database_that_is_away_says_so_whoever_asked() -> None:
    with pytest.raises(psycopg.OperationalError) as asked:
        psycopg.connect(host="127.0.0.1", port=free_port(), dbname="kontor")
    by_django = OperationalError("away")
    by_django.__cause__ = asked.value

    for error in (asked.value, by_django):
        said = sentence_of(error)
        assert said is not None
        assert said.startswith("The database does not answer: ")
        assert "\n" not in said


def _kontor(folder: Path, *arguments: str, output: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KONTOR_", "DJANGO_"))}
    command = [sys.executable, "-m", "kontor.host.command", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, stdout=output, stderr=subprocess.PIPE, text=True, timeout=120
    )


def test_a_full_disk_behind_the_output_is_told(tmp_path: Path) -> None:
    (tmp_path / "cases.json").write_text('{"calendars": {}, "cases": []}')
    with Path("/dev/full").open("w") as full:
        done = _kontor(tmp_path, "hours", "cases.json", output=full.fileno())

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert done.stderr.startswith("The disk is full: ")


@pytest.mark.parametrize("command", ["web", "worker"])
def test_one_part_alone_says_that_it_needs_a_database(tmp_path: Path, command: str) -> None:
    done = _kontor(tmp_path, command)

    assert (done.returncode, done.stderr) == (
        1,
        f"No database is running in {tmp_path}/var. Start everything with kontor serve, or name a server in "
        "KONTOR_DATABASE_URL.\n",
    )


@pytest.mark.parametrize("command", [["backup", "x.kontor"], ["rotate-key"], ["audit", "verify"]])
def test_in_a_folder_without_a_database_nothing_is_saved_or_made(tmp_path: Path, command: list[str]) -> None:
    done = _kontor(tmp_path, *command)

    assert (done.returncode, done.stderr) == (
        1,
        f"There is no database in {tmp_path}/var. Go to the folder that holds var, or name var in KONTOR_VAR.\n",
    )
    assert not (tmp_path / "x.kontor").exists()
    assert not (tmp_path / "var" / "postgres").exists()
