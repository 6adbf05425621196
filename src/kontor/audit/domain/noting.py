"""The ends of the chains, noted in a file beside the database, so that an end that was cut off is missed.

Whoever owns the database can cut a chain and set its head back; nothing in the database shows it then. The file names
the end that was there before. It lies outside of the database (``KONTOR_AUDIT_HEADS``); each note is also a line in
the log of the worker, which may be kept on another machine. Nothing helps against somebody who owns all of these.

A line is a JSON object. The newest end vouches for all rows before it, so older ones go, except an end that is found no
more: it stays, as the evidence.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from kontor.audit.domain.chains import Head, head_of, missing_of
from kontor.kernel import clock
from kontor.tenants.scope import INSTALLATION, every_tenant

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Note:
    """``database`` tells the databases of one file apart: after a restore it is another one."""

    at: str
    database: str
    chain: int
    number: int
    hash: str

    @property
    def head(self) -> Head:
        return Head(self.chain, self.number, self.hash)


def note_heads() -> None:
    """Write down where each chain ends now. In no scope."""
    file, here = Path(settings.AUDIT_HEADS), this_database()
    known = read_notes(file)
    kept = [note for note in known if note.database != here]
    now = clock.now().isoformat()
    for chain in chains_known([note.head for note in known if note.database == here]):
        own = [note for note in known if note.database == here and note.chain == chain]
        lost = {problem.number for problem in missing_of(chain, [note.head for note in own])}
        head = head_of(chain)
        same = next((note for note in own if note.head == head), None)
        kept += [note for note in own if note.number in lost and note != same]
        if head.number:
            kept.append(same or Note(now, here, head.chain, head.number, head.hash))
            if not same:
                logger.info("Audit log: chain %s ends at number %s with %s", chain, head.number, head.hash)
    if kept != known:
        _write(file, kept)


def chains_known(noted: Iterable[Head]) -> list[int]:
    """The installation's, those of all tenants, and those of which only a note is left."""
    return sorted({INSTALLATION, *every_tenant(), *(head.chain for head in noted)})


def noted_heads() -> list[Head]:
    """What was noted of this database on this machine."""
    here = this_database()
    return [note.head for note in read_notes(Path(settings.AUDIT_HEADS)) if note.database == here]


def last_noted() -> datetime | None:
    """When an end of this database was last seen to have moved; None where nothing was ever noted here."""
    here = this_database()
    times = [note.at for note in read_notes(Path(settings.AUDIT_HEADS)) if note.database == here]
    return datetime.fromisoformat(max(times)) if times else None


def read_notes(file: Path) -> list[Note]:
    """Raises ``ValueError`` for a file that nobody of us has written."""
    if not file.exists():
        return []
    try:
        return [Note(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    except (TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{file} does not hold noted ends of the audit log: {error}") from error


def this_database() -> str:
    """The same from making a database to its end; a copy or a restored backup is another one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT concat(system_identifier, '/', (SELECT oid FROM pg_database WHERE datname = current_database()))"
            " FROM pg_control_system()"
        )
        return str(cursor.fetchone()[0])


def _write(file: Path, notes: Iterable[Note]) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(f".{os.getpid()}.new")
    new.write_text("".join(f"{json.dumps(asdict(note))}\n" for note in notes), encoding="utf-8")
    new.replace(file)
