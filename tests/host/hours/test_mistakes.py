"""``kontor hours``: mistakes are said with their place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kontor.host.command import main
from tests.host.hours.cases import CASE, OFFICE, TIMES, called, written

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
        ({"week": {"mon": "8" * 81}}, f"“mon”: {'8' * 80} stands there; a list in brackets is wanted."),
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
        ({"minutes": "60"}, "Case “x”, “minutes”: “60” is not a number."),
        ({"minutes": True}, "Case “x”, “minutes”: “True” is not a number."),
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
