from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def letters_root(tmp_path: Path, settings: Any) -> Path:
    """Where the letters of a test are put."""
    root = tmp_path / "print"
    root.mkdir()
    settings.LETTERS_ROOT, settings.LETTERS_STORAGE = str(root), None
    return root
