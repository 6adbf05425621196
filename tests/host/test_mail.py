"""`kontor mail inspect` as it is called: in an empty environment, over files that are no mails too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mails import all_names, raw_mail

MAILS = Path(__file__).parents[1] / "mails"
KEYS = [
    "from", "to", "cc", "reply_to", "subject", "message_id", "in_reply_to", "references", "date", "body_text",
    "body_html", "attachments", "is_bounce", "is_auto_reply", "no_auto_response", "reply_only_text", "charset_problems",
]  # fmt: skip


def inspect(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command without any environment: no settings, no home, no locale."""
    command = [Path(sys.executable).with_name("kontor"), "mail", "inspect", *arguments]
    return subprocess.run(command, env={}, input=stdin, capture_output=True, check=False, timeout=120)


def test_one_mail_on_standard_output() -> None:
    done = inspect(MAILS / "words-adjacent.eml")

    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout)
    assert list(found) == KEYS
    assert found["from"] == [{"name": "Müller", "address": "mueller@customer.example"}]


def test_standard_input() -> None:
    done = inspect("-", stdin=raw_mail("html-only"))

    assert json.loads(done.stdout)["body_text"] == "Grüße\n\nZweite Zeile"


def test_a_folder_gives_a_result_for_each_mail_and_the_same_ones_again(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "deep" / "two"

    assert inspect(MAILS, one).returncode == 0
    assert inspect(MAILS, two).returncode == 0

    assert sorted(path.stem for path in one.iterdir()) == all_names()
    for path in one.iterdir():
        assert list(json.loads(path.read_text("utf-8"))) == KEYS
        assert path.read_bytes() == (two / path.name).read_bytes()


def test_what_is_no_mail_stops_nothing(tmp_path: Path) -> None:
    mails, results = tmp_path / "in", tmp_path / "out"
    (mails / "folder.eml").mkdir(parents=True)
    (mails / "broken.eml").symlink_to(tmp_path / "nowhere")
    (mails / "empty.eml").write_bytes(b"")
    os.mkfifo(mails / "pipe.eml")
    (mails / "noise.eml").write_bytes(os.urandom(5_000))
    (mails / "note.txt").write_text("not a mail")
    (mails / "z.EML").write_bytes(raw_mail("html-only"))

    done = inspect(mails, results)

    assert done.returncode == 0
    assert sorted(path.name for path in results.iterdir()) == ["empty.json", "noise.json", "z.json"]
    said = done.stderr.decode()
    assert [name for name in ("folder.eml", "broken.eml", "empty.eml", "pipe.eml", "noise.eml") if name in said] == [
        "folder.eml",
        "broken.eml",
        "empty.eml",
        "pipe.eml",
    ]
    assert json.loads((results / "empty.json").read_text())["message_id"] is None


@pytest.mark.parametrize(
    ("arguments", "code"),
    [((), 1), (("nowhere.eml",), 1), ((str(MAILS),), 1), (("nowhere", "out"), 1), ((str(MAILS), "/proc/nothing"), 1)],
)
def test_wrong_arguments_are_refused(arguments: tuple[str, ...], code: int) -> None:
    done = inspect(*arguments)

    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr
