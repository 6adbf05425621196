"""Every mail of tests/mails says what it is expected to say, in whatever state it arrives."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kontor.intake.parsing.inspecting import as_json, inspect_mail
from tests import mails
from tests.mails import all_names, expected, raw_mail

FOLDER = Path(mails.__file__).parent
ROW = re.compile(r"^\| `([^`]+)\.eml` \| (.+) \|$", re.MULTILINE)


@pytest.mark.parametrize("name", all_names())
def test_each_mail_says_what_is_expected_of_it(name: str) -> None:
    assert json.loads(as_json(inspect_mail(raw_mail(name)))) == expected(name)


def test_there_are_enough_of_them_and_nothing_is_left_over() -> None:
    assert len(all_names()) >= 150
    assert sorted(path.stem for path in (FOLDER / "expected").iterdir()) == all_names()


def test_each_mail_says_what_is_odd_about_it_and_so_does_the_list() -> None:
    rows = dict(ROW.findall((FOLDER / "README.md").read_text("utf-8")))

    assert sorted(rows) == all_names()
    for name, odd in rows.items():
        said = re.search(rb"^X-Odd: (.+?)\r?$", raw_mail(name).replace(b"\r", b"\n"), re.MULTILINE)
        assert said is None or said[1].decode() == odd
