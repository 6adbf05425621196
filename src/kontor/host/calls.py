"""`kontor calls export`: call records as a table, on standard output, for other programs.

kontor calls export --from 2026-11-01 --to 2026-11-30 > calls.csv
kontor calls export --tenant NORD --tenant ALPI --format jsonl

Days are whole days of the installation's time zone, --to with the day itself; a moment is written 2026-11-01T08:00:00Z.
Without --tenant (the short code) the calls of all tenants. Oldest call first, times in UTC; columns and order are the
same each time. The export is written to the audit log. Exit code 1: a sentence says what is wrong, nothing is written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, BinaryIO

from kontor.host.database import database
from kontor.host.environment import set_up_django, var_folder
from kontor.host.say import give_up

if TYPE_CHECKING:
    from kontor.tenants.models import Tenant


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="export")
    export = actions.add_parser("export", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    export.add_argument("--tenant", action="append", default=[], metavar="CODE", help="once for each tenant")
    export.add_argument("--from", dest="since", metavar="WHEN", help="calls that began on this day or later")
    export.add_argument("--to", dest="until", metavar="WHEN", help="calls that began up to this day")
    export.add_argument("--format", choices=("csv", "jsonl"), default="csv")


def run(options: argparse.Namespace) -> None:
    with database(var_folder()):
        set_up_django()
        write(options, sys.stdout.buffer)


def write(options: argparse.Namespace, file: BinaryIO) -> None:
    """A batch at a time, each read in a transaction of its own: whoever reads the table may be slow."""
    from kontor.calls.domain.exporting import Format, exported, note_export
    from kontor.calls.domain.recorded import records_of, within
    from kontor.tenants.scope import scope

    form = Format(options.format)
    since, until = _moment("--from", options.since), _moment("--to", options.until, end=True)
    tenants = _tenants(options.tenant)
    ids = [tenant.pk for tenant in tenants]
    given = {"from": options.since, "to": options.until}
    with scope(*ids):
        note_export(tenants, form, narrowed={name: value for name, value in given.items() if value}, by=None)
    rows = within(records_of(ids), since, until)
    for piece in exported(rows, form, enter=lambda: scope(*ids)):
        file.write(piece.encode())
    file.flush()


def _tenants(codes: Sequence[str]) -> list[Tenant]:
    """Those with these codes, deleted ones too; all without any."""
    from kontor.tenants.models import Tenant
    from kontor.tenants.scope import every_tenant, scope

    with scope(*every_tenant()):
        known = {tenant.code: tenant for tenant in Tenant.objects.order_by("sort_key", "pk")}
    missing = [code for code in codes if code.upper() not in known]
    if missing:
        give_up(f"There is no tenant {', '.join(missing)}. Known are: {', '.join(known) or 'none'}.")
    wanted = {code.upper() for code in codes} or set(known)
    return [tenant for code, tenant in known.items() if code in wanted]


def _moment(option: str, written: str | None, *, end: bool = False) -> datetime | None:
    """A day stands for its first moment, or for that of the day after (``end``)."""
    from django.utils import timezone
    from django.utils.dateparse import parse_date, parse_datetime

    if written is None:
        return None
    try:
        if day := parse_date(written):
            return timezone.make_aware(datetime.combine(day + timedelta(days=1 if end else 0), time()))
        moment = parse_datetime(written)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        give_up(f"{option}: write a day as 2026-11-01 or a moment as 2026-11-01T08:00:00Z, not {written!r}.")
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
