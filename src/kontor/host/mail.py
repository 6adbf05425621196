"""`kontor mail inspect`: what Kontor reads in a mail, as JSON. Needs no database, no settings and no network.

kontor mail inspect FILE            the mail in FILE (- for standard input), on standard output
kontor mail inspect IN_DIR OUT_DIR  for each IN_DIR/x.eml an OUT_DIR/x.json
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kontor.host.say import complain, give_up
from kontor.intake.parsing.inspecting import as_json, inspect_mail


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="inspect")
    inspect = actions.add_parser("inspect", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    inspect.add_argument("source", metavar="FILE|IN_DIR", help="a mail, or a folder of mails (*.eml)")
    inspect.add_argument("target", metavar="OUT_DIR", nargs="?", help="the folder for the results, made if missing")


def run(options: argparse.Namespace) -> None:
    source = Path(options.source)
    if options.target is None:
        _one(source)
    else:
        _folder(source, Path(options.target))


def _one(source: Path) -> None:
    try:
        raw = sys.stdin.buffer.read() if str(source) == "-" else source.read_bytes()
    except OSError as error:
        give_up(f"{source} cannot be read: {error.strerror}. For a folder of mails name a folder for the results too.")
    if not raw:
        complain(f"{source} is empty.")
    sys.stdout.buffer.write(as_json(inspect_mail(raw)))
    sys.stdout.buffer.flush()


def _folder(source: Path, target: Path) -> None:
    try:
        mails = sorted(path for path in source.iterdir() if path.suffix.lower() == ".eml")
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        give_up(f"{error.filename}: {error.strerror}.")
    for path in mails:
        raw = _read(path)
        if raw is not None:
            _write(target / f"{path.stem}.json", as_json(inspect_mail(raw)))


def _read(path: Path) -> bytes | None:
    """The mail, or None with a word about why; the others go on."""
    if path.exists() and not path.is_file():
        complain(f"{path} is no file.")
        return None
    try:
        raw = path.read_bytes()
    except OSError as error:
        complain(f"{path} cannot be read: {error.strerror}.")
        return None
    if not raw:
        complain(f"{path} is empty.")
    return raw


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        give_up(f"{path} cannot be written: {error.strerror}.")
