"""Doctor looks at folders with scans, and at the program that reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kontor.channels.enums import Channel, Protocol
from kontor.host.doctor.finding import Level
from kontor.host.doctor.scans import check_scans
from kontor.letters.scanning import ocr
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.support.letter_switch import letters_on


def found() -> list[tuple[Level, str]]:
    return [(finding.level, finding.sentence) for finding in check_scans()]


@pytest.fixture
def folder(nordlicht: Tenant, tmp_path: Path, settings: Any) -> Path:
    """The folder of the account for letters; it is not made yet."""
    settings.SCANS_ROOT = str(tmp_path)
    make_account(
        nordlicht, name="Briefe", channel=Channel.LETTER, protocol=Protocol.FOLDER, folder="", done_folder="done"
    )
    return tmp_path / nordlicht.code


def test_nothing_is_said_while_letters_are_off_or_none_come_in(folder: Path) -> None:
    off = found()
    letters_on()

    assert (off, len(found())) == ([], 2)


def test_a_folder_that_is_not_there_is_bad_until_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letters_on()
    monkeypatch.setattr(ocr, "missing_languages", lambda _languages: [])
    monkeypatch.setattr(ocr, "is_there", lambda: True)
    before = found()
    folder.mkdir()

    assert [level for level, _sentence in before] == [Level.GOOD, Level.BAD]
    assert found() == [
        (Level.GOOD, "Scans without a text of their own can be read."),
        (Level.GOOD, "The folder with scans of Briefe can be used."),
    ]


def test_a_missing_tesseract_is_named_with_the_command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letters_on()
    monkeypatch.setenv("PATH", "/nowhere")
    ocr.installed_languages.cache_clear()

    warning = next(check_scans())
    ocr.installed_languages.cache_clear()

    assert (warning.level, warning.advice) == (Level.WARNING, ocr.INSTALL)
