"""`kontor hours`: when would this have been due. Needs no database, no settings and no network.

kontor hours CASES.json  the answers to the questions in the file (- for standard input), as JSON

{"calendars": {"office": {"timezone": "Europe/Berlin",
                          "week": {"mon": [["08:00", "12:00"], ["13:00", "24:00"]], "tue": [["22:00", "06:00"]]},
                          "exceptions": {"2026-12-24": [["08:00", "12:00"]], "2026-12-25": []}}},
 "cases": [{"id": "1", "calendar": "office", "start": "2026-11-30T09:00:00+01:00", "minutes": 480,
            "pauses": [["2026-11-30T10:00:00+01:00", "2026-11-30T10:30:00+01:00"]]},
           {"id": "2", "calendar": "office", "start": "2026-11-30T08:00:00Z", "until": "2026-12-01T08:00:00Z"}]}

A case with "minutes" is answered with "due" and the intervals that add up to it, one with "until" with "minutes" and
theirs. Due is null, with a reason, where the calendar is never open long enough. Exit code 2: the file has a mistake,
and a sentence says where.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kontor.host.say import complain
from kontor.sla.domain.worktime.cases import answer, read_questions
from kontor.sla.domain.worktime.written import BadInput

WRONG = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("source", metavar="CASES.json", help="the questions, - for standard input")


def run(options: argparse.Namespace) -> int:
    """Everything is answered before anything is printed."""
    try:
        questions = read_questions(_read(options.source))
    except BadInput as mistake:
        complain(str(mistake))
        return WRONG
    answers = {case.id: answer(case) for case in questions.cases}
    for remark in questions.remarks:
        complain(remark)
    sys.stdout.write(json.dumps(answers, indent=2) + "\n")
    return 0


def _read(source: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{source} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadInput(f"{source} is no text in UTF-8.") from None
