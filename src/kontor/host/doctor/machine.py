"""This machine: the folder, its rights, the space on the disk, the settings."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from kontor.config import checks
from kontor.host.doctor.finding import Finding, bad, good, warning
from kontor.host.environment import var_folder

LEAST_SPACE, GOOD_SPACE = 1_000_000_000, 5_000_000_000
LEAST_TEMPORARY = 250_000_000
"""Twice the largest request that is taken: it lies there as it came, and taken apart."""


def check_settings() -> Iterator[Finding]:
    problems = checks.settings_problems()
    yield from (bad(problem, "Set the variable and start again.") for problem in problems)
    if not problems:
        yield good("The settings can be read.")
    if settings.MAIL_STORAGE:
        yield good(f"Large mails and files are kept in {settings.MAIL_STORAGE}.")
    if settings.DEBUG:
        yield warning("KONTOR_DEBUG is on.", "Switch it off where others reach this desk.")
    if not settings.PUBLIC_URL:
        yield warning(
            "KONTOR_URL is not set: links in mails lead to this machine, or to the first of KONTOR_HOSTS.",
            "Name in it the address at which people reach this desk, unless all of them work on this machine.",
        )
    if settings.PUBLIC_URL and not settings.SECURE_COOKIES:
        yield warning(
            f"{settings.PUBLIC_URL} is not encrypted.",
            "Put a server with HTTPS in front and name it in KONTOR_URL.",
        )


def check_secrets() -> Iterator[Finding]:
    folder = var_folder().secrets
    if not folder.exists():
        yield good("Keys and passwords come from the environment.")
        return
    open_to_others = [
        path.name for path in [folder, *folder.iterdir()] if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if open_to_others:
        yield bad(
            f"Others on this machine can read keys: {', '.join(sorted(open_to_others))}.", f"chmod -R go= '{folder}'"
        )
    else:
        yield good("Keys and passwords are readable by their owner only.")


def check_disk() -> Iterator[Finding]:
    yield from _space(var_folder().path)
    yield from _may_write(var_folder().path)
    database = var_folder().postgres
    if database.is_dir() and _is_elsewhere(database):
        yield from _space(database)
    if settings.MAIL_STORAGE and Path(settings.MAIL_STORAGE).exists():
        yield from _space(
            Path(settings.MAIL_STORAGE),
            full="no large mail is fetched and no large file kept when it is full.",
            move="or move this folder to a larger disk while Kontor is stopped.",
        )
    yield from _temporary_files()


def _temporary_files() -> Iterator[Finding]:
    """Said only where they have a disk of their own."""
    folder = Path(os.environ.get("TMPDIR") or "/tmp")
    if not folder.is_dir() or not _is_elsewhere(folder):
        return
    free = shutil.disk_usage(folder).free
    said = f"{free / 1_000_000:.0f} MB are free for temporary files in {folder}."
    if free < LEAST_TEMPORARY:
        yield bad(
            said, "Make room, or name another folder in TMPDIR: large files that are sent to Kontor pass through."
        )
    else:
        yield good(said)


def _is_elsewhere(folder: Path) -> bool:
    """On another disk than ``var``."""
    return folder.stat().st_dev != _nearest(var_folder().path).stat().st_dev


def _nearest(folder: Path) -> Path:
    return folder if folder.exists() else folder.parent


def _may_write(folder: Path) -> Iterator[Finding]:
    if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
        yield bad(
            f"Nothing can be written to {folder}.",
            "See whose it is (it belongs to the account that runs Kontor), and whether the disk is mounted read-only.",
        )


def _space(
    folder: Path,
    *,
    full: str = "PostgreSQL stops when the disk is full.",
    move: str = "or move var/ to a larger disk while Kontor is stopped.",
) -> Iterator[Finding]:
    space = shutil.disk_usage(_nearest(folder))
    said = f"{space.free / 1_000_000_000:.1f} GB are free where {folder} is."
    if space.free < LEAST_SPACE:
        yield bad(said, f"Make room soon: {full}")
    elif space.free < GOOD_SPACE:
        yield warning(said, f"Make room, {move}")
    else:
        yield good(said)
