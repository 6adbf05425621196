"""python -m tests.mutation.tenant_filters: take each tenant filter away in a copy, and run the tests of its package.

What is done stands in var/mutation/tenant_filters.jsonl; started again, the run goes on there. A filter whose file has
changed is tried anew, `--again` tries what survived once more, after tests were written. `--minutes` ends it in time,
`--report` only counts what is known, `--only` names files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kontor.host.say import say
from tests.mutation.filters import Filter, find

ROOT = Path(__file__).resolve().parents[2]
DONE = ROOT / "var" / "mutation" / "tenant_filters.jsonl"
PACKAGE = Path("src") / "kontor"
LEFT_OUT = {"migrations", "demo", "host"}
KILLED, SURVIVED, NO_TESTS, JUDGED = "killed", "survived", "no tests", "judged"
LONGEST = 900
"""Seconds for the tests of one filter; whatever hangs was noticed."""
WORDS = {
    ("rows", SURVIVED): "kept apart by row security alone: fine for rows, where the scope is one tenant's",
    ("right", SURVIVED): "no test noticed that a right was not asked for: write one, or judge it below",
    ("right", JUDGED): "survived, and what stands behind it is said below",
    ("right", NO_TESTS): "no tests found: write one",
}
BEHIND: dict[tuple[str, str], str] = {}
"""Questions for a right that no test would miss, with what holds all the same; by file and words."""


def main() -> int:
    options = _options()
    known = _known()
    if not options.report:
        if options.again:
            known = {key: row for key, row in known.items() if row["verdict"] == KILLED}
        _try_all(known, until=time.monotonic() + options.minutes * 60, only=options.only)
    return _tell(known)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--only", default="", help="a part of the path, such as supervisor/audit")
    parser.add_argument("--again", action="store_true", help="try once more what survived")
    return parser.parse_args()


def _known() -> dict[str, dict[str, object]]:
    if not DONE.exists():
        return {}
    return {row["key"]: row for row in map(json.loads, DONE.read_text(encoding="utf-8").splitlines())}


def _try_all(known: dict[str, dict[str, object]], *, until: float, only: str) -> None:
    DONE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kontor-mutation-") as folder:
        copy = Path(folder) / "kontor"
        _copy_to(copy)
        for path, source, found in _filters(only):
            key = _key(path, source, found)
            if key in known:
                continue
            if time.monotonic() > until:
                return
            (copy / path).write_text(found.taken_away(source), encoding="utf-8")
            verdict = _verdict(copy, path)
            (copy / path).write_text(source, encoding="utf-8")
            known[key] = {
                "key": key,
                "path": str(path),
                "line": found.line,
                "words": found.words,
                "kind": found.kind,
                "verdict": verdict,
            }
            with DONE.open("a", encoding="utf-8") as file:
                file.write(json.dumps(known[key]) + "\n")
            say(f"{verdict:<9} {found.kind:<6} {path}:{found.line}")


def _copy_to(copy: Path) -> None:
    copy.mkdir()
    for name in ("src", "tests", "bin", "docs", "requirements"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "CHANGELOG.md", "README.md"):
        shutil.copy(ROOT / name, copy / name)


def _filters(only: str) -> Iterator[tuple[Path, str, Filter]]:
    for file in sorted((ROOT / PACKAGE).rglob("*.py")):
        path = file.relative_to(ROOT)
        if LEFT_OUT & set(path.parts) or only not in str(path):
            continue
        source = file.read_text(encoding="utf-8")
        yield from ((path, source, found) for found in find(source))


def _key(path: Path, source: str, found: Filter) -> str:
    return hashlib.sha256(f"{path}:{found.start}:{source}".encode()).hexdigest()


def _verdict(copy: Path, path: Path) -> str:
    tests = _tests_of(path)
    if tests is None:
        return NO_TESTS
    command = [sys.executable, "-m", "pytest", str(tests), "-x", "-q", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": str(copy / "src")}
    try:
        run = subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return KILLED
    return SURVIVED if run.returncode == 0 else KILLED


def _tests_of(path: Path) -> Path | None:
    """The folder of tests that lies as the file does: of the area for screens, of the package otherwise."""
    inside = path.relative_to(PACKAGE)
    for folder in (inside.with_suffix(""), *inside.parents):
        if folder != Path() and any((ROOT / "tests" / folder).glob("**/test_*.py")):
            return Path("tests") / folder
    return None


def _tell(known: dict[str, dict[str, object]]) -> int:
    """The exit code is 1 when a right can be left out unnoticed. Counted is what the sources hold now."""
    now = [_key(*each) for each in _filters("")]
    rows = [known[key] for key in now if key in known]
    verdicts = [(str(row["kind"]), _judged(row)) for row in rows]
    say(f"Tried {len(rows)} of {len(now)}.")
    for (kind, verdict), count in sorted(Counter(verdicts).items()):
        say(f"{kind:<6} {verdict:<9} {count:>4}  {WORDS.get((kind, verdict), '')}".rstrip())
    for row, (kind, verdict) in zip(rows, verdicts, strict=True):
        if verdict != KILLED:
            say(f"  {kind:<6} {verdict:<9} {row['path']}:{row['line']}: {row['words']}")
    return 1 if {("right", SURVIVED), ("right", NO_TESTS)} & set(verdicts) else 0


def _judged(row: dict[str, object]) -> str:
    """Survivors that somebody has looked at; nobody needs to judge what a test would notice."""
    known = (row["path"], row["words"]) in BEHIND
    return JUDGED if known and row["verdict"] == SURVIVED else str(row["verdict"])


if __name__ == "__main__":
    sys.exit(main())
