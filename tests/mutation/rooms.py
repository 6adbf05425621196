"""python -m tests.mutation.rooms outbox: change the functions of a room, one small thing after the other, and see
whether its tests notice.

A room is what a rule of the house rests on. From all changes (``mutants.py``) as many are drawn as `--mutants` says,
the same ones for the same `--seed`. What is done stands in var/mutation/rooms.jsonl; started again, the run goes on
there. A function whose file has changed is tried anew, `--again` tries once more what survived or was not reached,
after tests were written, `--among tests/flows` on these tests instead of the room's. `--minutes` ends it in time,
`--report` only counts what is known.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from kontor.host.say import say
from tests.mutation.judged_rooms import EQUIVALENT
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.room_trials import ASKED, CHANGES_NOTHING
from tests.mutation.switches import KILLED, SURVIVED, UNREACHED
from tests.mutation.tenant_filters import PACKAGE, ROOT, WORK

DONE = WORK / "rooms.jsonl"
JUDGED = "equivalent"
WORDS = {
    KILLED: "a test notices",
    JUDGED: "does the same; judged_rooms.py says why",
    CHANGES_NOTHING: "cannot be tried",
    SURVIVED: "no test notices: write one, or judge it in judged_rooms.py",
    UNREACHED: "no test of the room comes here: write one, or name tests that do with --among",
}


@dataclass(frozen=True)
class Room:
    files: tuple[str, ...]
    """Patterns, below src/kontor."""
    tests: tuple[str, ...]


ROOMS = {
    "isolation": Room(
        (
            "tenants/*.py",
            "org/domain/access.py",
            "org/domain/reach.py",
            "org/domain/eyes.py",
            "org/domain/tenant_choice.py",
            "org/middleware.py",
            "*/doors.py",
        ),
        (
            "tests/tenants",
            "tests/org/test_middleware.py",
            "tests/org/domain/test_access.py",
            "tests/org/domain/test_eyes.py",
            "tests/org/domain/test_reach.py",
            "tests/org/domain/test_rights.py",
            "tests/org/domain/test_tenant_choice.py",
            "tests/org/domain/test_two_tenants.py",
            "tests/entrance/test_doors.py",
            "tests/entrance/test_eyes.py",
            "tests/entrance/test_eyes_addresses.py",
            "tests/entrance/test_sign_in.py",
            "tests/entrance/test_tenant_choice.py",
            "tests/desk/test_doors.py",
            "tests/supervisor/test_doors.py",
            "tests/desk/in_one_of_two",
            "tests/supervisor/in_one_of_two",
        ),
    ),
    "filing": Room(
        (
            "intake/domain/acknowledging.py",
            "intake/domain/arrivals.py",
            "intake/domain/block*.py",
            "intake/domain/candidates.py",
            "intake/domain/clues.py",
            "intake/domain/concluding.py",
            "intake/domain/deciding.py",
            "intake/domain/evidence.py",
            "intake/domain/filing.py",
            "intake/domain/filters/*.py",
            "intake/domain/identity.py",
            "intake/domain/judg*.py",
            "intake/domain/lookups.py",
            "intake/domain/messages.py",
            "intake/domain/new_tickets.py",
            "intake/domain/old_numbers.py",
            "intake/domain/trust.py",
            "intake/domain/verdicts.py",
            "tickets/domain/parties.py",
        ),
        (
            "tests/intake/domain/acknowledging",
            "tests/intake/domain/batches",
            "tests/intake/domain/belonging",
            "tests/intake/domain/blocking",
            "tests/intake/domain/filing",
            "tests/intake/domain/filters",
            "tests/intake/domain/outside",
            "tests/intake/domain/same_mail",
            "tests/intake/domain/test_arrivals.py",
            "tests/intake/domain/test_clues.py",
            "tests/intake/domain/test_deciding.py",
            "tests/intake/domain/test_evidence.py",
            "tests/intake/domain/test_lent.py",
            "tests/intake/domain/test_lookups.py",
            "tests/intake/domain/test_old_numbers.py",
            "tests/intake/domain/test_trust.py",
            "tests/tickets/domain/test_parties.py",
        ),
    ),
    "deadlines": Room(
        (
            "sla/domain/*.py",
            "sla/domain/*/*.py",
            "tickets/domain/clock_of.py",
            "tickets/domain/deadlines.py",
            "tickets/domain/pauses.py",
            "tickets/domain/promises.py",
            "tickets/domain/recomputing.py",
            "tickets/domain/settling.py",
        ),
        (
            "tests/sla",
            "tests/host/hours",
            "tests/tickets/domain",
            "tests/calls/domain/call_backs",
            "tests/calls/domain/wrapping_up",
            "tests/escalations/domain/test_set_based.py",
            "tests/routing/domain/test_marking.py",
        ),
    ),
    "outbox": Room(("outbox/domain/*.py",), ("tests/outbox", "tests/answers/domain/test_taking_back.py")),
}


def main() -> int:
    options = _options()
    left = 0
    for name in options.rooms or ROOMS:
        if not options.report:
            _try_room(name, options)
        left += _tell(name)
    return 1 if left else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", choices=[*ROOMS, []], help="all of them, where none is named")
    parser.add_argument("--mutants", type=int, default=150)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--minutes", type=float, default=600)
    parser.add_argument("--seconds", type=float, default=25, help="of tests for a mutant that none of them notices")
    parser.add_argument("--among", nargs="*", default=[], help="tests to try instead of the room's own")
    parser.add_argument("--again", action="store_true", help="try once more what was not noticed")
    parser.add_argument("--report", action="store_true")
    return parser.parse_args()


def _try_room(name: str, options: argparse.Namespace) -> None:
    known = _known()
    if options.again:
        mutants = [mutant for mutant in _mutants(name) if _is_left(mutant, known)]
    else:
        mutants = [mutant for mutant in _drawn(name, options) if mutant.key not in known]
    if not mutants:
        return
    tests = options.among or ROOMS[name].tests
    say(f"{name}: {len(mutants)} mutants, {' '.join(tests)}")
    WORK.mkdir(parents=True, exist_ok=True)
    asked = WORK / f"room-{os.getpid()}.json"
    wanted = {
        "root": str(ROOT),
        "mutants": [asdict(mutant) for mutant in mutants],
        "seconds": options.seconds,
        "named": bool(options.among),
        "until": time.time() + options.minutes * 60,
        "results": str(DONE),
    }
    asked.write_text(json.dumps(wanted), encoding="utf-8")
    plugin = ["-p", "tests.mutation.room_trials", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *tests, "-q", *plugin, "-m", "not browser and not slow"]
    with (WORK / f"room-{name}.txt").open("w", encoding="utf-8") as output:
        subprocess.run(
            command, cwd=ROOT, env={**os.environ, ASKED: str(asked)}, stdout=output, stderr=output, check=False
        )
    asked.unlink()


def _drawn(name: str, options: argparse.Namespace) -> list[Mutant]:
    """By lot, in which each has its own: where one file has changed, those of the others stay the same."""

    def lot(mutant: Mutant) -> bytes:
        words = f"{options.seed}:{mutant.path}:{mutant.function}:{mutant.place}:{mutant.way}"
        return hashlib.sha256(words.encode()).digest()

    return sorted(_mutants(name), key=lot)[: options.mutants]


def _mutants(name: str) -> Iterator[Mutant]:
    for file in sorted({file for pattern in ROOMS[name].files for file in (ROOT / PACKAGE).glob(pattern)}):
        yield from mutants_of(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8"))


def _known() -> dict[str, dict[str, str]]:
    if not DONE.exists():
        return {}
    rows = [json.loads(line) for line in DONE.read_text(encoding="utf-8").splitlines()]
    return {row["key"]: row for row in sorted(rows, key=lambda row: _WORTH.index(row["verdict"]))}


_WORTH = (UNREACHED, CHANGES_NOTHING, SURVIVED, KILLED)
"""Of two verdicts the later one counts."""


def _tell(name: str) -> int:
    """How many are left, to be looked at."""
    known, every = _known(), list(_mutants(name))
    verdicts = {mutant: known[mutant.key]["verdict"] for mutant in every if mutant.key in known}
    verdicts |= {mutant: JUDGED for mutant in verdicts if _is_equivalent(mutant) and verdicts[mutant] != KILLED}
    say(f"{name}: tried {len(verdicts)} of {len(every)}.")
    for verdict, count in Counter(verdicts.values()).most_common():
        say(f"{verdict:<15} {count:>4}  {WORDS[verdict]}")
    left = [mutant for mutant in verdicts if _is_left(mutant, known)]
    for mutant in sorted(left, key=lambda mutant: (mutant.path, mutant.line)):
        say(f"  {verdicts[mutant]:<10} {mutant.path}:{mutant.line} {mutant.function}: {mutant.words}")
    return len(left)


def _is_left(mutant: Mutant, known: dict[str, dict[str, str]]) -> bool:
    """It was tried, nobody noticed, and nobody has judged it."""
    verdict = known.get(mutant.key, {}).get("verdict")
    return verdict in (SURVIVED, UNREACHED) and not _is_equivalent(mutant)


def _is_equivalent(mutant: Mutant) -> bool:
    return (mutant.path.removeprefix(f"{PACKAGE}/"), mutant.function, mutant.words) in EQUIVALENT


if __name__ == "__main__":
    sys.exit(main())
