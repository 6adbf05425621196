"""Where letters are put for print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kontor.channels.print_errors import PrintFailed, PrintTrouble

LETTER, OTHER = b"%PDF-1.7 a letter", b"%PDF-1.7 another one"


@pytest.fixture
def root(tmp_path: Path, settings: Any) -> Path:
    settings.LETTERS_ROOT, settings.LETTERS_STORAGE = str(tmp_path), None
    return tmp_path


def kind_of(call: Callable[[], Any]) -> PrintTrouble:
    with pytest.raises(PrintFailed) as failed:
        call()
    assert failed.value.sentence
    return failed.value.kind


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
