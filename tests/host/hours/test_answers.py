"""``kontor hours``: questions about working time and their answers."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.host.hours.cases import CASE, TIMES, called, written
from tests.sla.calendars import STEP, clocks, pauses


def answered(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> dict[str, Any]:
    code, out, err = called(tmp_path, capsys, text)
    assert (code, err) == (0, "")
    return dict(json.loads(out))


def test_without_any_environment_from_a_file_and_from_standard_input(tmp_path: Path) -> None:
    """No settings, no database, no home, no locale."""
    cases = tmp_path / "CASES.json"
    cases.write_text(written(CASE), encoding="utf-8")
    command = [Path(sys.executable).with_name("kontor"), "hours"]

    by_name = subprocess.run([*command, cases], env={}, capture_output=True, check=False, timeout=60)
    by_pipe = subprocess.run([*command, "-"], env={}, input=cases.read_bytes(), capture_output=True, check=False)
    mistake = subprocess.run([*command, "-"], env={}, input=b"{", capture_output=True, check=False)

    assert (by_name.returncode, by_name.stderr) == (by_pipe.returncode, by_pipe.stderr) == (0, b"")
    assert by_name.stdout == by_pipe.stdout
    assert (mistake.returncode, mistake.stdout) == (2, b"")
    assert mistake.stderr.decode().startswith("The file is no JSON: ")


def test_due_with_the_intervals_that_add_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answered(tmp_path, capsys, written(CASE)) == {
        "1": {
            "due": "2026-11-25T12:30:00+00:00",
            "intervals": [
                ["2026-11-25T10:30:00+00:00", "2026-11-25T11:00:00+00:00"],
                ["2026-11-25T12:00:00+00:00", "2026-11-25T12:30:00+00:00"],
            ],
        }
    }


def test_minutes_with_their_intervals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = {"id": "1", "calendar": "office", "start": "2026-11-25T11:30:00+01:00", "until": "2026-11-25T13:07:30+01:00"}
    before = {**case, "id": "2", "until": case["start"]}
    whole = {**case, "id": "3", "until": "2026-11-25T17:30:00+01:00", "pauses": None}

    assert answered(tmp_path, capsys, written(case, before, whole)) == {
        "1": {
            "minutes": 37.5,
            "intervals": [
                ["2026-11-25T10:30:00+00:00", "2026-11-25T11:00:00+00:00"],
                ["2026-11-25T12:00:00+00:00", "2026-11-25T12:07:30+00:00"],
            ],
        },
        "2": {"minutes": 0, "intervals": []},
        "3": {
            "minutes": 270,
            "intervals": [
                ["2026-11-25T10:30:00+00:00", "2026-11-25T11:00:00+00:00"],
                ["2026-11-25T12:00:00+00:00", "2026-11-25T16:00:00+00:00"],
            ],
        },
    }


@pytest.mark.parametrize(
    ("start", "minutes", "pauses", "due"),
    [
        ("2026-11-25T16:00:00+01:00", 60, [], "2026-11-25T16:00:00+00:00"),  # at closing
        ("2026-11-29T03:00:00+01:00", 0, [], "2026-11-29T02:00:00+00:00"),  # zero, when it is closed
        ("2026-11-27T23:30:00+01:00", 60, [], "2026-11-27T23:30:00+00:00"),  # past midnight
        ("2026-11-27T22:00:00+01:00", 26 * 60, [], "2026-11-28T23:00:00+00:00"),  # overlaps the whole day that follows
        ("2026-11-28T00:00:00+01:00", 24 * 60, [], "2026-11-28T23:00:00+00:00"),  # 00:00 to 00:00 is a day
        ("2026-12-24T11:00:00+01:00", 61, [], "2026-12-25T23:01:00+00:00"),  # the exceptions
        ("2026-11-25T09:00:00.5+01:00", 0.25, [], "2026-11-25T08:00:15.500000+00:00"),
        ("2026-11-25T09:00:00+01:00", 60, [["08:30", "10:00"]], "2026-11-25T10:00:00+00:00"),  # starts in a pause
        ("2026-11-25T09:00:00+01:00", 60, [["09:30", "10:30"], ["09:00", "10:00"]], "2026-11-25T10:30:00+00:00"),
        ("2026-11-25T16:30:00+01:00", 60, [["16:45", "23:00"]], "2026-11-26T07:45:00+00:00"),  # over closing
        ("2026-11-25T09:00:00+01:00", 60, [["10:00", "10:00"]], "2026-11-25T09:00:00+00:00"),
    ],
)
def test_what_was_decided(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    start: str,
    minutes: float,
    pauses: list[list[str]],
    due: str,
) -> None:
    days = [[f"2026-11-25T{begin}:00+01:00", f"2026-11-25T{end}:00+01:00"] for begin, end in pauses]
    case = {**CASE, "start": start, "minutes": minutes, "pauses": days}

    assert answered(tmp_path, capsys, written(case))["1"]["due"] == due


def test_what_is_never_due_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    closed = {"timezone": "UTC", "week": {}}
    once = {"timezone": "UTC", "week": {"mon": []}, "exceptions": {"2020-01-01": TIMES}}
    cases = [
        {**CASE, "calendar": "closed"},
        {**CASE, "id": "2", "calendar": "once"},
        {**CASE, "id": "3", "minutes": 1e9},
        {**CASE, "id": "4", "calendar": "closed", "minutes": 0},
    ]

    assert answered(tmp_path, capsys, written(*cases, closed=closed, once=once)) == {
        "1": {"due": None, "reason": "The calendar never opens.", "intervals": []},
        "2": {"due": None, "reason": "The calendar is not open long enough after the start.", "intervals": []},
        "3": {"due": None, "reason": "The target is not worked by the end of the year 2100.", "intervals": []},
        "4": {"due": "2026-11-25T10:30:00+00:00", "intervals": []},
    }


def test_answers_come_in_the_order_of_the_questions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [{**CASE, "id": name} for name in ("10", "9", "Ä", "1")] + [{**CASE, "id": 7}]

    assert list(answered(tmp_path, capsys, written(*cases))) == ["10", "9", "Ä", "1", "7"]


def test_no_question_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answered(tmp_path, capsys, written()) == {}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_as_the_simulator_says(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: st.DataObject) -> None:
    """What is written, read, computed and written again, against the clock on the wall."""
    clock, start = data.draw(clocks())
    without, length = data.draw(pauses(start)), data.draw(st.integers(0, 400))
    calendar = {"timezone": clock.timezone, "week": clock.week, "exceptions": clock.exceptions}
    case = {
        "id": "due",
        "calendar": "drawn",
        "start": start.isoformat(),
        "minutes": length * 5,
        "pauses": [[begin.isoformat(), end.isoformat()] for begin, end in without],
    }
    until = {**case, "id": "until", "minutes": None, "until": (start + STEP * length).isoformat()}

    answers = answered(tmp_path, capsys, written(case, until, drawn=calendar))

    simulated = clock.due(start, STEP * length, start + timedelta(days=3), without)
    due = answers["due"]["due"]
    assert due == simulated.isoformat() if simulated else due is None or due > (start + timedelta(days=3)).isoformat()
    assert timedelta(minutes=answers["until"]["minutes"]) == clock.worked(start, start + STEP * length, without)


@pytest.mark.parametrize("start", ["1970-01-01T00:00:00Z", "2100-12-31T23:59:59Z"])
def test_the_first_and_the_last_moment_that_are_known_are_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], start: str
) -> None:
    assert set(answered(tmp_path, capsys, written({**CASE, "start": start, "minutes": 0}))) == {"1"}
