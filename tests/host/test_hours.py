"""`kontor hours` as support calls it: answers in the order of the questions, or one sentence and exit code 2."""

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

from kontor.host.command import main
from tests.sla.calendars import STEP, clocks, pauses

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


def answered(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> dict[str, Any]:
    code, out, err = called(tmp_path, capsys, text)
    assert (code, err) == (0, "")
    return dict(json.loads(out))


def called(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes) -> tuple[int, str, str]:
    cases = tmp_path / "CASES.json"
    cases.write_bytes(text if isinstance(text, bytes) else text.encode())
    capsys.readouterr()
    code = main(["hours", str(cases)])
    return code, *capsys.readouterr()


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


CALENDAR = "Calendar “office”"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"timezone": "Mars/Olympus"},
            "“timezone”: “Mars/Olympus” is no time zone that is known, such as Europe/Berlin.",
        ),
        (
            {"timezone": "../etc/passwd"},
            "“timezone”: “../etc/passwd” is no time zone that is known, such as Europe/Berlin.",
        ),
        ({"timezone": "Europe"}, "“timezone”: “Europe” is no time zone that is known, such as Europe/Berlin."),
        ({"timezone": None}, "“timezone”: nothing is there; a text in quotation marks is wanted."),
        ({"week": None}, "“week”: nothing is there; an object in braces is wanted."),
        ({"week": {"mo": TIMES}}, "“week”: “mo” is none of mon, tue, wed, thu, fri, sat, sun."),
        ({"week": {"mon": "08:00"}}, "“mon”: 08:00 stands there; a list in brackets is wanted."),
        ({"week": {"mon": ["08:00", "12:00"]}}, "“mon”: 08:00 stands there; a list in brackets is wanted."),
        ({"week": {"mon": [["08:00"]]}}, "“mon”: every interval has a begin and an end, [FROM, TO]."),
        ({"week": {"mon": [["08:00", 12]]}}, "“mon”: 12 stands there; a text in quotation marks is wanted."),
        (
            {"week": {"mon": [["8:00", "12:00"]]}},
            "“mon”: “8:00” is no time of the form HH:MM or HH:MM:SS, from 00:00 to 24:00.",
        ),
        ({"week": {"mon": [["24:00", "02:00"]]}}, "“mon”: An interval begins between 00:00 and before 24:00."),
        ({"exceptions": {"24.12.2026": TIMES}}, "“exceptions”: “24.12.2026” is no date of the form YYYY-MM-DD."),
        ({"exceptions": {"2026-02-29": TIMES}}, "“exceptions”: “2026-02-29” is no date of the form YYYY-MM-DD."),
        ({"exceptions": {"2026-12-24": None}}, "“2026-12-24”: nothing is there; a list in brackets is wanted."),
        ({"exceptions": []}, "“exceptions”: [] stands there; an object in braces is wanted."),
    ],
)
def test_a_mistake_in_a_calendar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, object], sentence: str
) -> None:
    text = written(CASE, office={**OFFICE, **change})

    assert called(tmp_path, capsys, text) == (2, "", f"{CALENDAR}, {sentence}\n")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"id": None}, "Case number 2, “id”: nothing is there; a text in quotation marks is wanted."),
        ({"id": True}, "Case number 2, “id”: True stands there; a text in quotation marks is wanted."),
        ({"id": "1"}, "Case “1”, “id”: another case has the same."),
        ({"id": 1}, "Case “1”, “id”: another case has the same."),
        ({"calendar": "none"}, "Case “x”, “calendar”: there is no calendar “none” in the file."),
        ({"start": None}, "Case “x”, “start”: nothing is there; a text in quotation marks is wanted."),
        (
            {"start": "2026-11-25T11:30:00"},
            "Case “x”, “start”: “2026-11-25T11:30:00” has no offset from UTC, such as Z or +01:00.",
        ),
        ({"start": "2026-11-25"}, "Case “x”, “start”: “2026-11-25” has no offset from UTC, such as Z or +01:00."),
        ({"start": "yesterday"}, "Case “x”, “start”: “yesterday” is no date with time in ISO 8601."),
        ({"start": "1969-12-31T23:59:59Z"}, "Case “x”, “start”: only the years from 1970 to 2100 are known."),
        ({"minutes": -1}, "Case “x”, “minutes”: -1 is negative."),
        ({"minutes": "60"}, "Case “x”, “minutes”: “60” is no number."),
        ({"minutes": True}, "Case “x”, “minutes”: “True” is no number."),
        ({"minutes": 1e300}, "Case “x”, “minutes”: 1e+300 is too large."),
        ({"minutes": None}, "Case “x”: exactly one of “minutes” and “until” is wanted."),
        ({"until": "2026-11-26T00:00:00Z"}, "Case “x”: exactly one of “minutes” and “until” is wanted."),
        (
            {"minutes": None, "until": "2026-11-24T00:00:00Z"},
            "Case “x”, “until”: 2026-11-24T00:00:00Z lies before the start.",
        ),
        (
            {"minutes": None, "until": "2101-01-01T00:00:00Z"},
            "Case “x”, “until”: only the years from 1970 to 2100 are known.",
        ),
        (
            {"pauses": [["2026-11-25T12:00:00Z", "2026-11-25T11:00:00Z"]]},
            "Case “x”, “pauses”: the pause from 2026-11-25T12:00:00Z ends before it begins, at 2026-11-25T11:00:00Z.",
        ),
        (
            {"pauses": [["2026-11-25T12:00:00Z"]]},
            "Case “x”, “pauses”: every interval has a begin and an end, [FROM, TO].",
        ),
        (
            {"pauses": [["2026-11-25T12:00:00", "2026-11-25T13:00:00Z"]]},
            "Case “x”, “pauses”: “2026-11-25T12:00:00” has no offset from UTC, such as Z or +01:00.",
        ),
    ],
)
def test_a_mistake_in_a_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, object], sentence: str
) -> None:
    """The case before it is right, and yet nothing is printed."""
    text = written(CASE, {**CASE, "id": "x", **change})

    assert called(tmp_path, capsys, text) == (2, "", f"{sentence}\n")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "The file is no JSON: Expecting value: line 1 column 1 (char 0)."),
        (b"[]", "The file: [] stands there; an object in braces is wanted."),
        (b"{}", "The file, “calendars”: nothing is there; an object in braces is wanted."),
        (b'{"calendars": {}}', "The file, “cases”: nothing is there; a list in brackets is wanted."),
        (b'{"calendars": {}, "cases": [1]}', "Case number 1: 1 stands there; an object in braces is wanted."),
        (b'{"cases": [], "cases": []}', "The file names “cases” twice in one object."),
        (b'{"cases": NaN}', "The file is no JSON: NaN is no number."),
        (b"\xff\xfe", "{path} is no text in UTF-8."),
    ],
)
def test_a_mistake_in_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: bytes, sentence: str) -> None:
    expected = sentence.replace("{path}", str(tmp_path / "CASES.json"))

    assert called(tmp_path, capsys, text) == (2, "", f"{expected}\n")


def test_a_file_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["hours", str(tmp_path / "none.json")])

    assert (code, *capsys.readouterr()) == (
        2,
        "",
        f"{tmp_path / 'none.json'} cannot be read: No such file or directory.\n",
    )


def test_what_is_not_known_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt field would otherwise change the answer without a word."""
    code, out, err = called(tmp_path, capsys, written({**CASE, "pause": []}))

    assert (code, list(json.loads(out))) == (0, ["1"])
    assert err == "Case “1”: “pause” is not known and was read over.\n"
