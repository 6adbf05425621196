"""`kontor doctor`: check everything and say what to do. The exit code is 1 when something is bad.

kontor doctor                                         everything, in a few lines
kontor doctor --isolation                             whether tenants are kept apart in this very database
kontor doctor --isolation --report isolation.md       ... with a report for an auditor; --language de for a German one
"""

from __future__ import annotations

import argparse
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

import psycopg
from django.db import OperationalError
from django.utils import translation

from kontor.host import environment
from kontor.host.doctor.finding import Check, Finding, Level, bad
from kontor.host.say import give_up, say
from kontor.kernel.outages import is_full, is_outage, reason_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.formatter_class = __doc__, argparse.RawDescriptionHelpFormatter
    parser.add_argument("--isolation", action="store_true", help="look at the separation of tenants only, and closely")
    parser.add_argument("--report", type=Path, metavar="FILE", help="with --isolation: write what was found (Markdown)")
    parser.add_argument("--language", choices=("en", "de"), default="en", help="with --isolation")


def run(options: argparse.Namespace) -> int:
    known = environment.use_what_is_there(environment.var_folder())
    environment.set_up_django()
    if options.isolation:
        return tell(_isolation(options, known))
    if options.report:
        give_up("A report is made of the separation of tenants only: kontor doctor --isolation --report FILE")
    with translation.override("en"):
        return tell(examine(with_database=known))


def tell(found: Iterable[Finding]) -> int:
    """One line for each, and what to do about it."""
    findings = list(found)
    for finding in findings:
        say(f"{finding.level:<5} {finding.sentence}")
        if finding.advice:
            say(f"      {finding.advice}")
    return 1 if any(finding.level == Level.BAD for finding in findings) else 0


def _isolation(options: argparse.Namespace, known: bool) -> list[Finding]:
    from kontor.host.doctor.isolation.command import examine_isolation

    if not known:
        give_up("The database is not running. Start it (kontor serve), or name a server in KONTOR_DATABASE_URL.")
    return examine_isolation(language=options.language, file=options.report)


def examine(*, with_database: bool) -> Iterator[Finding]:
    """All findings, in the order in which they build upon each other."""
    from kontor.host.doctor import audit, calls, jobs, letters, machine, mail, scans, spelling, store, tenants

    for check in (machine.check_settings, machine.check_secrets, machine.check_disk, spelling.check_dictionaries):
        yield from check()
    if not with_database:
        yield bad("The database is not running.", "Start it (kontor serve), or name a server in KONTOR_DATABASE_URL.")
        return
    whats_inside: tuple[Check, ...] = (
        audit.check_chains,
        jobs.check_workers,
        jobs.check_jobs,
        mail.check_accounts,
        mail.check_undelivered,
        calls.check_calls,
        letters.check_letters,
        scans.check_scans,
        tenants.check_tenants,
    )
    try:
        is_sound = yield from _each(
            (store.check_server, store.check_roles, store.check_policies, store.check_leakproof)
        )
        if is_sound:
            yield from _each(whats_inside)
    except (psycopg.OperationalError, OperationalError) as error:
        if not is_outage(error):
            raise
        if is_full(error):
            yield bad(f"The database has no room: {reason_of(error)}", "Make room on its disk. Kontor then goes on.")
        else:
            yield bad(f"The database does not answer: {reason_of(error)}", "Start it, or see its address.")


def _each(checks: Iterable[Check]) -> Generator[Finding, None, bool]:
    """Whether all was sound is what remains."""
    is_sound = True
    for check in checks:
        for finding in check():
            is_sound = is_sound and finding.level != Level.BAD
            yield finding
    return is_sound
