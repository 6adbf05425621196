"""What commands say on the terminal, how their words are read, and what lies in the folder of secrets meanwhile."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from kontor.host.folder import MAKERS, Folder
from kontor.host.parsing import Parser
from kontor.host.say import Stop, complain, give_up, say


class Full:
    """An output with a full disk behind it."""

    def write(self, text: str) -> None:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_lines_go_to_output_and_complaints_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    say("Kontor is running.")
    say()
    complain("But not well.")

    heard = capsys.readouterr()
    assert (heard.out, heard.err) == ("Kontor is running.\n\n", "But not well.\n")


def test_who_cannot_be_told_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    monkeypatch.setattr(sys, "stderr", Full())

    say("x")
    complain("x")


def test_giving_up_carries_the_sentence() -> None:
    with pytest.raises(Stop) as caught:
        give_up("There is no way.")

    assert str(caught.value) == "There is no way."


def test_a_mistake_in_the_words_ends_with_one_and_says_how_they_are_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parser = Parser(prog="kontor backup")
    parser.add_argument("file")

    with pytest.raises(SystemExit) as caught:
        parser.parse_args([])

    assert caught.value.code == 1
    heard = capsys.readouterr()
    assert heard.err.splitlines() == [
        "usage: kontor backup [-h] file",
        "kontor backup: the following arguments are required: file",
    ]


def test_each_secret_has_a_maker_of_its_own_and_two_are_never_the_same(tmp_path: Path) -> None:
    made = [Folder(tmp_path / place).secret(name) for place in "ab" for name in MAKERS]

    assert len(set(made)) == 2 * len(MAKERS)
    assert all(len(secret) >= 32 for secret in made)


def test_a_new_secret_lies_ready_beside_the_old_one_until_it_counts(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write_secret("secret-key", "old")

    half = folder.lay_ready("secret-key", "new")

    assert (folder.secret("secret-key"), half.read_text()) == ("old", "new\n")
    assert half.stat().st_mode & 0o777 == 0o600
    folder.write_secret("secret-key", "newer")
    assert folder.secret("secret-key") == "newer"
    assert not half.exists()


def test_nothing_is_made_before_it_is_needed(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "var")

    assert not folder.is_occupied()
    assert not folder.path.exists()
    assert [each.parent for each in (folder.postgres, folder.secrets, folder.static, folder.log)] == [folder.path] * 4


@pytest.mark.parametrize(
    ("written", "told"),
    [("4711\nhttp://desk/\n", " (process 4711, http://desk/)"), ("4711\n", " (process 4711)"), ("", "")],
)
def test_who_is_there_is_told_as_far_as_it_is_known(tmp_path: Path, written: str, told: str) -> None:
    first, second = Folder(tmp_path), Folder(tmp_path)
    first.occupy()
    (tmp_path / "kontor.lock").write_text(written)

    with pytest.raises(Stop) as caught:
        second.occupy()

    assert str(caught.value) == f"Kontor is running from {tmp_path} already{told}. Stop it first (Ctrl+C there)."
    first.release()


def test_a_word_that_is_left_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.occupy("a longer address")
    folder.note("short")

    left: Any = (tmp_path / "kontor.lock").read_text().splitlines()
    assert left[1:] == ["short"]
    folder.release()
    folder.release()
