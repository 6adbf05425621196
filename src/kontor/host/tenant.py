"""`kontor tenant`: the configuration of a tenant as a file.

kontor tenant list                               short code and name of each tenant, a line each
kontor tenant export NORD > tenant.yaml          write it
kontor tenant plan tenant.yaml                   what applying it would create, change and remove, and which secrets
                                                 it needs; nothing is written
kontor tenant apply tenant.yaml --by ada         apply it, all or nothing; a tenant that is not there is created
kontor tenant diff NORD ALPI                     what would have to happen to the first to be like the second; each is a
                                                 tenant, or a file
kontor tenant copy NORD --name "Südlicht" --code SUED    a new tenant with the configuration of NORD: never its
                                                 secrets, requests or customers. --plan only says what it would be
kontor tenant schema > tenant.schema.json        the JSON Schema of the file; editors find it beside the file

A file is - for standard input, and holds one tenant: the one with its short code. A secret is {env: NAME}, a variable
of the environment, or {ask: "Question"}, which is asked for on the terminal. Without --by the system itself is named in
the audit log; --reason says why. At a terminal apply and copy show the plan and ask before they write; with --yes they
do not ask, and nobody is asked where there is no terminal.

Exit codes: 0 it is done, or nothing would change; 1 a sentence on standard error says what is wrong, with file and
line, and nothing was written; 2 with --check (or --detailed-exitcode): plan or diff found something different.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.host.database import database
from kontor.host.environment import set_up_django, var_folder
from kontor.host.say import Stop, complain, give_up, say
from kontor.host.tenant_named import (
    confirmed,
    is_file,
    is_interactive,
    living_tenants,
    person_named,
    read_file,
    secrets_for,
    tenant_named,
)

if TYPE_CHECKING:
    from kontor.tenant_files.domain.state import State
    from kontor.tenants.models import Tenant

WOULD_CHANGE = 2
CHECK = ("--check", "--detailed-exitcode")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    actions = parser.add_subparsers(dest="action", required=True)

    def action(word: str, says: str) -> argparse.ArgumentParser:
        return actions.add_parser(word, help=says, description=f"{says[0].upper()}{says[1:]}.")

    action("list", "short code and name of each tenant, a line each")
    export = action("export", "write a tenant as a file to standard output")
    export.add_argument("tenant", metavar="CODE", help="short code or name of the tenant")
    plan = action("plan", "say what a file would change; nothing is written")
    plan.add_argument("file", metavar="FILE", help="the file; - is standard input")
    plan.add_argument(*CHECK, action="store_true", dest="check", help="exit code 2 when something would change")
    apply = action("apply", "apply a file, all of it or nothing")
    apply.add_argument("file", metavar="FILE", help="the file; - is standard input")
    apply.add_argument("--yes", action="store_true", help="do not ask before something is written")
    _who_and_why(apply)
    diff = action("diff", "say what would have to happen to A to be configured like B")
    diff.add_argument("first", metavar="A", help="short code or name of a tenant, or a file")
    diff.add_argument("second", metavar="B", help="the same")
    diff.add_argument(*CHECK, action="store_true", dest="check", help="exit code 2 when something is different")
    _copy_arguments(action("copy", "make a new tenant like another one"))
    action("schema", "write the JSON Schema of the file, for editors")


def _who_and_why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar="USER", help="who does it, for the audit log")
    parser.add_argument("--reason", metavar="TEXT", default="", help="why, for the audit log")


def _copy_arguments(copy: argparse.ArgumentParser) -> None:
    copy.add_argument("tenant", metavar="CODE", help="short code or name of the tenant that is the pattern")
    copy.add_argument("--name", required=True, help="name of the new tenant")
    copy.add_argument("--code", required=True, help="short code of the new tenant")
    copy.add_argument("--only", action="append", metavar="SECTION", help="copy only these sections of the file")
    copy.add_argument(
        "--address", action="append", default=[], metavar="OLD=NEW", help="copy an account, with a new address"
    )
    copy.add_argument("--plan", action="store_true", help="say what it would be; nothing is written")
    copy.add_argument("--yes", action="store_true", help="do not ask before something is written")
    _who_and_why(copy)


def run(options: argparse.Namespace) -> int:
    with database(var_folder()):
        set_up_django()
        return perform(options)


def perform(options: argparse.Namespace) -> int:
    """What was asked for, with the database there, in English. Sentences of the domain end the command."""
    from django.utils import translation

    from kontor.kernel.errors import Refused
    from kontor.tenant_files.domain.problems import BadFile

    with translation.override("en"):
        try:
            return ACTIONS[options.action](options)
        except BadFile as bad:
            name = getattr(options, "file", "")
            raise Stop("\n".join(f"{name}: {each}" if name else each for each in bad.sentences)) from None
        except Refused as refused:
            raise Stop(str(refused)) from None


def _list(_options: argparse.Namespace) -> int:
    for tenant in living_tenants():
        say(f"{tenant.code}\t{tenant.name}")
    return 0


def _export(options: argparse.Namespace) -> int:
    from kontor.tenant_files.domain.exporting import export, note_export
    from kontor.tenants.scope import scope

    tenant = tenant_named(options.tenant)
    with scope(tenant.pk):
        text = export(tenant)
        note_export(tenant, by=None)
    sys.stdout.buffer.write(text.encode())
    sys.stdout.flush()
    return 0


def _plan(options: argparse.Namespace) -> int:
    from kontor.tenant_files.domain.planning import plan
    from kontor.tenant_files.domain.telling import told

    made = plan(read_file(options.file))
    for line in told(made):
        say(line)
    return WOULD_CHANGE if options.check and not made.is_empty else 0


def _apply(options: argparse.Namespace) -> int:
    from kontor.audit.domain.reasons import because
    from kontor.tenant_files.domain.applying import apply
    from kontor.tenant_files.domain.planning import plan
    from kontor.tenant_files.domain.telling import summary, told

    raw = read_file(options.file)
    made = plan(raw)
    by = person_named(options.by)
    if not (options.yes or made.is_empty) and is_interactive():
        for line in told(made):
            say(line)
        if not confirmed("Apply it?"):
            give_up("Nothing was written.")
    secrets = secrets_for(made)
    name = "-" if options.file == "-" else Path(options.file).name
    with because(lambda: options.reason):
        _tenant_now, done = apply(raw, by=by, file_name=name, secrets=secrets, planned=made.fingerprint)
    for remark in done.remarks:
        complain(remark)
    say(summary(done))
    return 0


def _diff(options: argparse.Namespace) -> int:
    from kontor.tenant_files.domain.differing import compare
    from kontor.tenant_files.domain.telling import told_steps

    steps = compare(_side(options.first), _side(options.second))
    for line in told_steps(steps):
        say(line)
    return WOULD_CHANGE if options.check and steps else 0


def _copy(options: argparse.Namespace) -> int:
    from kontor.audit.domain.reasons import because
    from kontor.tenant_files.domain.copying import CHOOSABLE, copy_like, plan_like
    from kontor.tenant_files.domain.telling import summary, told, told_left_out

    like = tenant_named(options.tenant)
    values: dict[str, Any] = {
        "name": options.name,
        "code": options.code,
        "choose": _sections(options.only, CHOOSABLE),
        "addresses": _addresses(options.address, like),
    }
    copy = plan_like(like, **values)
    for line in (*told(copy.plan), *told_left_out(copy.left_out)):
        say(line)
    if options.plan:
        return 0
    if not options.yes and is_interactive() and not confirmed("Create it?"):
        give_up("Nothing was written.")
    with because(lambda: options.reason):
        tenant, done = copy_like(like, by=person_named(options.by), planned=copy.fingerprint, **values)
    say(f"{tenant.name} ({tenant.code}) is created like {like.name}. {summary(done)}")
    return 0


def _sections(only: list[str] | None, choosable: Sequence[str]) -> Sequence[str]:
    unknown = [key for key in only or () if key not in choosable]
    if unknown:
        give_up(f"{', '.join(unknown)} cannot be copied. Sections are: {', '.join(choosable)}.")
    return only or choosable


def _addresses(pairs: list[str], like: Tenant) -> dict[str, str]:
    """OLD=NEW; the old ones are the tenant's own."""
    from kontor.tenant_files.domain.copying import addresses_of
    from kontor.tenants.scope import scope

    found = {old.strip(): new.strip() for old, _equals, new in (pair.partition("=") for pair in pairs)}
    with scope(like.pk):
        known = {address for _section, address in addresses_of(like)}
    for old, new in found.items():
        if old not in known or not new:
            give_up(
                f"Write --address OLD=NEW with an address of {like.name}: {', '.join(sorted(known)) or 'it has none'}."
            )
    return found


def _schema(options: argparse.Namespace) -> int:
    from kontor.tenant_files.domain.schema import schema

    say(json.dumps(schema(), indent=2, ensure_ascii=False))
    return 0


ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": _list,
    "export": _export,
    "plan": _plan,
    "apply": _apply,
    "diff": _diff,
    "copy": _copy,
    "schema": _schema,
}


def _side(named: str) -> State:
    """The file, if there is one of this name or it can be nothing else; else the tenant."""
    from kontor.tenant_files.domain.differing import side_of, side_of_file
    from kontor.tenant_files.domain.problems import BadFile

    if not is_file(named):
        return side_of(tenant_named(named))
    try:
        return side_of_file(read_file(named))
    except BadFile as bad:
        raise Stop("\n".join(f"{named}: {each}" for each in bad.sentences)) from None
