"""Style sheets and scripts of all packages, collected into one folder that the web server serves."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from kontor.ui.sheets import ALL, LIST, listed

ROUTE = "/static"


def collect_static() -> Path:
    """Collect into a folder named after the content; the settings then name it in every address.

    Returns the folder that is served under ``/static``. Builds of earlier versions are removed.
    """
    base = Path(settings.VAR) / "static"
    build = _fingerprint()
    os.environ["KONTOR_STATIC_BUILD"] = build
    settings.STATIC_BUILD = build
    settings.STATIC_ROOT = str(base / build)
    settings.STATIC_URL = f"{ROUTE}/{build}/"
    if not (base / build).exists():
        _collect(base, build)
    return base


def _collect(base: Path, build: str) -> None:
    half = base / f".{build}.new"
    shutil.rmtree(half, ignore_errors=True)
    settings.STATIC_ROOT = str(half)
    half.mkdir(parents=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    join_sheets(half)
    half.rename(base / build)
    settings.STATIC_ROOT = str(base / build)
    for old in base.iterdir():
        if old.name != build:
            shutil.rmtree(old, ignore_errors=True)


def join_sheets(collected: Path) -> None:
    """Write the style sheets of each area into one file."""
    for place in collected.glob(f"*/{LIST}"):
        parts = [(collected / sheet).read_bytes() for sheet in listed(place)]
        (place.parent / ALL).write_bytes(b"\n".join(parts))


def _fingerprint() -> str:
    """Changes whenever a file does: name, size and time of each."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = os.stat(storage.path(path))
            digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]
