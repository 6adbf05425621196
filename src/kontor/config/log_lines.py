"""How an event is written to the log: as a line for people, or as a JSON object a line for programs.

The moment has its offset from UTC, so that the hour that comes twice in autumn is told apart. Of an error of the
database only its first sentence is written: the others show values of the row, and these are customers'. Where the
database is away, or a disk is full, it does not matter who noticed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime

import psycopg
from django.db import Error

from kontor.kernel.outages import has_no_room, is_outage, reason_of


class Line(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = record.message.replace("\n", " ")
        return super().formatMessage(record)

    def formatException(self, ei: logging._SysExcInfoType) -> str:
        chain = list(_chain(ei[1]))
        if outage := next(filter(is_outage, chain), None):
            return f"The database does not answer: {reason_of(outage)}"
        if full := next((error for error in chain if isinstance(error, OSError) and has_no_room(error)), None):
            return f"There is no room left on the disk: {full.filename or full.strerror}"
        written = super().formatException(ei)
        for error in chain:
            if isinstance(error, psycopg.Error | Error) and (said := str(error).strip()):
                written = written.replace(said, said.splitlines()[0])
        return written


class JsonLine(Line):
    """``time``, ``level``, ``logger``, ``message``, ``process``; with an error its ``trace``."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that led to it."""
    seen: set[int] = set()
    left = [error]
    while left:
        each = left.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        left += [each.__cause__, each.__context__]
