"""What `kontor doctor --isolation` says and writes."""

from __future__ import annotations

from pathlib import Path

import psycopg
from django.utils import translation

from kontor.config import checks
from kontor.host.doctor.finding import Finding
from kontor.host.doctor.isolation.chapters import examine
from kontor.host.doctor.isolation.report import as_markdown, facts
from kontor.host.say import give_up, say
from kontor.kernel.outages import reason_of


def examine_isolation(*, language: str, file: Path | None) -> list[Finding]:
    """Every finding; the report goes to the file before anything is said."""
    try:
        with translation.override(language), checks.connect() as connection:
            examined = examine(connection)
            report = as_markdown(examined, facts(connection)) if file else ""
    except psycopg.OperationalError as error:
        give_up(f"The database does not answer: {reason_of(error)}")
    if file:
        _write(file, report)
    return [finding for _chapter, findings in examined for finding in findings]


def _write(file: Path, report: str) -> None:
    try:
        file.write_text(report, encoding="utf-8")
    except OSError as error:
        give_up(f"The report cannot be written: {error}")
    say(f"The report is in {file}.")
