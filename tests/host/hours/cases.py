"""A calendar, a question, and how they are put to ``kontor hours``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kontor.host.command import main

OFFICE = {
    "timezone": "Europe/Berlin",
    "week": {
        **{day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu")},
        "fri": [["08:00", "14:00"], ["22:00", "02:00"]],
        "sat": [["00:00", "00:00"]],
        "sun": [],
    },
    "exceptions": {"2026-12-24": [["08:00", "12:00"]], "2026-12-25": []},
}


CASE = {"id": "1", "calendar": "office", "start": "2026-11-25T11:30:00+01:00", "minutes": 60}


TIMES = [["08:00", "12:00"]]


def written(*cases: dict[str, Any], **calendars: object) -> str:
    return json.dumps({"calendars": {"office": OFFICE, **calendars}, "cases": cases})


def called(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes) -> tuple[int, str, str]:
    cases = tmp_path / "CASES.json"
    cases.write_bytes(text if isinstance(text, bytes) else text.encode())
    capsys.readouterr()
    code = main(["hours", str(cases)])
    return code, *capsys.readouterr()
