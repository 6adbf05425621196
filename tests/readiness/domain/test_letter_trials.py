from __future__ import annotations

from pathlib import Path
from typing import Any

from kontor.channels.enums import Channel
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.letters.preferences import OUTPUT_DIRECTORY
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.readiness.domain.letter_trials import ask_for_letter_trial, try_letters
from kontor.readiness.enums import LineState
from kontor.readiness.models import LetterTrial
from kontor.tenants.models import Tenant
from tests.factories.answers import prefer
from tests.factories.stationery import make_stylesheet
from tests.readiness.domain.looking.conftest import found, looked
from tests.support.jobs import waiting_jobs
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere, in_scope


def with_letters(tenant: Tenant) -> None:
    letters_on()
    prefer(tenant, ENABLED_CHANNELS, [Channel.MAIL.value, Channel.LETTER.value])


def keys(tenant: Tenant) -> set[str]:
    return {line.key for line in looked(tenant).lines}


def test_letters_are_tried_and_the_result_has_its_age(nordlicht: Tenant, settings: Any, tmp_path: Path) -> None:
    settings.LETTERS_ROOT = tmp_path
    with_letters(nordlicht)
    assert found(nordlicht, "stylesheet").state == LineState.OPEN

    try_letters(nordlicht.pk)

    stylesheet, directory = found(nordlicht, "stylesheet"), found(nordlicht, "directory")
    assert (stylesheet.state, directory.state) == (LineState.GREEN, LineState.GREEN)
    assert stylesheet.at == directory.at
    assert stylesheet.at is not None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_directory_that_cannot_be_written_to_is_wrong(nordlicht: Tenant, settings: Any, tmp_path: Path) -> None:
    settings.LETTERS_ROOT = tmp_path
    with_letters(nordlicht)
    prefer(nordlicht, OUTPUT_DIRECTORY, "taken/briefe")
    (tmp_path / nordlicht.code).mkdir()
    (tmp_path / nordlicht.code / "taken").write_text("a file")

    try_letters(nordlicht.pk)

    line = found(nordlicht, "directory")
    assert (line.state, line.place) == (LineState.WRONG, "directory")
    assert line.sentence


def test_a_letter_that_was_changed_since_it_was_tried_is_to_be_tried_again(
    nordlicht: Tenant, settings: Any, tmp_path: Path
) -> None:
    settings.LETTERS_ROOT = tmp_path
    with_letters(nordlicht)
    try_letters(nordlicht.pk)

    make_stylesheet(nordlicht, css=".letter { color: #123456; }", is_default=True)

    stylesheet, directory = found(nordlicht, "stylesheet"), found(nordlicht, "directory")
    assert (stylesheet.state, stylesheet.place) == (LineState.OPEN, "letters")
    assert stylesheet.sentence == ("The stylesheet was tested before the last change of the letter. Try letters again.")
    assert directory.state == LineState.GREEN
    try_letters(nordlicht.pk)
    assert found(nordlicht, "stylesheet").state == LineState.GREEN


def test_another_directory_is_to_be_tried_again_wherever_it_was_chosen(
    nordlicht: Tenant, settings: Any, tmp_path: Path
) -> None:
    settings.LETTERS_ROOT = tmp_path
    with_letters(nordlicht)
    try_letters(nordlicht.pk)

    with everywhere():
        change_system_values({OUTPUT_DIRECTORY.key: "anderswo"}, version=system_values().version)

    line = found(nordlicht, "directory")
    assert (line.state, line.place) == (LineState.OPEN, "letters")
    assert found(nordlicht, "stylesheet").state == LineState.GREEN


def test_what_failed_stays_wrong_and_is_tried_again_after_a_change(
    nordlicht: Tenant, settings: Any, tmp_path: Path
) -> None:
    settings.LETTERS_ROOT = tmp_path
    with_letters(nordlicht)
    prefer(nordlicht, OUTPUT_DIRECTORY, "taken/briefe")
    (tmp_path / nordlicht.code).mkdir()
    (tmp_path / nordlicht.code / "taken").write_text("a file")
    try_letters(nordlicht.pk)

    prefer(nordlicht, OUTPUT_DIRECTORY, "frei")

    line = found(nordlicht, "directory")
    assert (line.state, line.place) == (LineState.WRONG, "letters")
    assert line.sentence.endswith("This was changed since then. Try letters again.")
    try_letters(nordlicht.pk)
    assert found(nordlicht, "directory").state == LineState.GREEN


def test_who_writes_no_letters_is_not_asked_for_any(nordlicht: Tenant) -> None:
    assert "stylesheet" not in keys(nordlicht)
    letters_on()
    assert "stylesheet" not in keys(nordlicht)

    try_letters(nordlicht.pk)

    with everywhere():
        assert not LetterTrial.objects.exists()


def test_one_job_waits_however_often_it_is_asked_for(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        ask_for_letter_trial(nordlicht)
        ask_for_letter_trial(nordlicht)

    assert [job.arguments for job in waiting_jobs("try_letters")] == [{"tenant_id": nordlicht.pk}]
