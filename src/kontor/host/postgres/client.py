"""PostgreSQL's own programs for saving and reading a database, as the wheel brings them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict

from kontor.host.postgres import binaries
from kontor.host.say import give_up

VARIABLES = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
PIECE = 1024 * 1024


def dump(url: str, target: IO[bytes]) -> None:
    """The whole database in PostgreSQL's own compressed format. The role must see every row."""
    with _started("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges") as program:
        assert program.stdout is not None
        shutil.copyfileobj(program.stdout, target, PIECE)
        _ended(program)


def load(url: str, source: IO[bytes]) -> None:
    """Fill an empty database; everything then belongs to the role of the address. All or nothing."""
    database = str(conninfo_to_dict(url)["dbname"])
    options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", f"--dbname={database}")
    with _started("pg_restore", url, *options) as program:
        assert program.stdin is not None
        with suppress(BrokenPipeError):
            shutil.copyfileobj(source, program.stdin, PIECE)
        with suppress(BrokenPipeError):
            program.stdin.close()
        _ended(program)


def text(url: str, *options: str) -> str:
    """The database, or what the options choose of it, as SQL to be read."""
    with _started("pg_dump", url, "--no-owner", "--no-privileges", *options) as program:
        assert program.stdout is not None
        written = program.stdout.read()
        _ended(program)
    return written.decode()


@contextmanager
def _started(name: str, url: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """The program, which does not outlive the block. The address travels in the environment: the command line is for
    everybody to read."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    environment = {variable: parts.pop(key) for key, variable in VARIABLES.items() if key in parts}
    if "sslmode" in parts:
        environment["PGSSLMODE"] = parts["sslmode"]
    with subprocess.Popen(
        [str(binaries.installed() / "bin" / name), "--no-password", *options],
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        try:
            yield program
        except BaseException:
            program.kill()
            raise


def _ended(program: subprocess.Popen[bytes]) -> None:
    """Stops with the program's own words when it did not succeed. They are few: it ends at the first trouble."""
    assert program.stderr is not None and isinstance(program.args, list)
    words = program.stderr.read().decode(errors="replace")
    if program.wait() != 0:
        give_up(f"{Path(program.args[0]).name} did not succeed: {words.strip()[-1500:]}")
