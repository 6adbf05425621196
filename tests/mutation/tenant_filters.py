"""python -m tests.mutation.tenant_filters: switch each tenant filter off, in a copy, and see whether a test notices.

First the tests of rights walk through all addresses, and ask again with the filters switched off that they came to
(``walk.py``). What they do not notice the tests of its folder are tried on, and what else is tried in the same run.

What is done stands in var/mutation/tenant_filters.jsonl; started again, the run goes on there. A filter whose file has
changed is tried anew, `--again` tries once more what survived, after tests were written, `--among tests/flows` on the
tests of that folder as well. `--minutes` ends it in time, `--only` names files, `--part 3/40` takes a share of the
folders of tests, `--walk` ends after the walk, `--no-walk` begins after it, `--report` only counts what is known.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from kontor.host.say import say
from tests.mutation.filters import Filter, Kind, switched
from tests.mutation.judged import BEHIND
from tests.mutation.switches import ASKED, KILLED, SURVIVED, UNREACHED

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "var" / "mutation"
DONE = WORK / "tenant_filters.jsonl"
PACKAGE = Path("src") / "kontor"
COPIED = ("src", "tests", "bin", "docs", "requirements", "pyproject.toml", "CHANGELOG.md", "README.md")
TRIED_ON_ALL = ("tests/desk/in_one_of_two", "tests/supervisor/in_one_of_two", "tests/entrance/test_metrics.py")
"""Tests that come to filters of many folders."""
LEFT_OUT = {"migrations", "demo", "host"}
WORTHWHILE = re.compile(r"tenant|\bscope\(")
JUDGED, BY_DATABASE = "judged", "row security"
WORDS = {
    KILLED: "a test notices",
    BY_DATABASE: "no test notices: row security hides the rows of tenants that are not worked for",
    JUDGED: "no test notices, and what stands behind it is said in judged.py",
    SURVIVED: "no test notices: write one, or judge it in judged.py",
    UNREACHED: "no test of its folder comes here: write one, or judge it in judged.py",
}


def main() -> int:
    options = _options()
    if not options.report:
        _try_all(options)
    return _tell(options.only)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=600)
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--walk", action="store_true", help="no more than the walk")
    parser.add_argument("--no-walk", action="store_true", help="the walk was taken before")
    parser.add_argument("--among", nargs="*", default=[], help="more folders of tests, such as tests/flows")
    parser.add_argument("--only", default="", help="a part of the path, such as supervisor/audit")
    parser.add_argument("--part", type=_part, default=(1, 1), metavar="NUMBER/OF")
    parser.add_argument("--again", action="store_true", help="try once more what survived")
    return parser.parse_args()


def _part(words: str) -> tuple[int, int]:
    number, parts = (int(word) for word in words.split("/"))
    if not 1 <= number <= parts:
        raise argparse.ArgumentTypeError("a share such as 3/40")
    return number, parts


def _try_all(options: argparse.Namespace) -> None:
    """A run of pytest for the walk, and one for all folders of tests."""
    until = time.time() + options.minutes * 60
    copy = _copy()
    if options.part[0] == 1 and not options.no_walk:
        _walk(copy, [found.key for found in _to_try(options)], until)
    if options.walk:
        return
    number, parts = options.part
    to_try = _to_try(options)
    keys = {found.key: _tests_of(Path(found.path)) for found in to_try}
    mine = sorted(set(keys.values()), key=_size)[number - 1 :: parts]
    if mine:
        say(f"{' '.join(mine)}: {len(keys)} filters")
        topics = {Path(found.path).stem for found in to_try}
        here = {key: folder for key, folder in keys.items() if folder in mine}
        _run(copy, [*TRIED_ON_ALL, *options.among, *mine], here, until, topics=sorted(topics))


def _size(folder: str) -> int:
    """Folders inside others come before them."""
    return sum(file.stat().st_size for file in (ROOT / folder).rglob("test_*.py"))


def _to_try(options: argparse.Namespace) -> list[Filter]:
    known = {key for key, row in _known().items() if row["verdict"] == KILLED or not options.again}
    return [found for found in _filters() if found.key not in known and options.only in found.path]


def _known() -> dict[str, dict[str, str]]:
    if not DONE.exists():
        return {}
    rows = [json.loads(line) for line in DONE.read_text(encoding="utf-8").splitlines()]
    return {row["key"]: row for row in sorted(rows, key=lambda row: row["verdict"] == KILLED)}


def _sources() -> Iterator[tuple[str, str]]:
    """Those in which there may be filters."""
    for file in sorted((ROOT / PACKAGE).rglob("*.py")):
        path = file.relative_to(ROOT)
        if not LEFT_OUT & set(path.parts) and WORTHWHILE.search(source := file.read_text(encoding="utf-8")):
            yield str(path), source


def _filters() -> list[Filter]:
    return [found for path, source in _sources() for found in _switched(path, source)[1]]


_switched = cache(switched)
"""Once for each source: some seconds for all of them."""


def _copy() -> Path:
    """The tree, always in the same place, so that the databases of its tests are made once, and what did not change is
    not compiled again."""
    copy = WORK / "tree"
    sources = {path: _switched(path, source)[0].encode() for path, source in _sources()}
    files = set(_files(ROOT))
    for path in set(_files(copy)) - files:
        (copy / path).unlink()
    for path in files:
        content = sources.get(str(path)) or (ROOT / path).read_bytes()
        if not (copy / path).exists() or (copy / path).read_bytes() != content:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes(content)
    return copy


def _files(root: Path) -> Iterator[Path]:
    for name in COPIED:
        for file in [root / name] if (root / name).is_file() else (root / name).rglob("*"):
            if file.is_file() and file.suffix != ".pyc":
                yield file.relative_to(root)


def _walk(copy: Path, keys: list[str], until: float) -> None:
    if keys:
        say(f"walk: {len(keys)} filters")
        _run(copy, ["tests/mutation/walk.py"], dict.fromkeys(keys, ""), until)


def _run(copy: Path, tests: list[str], keys: dict[str, str], until: float, *, topics: Sequence[str] = ()) -> None:
    DONE.touch()
    asked = WORK / f"asked-{os.getpid()}.json"
    wanted = {"keys": keys, "folders": tests, "topics": topics, "until": until, "results": str(DONE)}
    asked.write_text(json.dumps(wanted), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), ASKED: str(asked)}
    plugin = ["-p", "tests.mutation.switches", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *tests, "-q", *plugin, "-m", "not browser and not slow"]
    with (WORK / f"output-{os.getpid()}.txt").open("w", encoding="utf-8") as output:
        subprocess.run(command, cwd=copy, env=environment, stdout=output, stderr=output, check=False)
    asked.unlink()


def _tests_of(path: Path) -> str:
    """The folder of tests that lies as the file does: of the area for screens, of the package otherwise."""
    inside = path.relative_to(PACKAGE)
    folders = (folder for folder in inside.parents if any((ROOT / "tests" / folder).glob("**/test_*.py")))
    return str(Path("tests") / next(folders))


def _tell(only: str) -> int:
    """The exit code is 1 when a filter can be left out unnoticed. Counted is what the sources hold now."""
    known, now = _known(), [found for found in _filters() if only in found.path]
    rows = [(found, _verdict(found, known[found.key]["verdict"])) for found in now if found.key in known]
    say(f"Tried {len(rows)} of {len(now)}.")
    for (kind, verdict), count in sorted(Counter((found.kind, verdict) for found, verdict in rows).items()):
        say(f"{kind:<6} {verdict:<12} {count:>4}  {WORDS[verdict]}")
    for found, verdict in rows:
        if verdict in (SURVIVED, UNREACHED):
            say(f"  {found.kind:<6} {verdict:<12} {found.path}:{found.line}: {found.words}")
    return 1 if any(verdict in (SURVIVED, UNREACHED) for _found, verdict in rows) else 0


def _verdict(found: Filter, verdict: str) -> str:
    """What survived is held by the database, where it is about rows, or was looked at by somebody."""
    if verdict == KILLED:
        return KILLED
    if (found.path.removeprefix(f"{PACKAGE}/"), found.words) in BEHIND:
        return JUDGED
    return BY_DATABASE if verdict == SURVIVED and found.kind == Kind.ROWS else verdict


if __name__ == "__main__":
    sys.exit(main())
