"""`kontor audit`: the administration log for those who check it.

kontor audit verify                       whether every chain holds and ends where it ended when that was last noted
                                          (KONTOR_AUDIT_HEADS); exit code 1 when one does not
kontor audit heads > heads-2026-11.json   where the chains end now; keep it where nobody of this machine can write
kontor audit verify --noted heads-2026-11.json     ... and whether the past is still the one that was noted then
kontor audit export --tenant NORD > log.csv        the entries, oldest first, as CSV or JSON lines
kontor audit check log.jsonl                       whether exported JSON lines are a whole chain; asks no database
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.utils import translation

from kontor.host.database import database
from kontor.host.environment import set_up_django, var_folder
from kontor.host.say import give_up, say

if TYPE_CHECKING:
    from kontor.audit.domain.chains import Head

INSTALLATION_CODE = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.formatter_class = __doc__, argparse.RawDescriptionHelpFormatter
    actions = parser.add_subparsers(dest="action", required=True)
    verify = actions.add_parser("verify")
    verify.add_argument("--noted", type=Path, metavar="FILE", help="what `kontor audit heads` wrote earlier")
    actions.add_parser("heads")
    actions.add_parser("check").add_argument("file", type=Path)
    export = actions.add_parser("export")
    export.add_argument(
        "--tenant", action="append", default=[], metavar="CODE", help="once for each; - is the installation"
    )
    export.add_argument("--format", choices=("csv", "jsonl"), default="csv")
    export.add_argument("--reason", metavar="TEXT", default="", help="why, for the audit log")


def run(options: argparse.Namespace) -> int:
    if options.action == "check":
        return check_file(options.file)
    with database(var_folder()):
        set_up_django()
        if options.action == "verify":
            return verify_all(options.noted)
        if options.action == "heads":
            return write_heads(sys.stdout.buffer)
        return export(options, sys.stdout.buffer)


def verify_all(file: Path | None = None) -> int:
    """One line for each chain, and one for each thing that is wrong with it."""
    from kontor.audit.domain.chains import verify
    from kontor.audit.domain.flaws import in_words

    noted = _noted(file) if file else _noted_here()
    broken = 0
    chains = _chains()
    gone = {f"({each.chain})": each.chain for each in noted if each.chain not in chains.values()}
    for code, chain in (chains | gone).items():
        verdict = verify(chain, noted=noted)
        broken += not verdict.holds
        state = "holds" if verdict.holds else "BROKEN"
        say(f"{code:<8} {state:<6} {verdict.rows} entries up to number {verdict.head.number}, {verdict.head.hash}")
        with translation.override("en"):
            for problem in verdict.problems:
                say(f"         {in_words(problem)}")
    return 1 if broken else 0


def write_heads(file: BinaryIO) -> int:
    from kontor.audit.domain.chains import head_of
    from kontor.kernel import clock

    heads = [head_of(chain) for chain in _chains().values()]
    document = {"at": clock.now().isoformat(), "heads": [vars(head) for head in heads]}
    file.write(json.dumps(document, indent=1).encode() + b"\n")
    file.flush()
    return 0


def check_file(file: Path) -> int:
    """By computing alone: for whoever was given the file, and the end of the chain by somebody else."""
    from kontor.audit.domain.export_check import checked_lines

    try:
        with file.open(encoding="utf-8") as lines:
            chains = checked_lines(lines)
    except (OSError, ValueError, KeyError, TypeError) as error:
        give_up(f"{file} is not what `kontor audit export --format jsonl` writes: {error}")
    for code, chain in chains.items():
        state = "BROKEN" if chain.problems else "holds"
        say(f"{code:<8} {state:<6} {chain.rows} entries from number {chain.first} to {chain.last}, {chain.hash}")
        for problem in chain.problems:
            say(f"         {problem}")
    return 1 if any(chain.problems for chain in chains.values()) else 0


def export(options: argparse.Namespace, file: BinaryIO) -> int:
    """A batch at a time, each read in a transaction of its own: whoever reads the table may be slow."""
    from kontor.audit.domain.exporting import Format, exported, note_export
    from kontor.audit.domain.queries import entries
    from kontor.audit.domain.reasons import because
    from kontor.kernel.errors import Refused
    from kontor.tenants.scope import scope

    chosen = _chosen(options.tenant)
    try:
        with scope(*chosen), because(lambda: options.reason):
            note_export(chosen, Format(options.format), narrowed={}, by=None)
    except Refused as refused:
        give_up(str(refused))
    rows = entries(tenant_ids=[chain for chain in chosen if chain], installation=0 in chosen)
    for piece in exported(rows, Format(options.format), enter=lambda: scope(*chosen)):
        file.write(piece.encode())
    file.flush()
    return 0


def _chains() -> dict[str, int]:
    """The installation's, then those of all tenants by their code, deleted ones too."""
    from kontor.tenants.models import Tenant
    from kontor.tenants.scope import INSTALLATION, every_tenant, scope

    with scope(*every_tenant()):
        codes = dict(Tenant.objects.order_by("code").values_list("code", "pk"))
    return {INSTALLATION_CODE: INSTALLATION, **codes}


def _chosen(codes: Sequence[str]) -> list[int]:
    known = _chains()
    missing = [code for code in codes if code.upper() not in known]
    if missing:
        give_up(f"There is no tenant {', '.join(missing)}. Known are: {', '.join(known)}.")
    return [known[code.upper()] for code in codes] or list(known.values())


def _noted(file: Path) -> list[Head]:
    """What `kontor audit heads` has written, or what the worker notes, of whichever database."""
    from kontor.audit.domain.chains import Head
    from kontor.audit.domain.noting import read_notes

    try:
        if file.suffix == ".jsonl":
            return [note.head for note in read_notes(file)]
        return [Head(**head) for head in json.loads(file.read_text(encoding="utf-8"))["heads"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        give_up(f"{file} is not what `kontor audit heads` writes: {error}")


def _noted_here() -> list[Head]:
    from kontor.audit.domain.noting import noted_heads

    try:
        return noted_heads()
    except ValueError as error:
        give_up(str(error))
