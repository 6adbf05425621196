"""What an event looks like in the log, and what of a row never gets there."""

from __future__ import annotations

import errno
import json
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from kontor.config.log_lines import JsonLine, Line
from kontor.people.models import Role

CONTENT = "Mein Zählerstand ist 4711\nviele Grüße"
AUTUMN = datetime(2026, 10, 25, 3, 0, 0, 500_000, tzinfo=UTC).timestamp()
"""Two hours before, the clocks of Berlin went back from three to two."""


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def _record(error: BaseException | None = None, **values: object) -> logging.LogRecord:
    exc_info = (type(error), error, error.__traceback__) if error else None
    return logging.makeLogRecord({"name": "kontor.x", "levelname": "INFO", "exc_info": exc_info, **values})


def test_a_line_has_the_offset_of_its_moment(berlin: None) -> None:
    twice = [Line().format(_record(msg="Seen", created=AUTUMN - hours * 3600)) for hours in (2, 3, 4)]

    assert [line.split()[0] for line in twice] == [
        "2026-10-25T02:00:00.500+01:00",
        "2026-10-25T02:00:00.500+02:00",
        "2026-10-25T01:00:00.500+02:00",
    ]


def test_an_event_is_one_line() -> None:
    line = Line().format(_record(msg="Not found: %s", args=("/x\nERROR made up",)))

    assert line.endswith(" INFO kontor.x: Not found: /x ERROR made up")


@pytest.mark.parametrize("form", [Line, JsonLine])
def test_an_error_of_the_database_is_told_without_values_of_the_row(form: type[Line], agent_role: Role) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Role(pk=agent_role.pk, name="Another").save(force_insert=True)
    assert "already exists" in str(caught.value)

    said = form().format(_record(caught.value, msg="A job failed"))

    assert "duplicate key value violates unique constraint" in said
    assert "DETAIL" not in said
    assert "already exists" not in said


def test_a_full_disk_is_told_in_one_line(tmp_path: Path) -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "7"))
        except OSError as full:
            raise RuntimeError("not kept") from full
    except RuntimeError as error:
        said = Line().format(_record(error, msg="Internal Server Error"))

    assert said.splitlines()[1:] == [f"There is no room left on the disk: {tmp_path / '7'}"]


def test_a_row_of_several_lines_stays_out_too() -> None:
    error = psycopg.errors.CheckViolation(f"new row violates check\nDETAIL:  Failing row contains (1, {CONTENT}).")
    try:
        try:
            raise error
        except psycopg.Error as cause:
            raise RuntimeError("The job failed") from cause
    except RuntimeError as raised:
        said = Line().format(_record(raised, msg="Trouble"))

    assert "new row violates check" in said
    assert ("Zählerstand" in said, "Grüße" in said) == (False, False)
    assert said.endswith("RuntimeError: The job failed")


def test_where_the_database_is_away_it_does_not_matter_who_noticed() -> None:
    try:
        try:
            psycopg.connect(host="127.0.0.1", port=1, dbname="kontor")
        except psycopg.Error as cause:
            raise RuntimeError("A page failed") from cause
    except RuntimeError as raised:
        said = Line().format(_record(raised, msg="Internal Server Error: /profile/"))

    assert said.splitlines()[0].endswith("Internal Server Error: /profile/")
    assert said.splitlines()[1:] == [
        'The database does not answer: connection to server at "127.0.0.1", port 1 failed: Connection refused'
    ]


def test_json_has_one_object_a_line() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        said = JsonLine().format(_record(error, msg="Trouble with %s", args=("ä",), process=7, created=0.0))

    assert "\n" not in said
    event = json.loads(said)
    assert re.match(r"19(70|69)-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$", event.pop("time"))
    assert event.pop("trace").startswith("Traceback")
    assert event == {"level": "INFO", "logger": "kontor.x", "message": "Trouble with ä", "process": 7}


EVENTS = (
    "import django, logging; django.setup(); "
    "logging.getLogger('kontor.x').info('ours'); "
    "logging.getLogger('django.request').warning('Not Found: /x'); "
    "logging.getLogger('django.request').error('Internal Server Error: /calls/secret/')"
)


def _written(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", EVENTS],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_settings_choose_the_form_and_leave_out_what_strangers_mistype() -> None:
    lines, objects = _written().stderr, _written(KONTOR_LOG_FORMAT="json", KONTOR_LOG_LEVEL="warning").stderr

    assert [line.split(" ", 1)[1] for line in lines.splitlines()] == [
        "INFO kontor.x: ours",
        "ERROR django.request: Internal Server Error: /calls/…",
    ]
    assert [json.loads(line)["message"] for line in objects.splitlines()] == ["Internal Server Error: /calls/…"]


def test_a_form_or_level_that_is_unknown_stops_the_start() -> None:
    done = _written(KONTOR_LOG_FORMAT="xml")

    assert "KONTOR_LOG_FORMAT must be line or json, not 'xml'." in done.stderr
    assert (
        "KONTOR_LOG_LEVEL must be INFO, DEBUG, WARNING, ERROR or CRITICAL" in _written(KONTOR_LOG_LEVEL="loud").stderr
    )
