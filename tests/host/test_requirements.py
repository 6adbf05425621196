"""The lock files: versions and hashes, nothing of the machine they were made on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ODD = re.compile(r"://|^--|^-[a-z] |(^|[ =@])/|@ |index|find-links")
PINNED = re.compile(r"[a-z0-9.\-]+(\[[a-z,\-]+\])?==[^ ]+ ")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_names_no_address_and_no_path(lock: Path) -> None:
    odd = [
        line
        for line in lock.read_text().splitlines()
        if re.search(r"://|^--|^-[a-z] |(^|[ =@])/|@ |index|find-links", line)
    ]

    assert odd == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_version_is_locked_with_a_hash(lock: Path) -> None:
    wanted = re.split(r"\n(?=\S)", lock.read_text().strip())

    assert wanted
    assert [entry.split("\n")[0] for entry in wanted if "--hash=sha256:" not in entry] == []
    assert [
        entry.split("\n")[0] for entry in wanted if not re.match(r"[a-z0-9.\-]+(\[[a-z,\-]+\])?==[^ ]+ ", entry)
    ] == []
