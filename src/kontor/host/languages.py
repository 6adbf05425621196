"""Translations made ready for reading. The repository holds the texts; what Django reads is made from them here."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kontor.host.say import complain

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_languages(folder: Path = LOCALE) -> int:
    """Write the compiled file beside every text file that is newer; says how many were written."""
    written = 0
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            _compile(source, target)
        except OSError as error:
            complain(f"The translation {source.parent.parent.name} could not be made ready: {error.strerror}.")
            continue
        written += 1
    return written


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    with NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".mo", delete=False) as output:
        write_mo(output, catalog)
    half = Path(output.name)
    half.chmod(0o644)
    half.replace(target)
