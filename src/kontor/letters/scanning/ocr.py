"""Reading words from pictures with Tesseract, a program that may be installed or not."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache

from PIL import Image

from kontor.letters.scanning.languages import LANGUAGES

INSTALL = "apt install tesseract-ocr tesseract-ocr-deu"
PAGE_SECONDS = 60.0
_QUICK = 10.0


def is_there() -> bool:
    return shutil.which("tesseract") is not None


@cache
def installed_languages() -> frozenset[str]:
    """As Tesseract calls them; none without Tesseract."""
    if not is_there():
        return frozenset()
    try:
        done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, timeout=_QUICK, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(done.stdout.decode("utf-8", "replace").split("\n")[1:]) - {""}


def missing_languages(languages: Sequence[str]) -> list[str]:
    """Those that Tesseract would need to learn first."""
    return [each for each in languages if LANGUAGES.get(each, each) not in installed_languages()]


def read_words(picture: Image.Image, dpi: float, languages: Sequence[str]) -> str | None:
    """The words of the picture; None when Tesseract fails at it."""
    names = [LANGUAGES.get(each, each) for each in languages]
    wanted = [name for name in names if name in installed_languages()] or ["eng"]
    layout = "1" if "osd" in installed_languages() else "3"
    command = ["tesseract", "stdin", "stdout", "-l", "+".join(wanted), "--psm", layout, "--dpi", str(round(dpi))]
    kept = io.BytesIO()
    picture.convert("L").save(kept, "PNG", compress_level=1)
    surroundings = {"PATH": os.environ.get("PATH", os.defpath), "OMP_THREAD_LIMIT": "1", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            command, input=kept.getvalue(), capture_output=True, timeout=PAGE_SECONDS, env=surroundings, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
