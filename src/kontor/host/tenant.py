"""`kontor tenant`: the configuration of a tenant as a file.

kontor tenant export NORD > tenant.yaml          write it
kontor tenant plan tenant.yaml                   what applying it would create, change and remove, and which secrets
                                                 it needs; nothing is written
kontor tenant apply tenant.yaml --by ada         apply it, all or nothing; a tenant that is not there is created
kontor tenant diff NORD ALPI                     what would have to happen to the first to be like the second; each is a
                                                 tenant, or a file
kontor tenant copy NORD --name "Südlicht" --code SUED    a new tenant with the configuration of NORD: never its
                                                 secrets, requests or customers. --plan only says what it would be
kontor tenant schema > tenant.schema.json        the JSON Schema of the file, for editors

A file is - for standard input. A secret is {env: NAME}, a variable of the environment, or {ask: "Question"}, which is
asked for on the terminal. Without --by the system itself is named in the audit log; --reason says why. Exit code 1: a
sentence says what is wrong, with its line, and nothing was written. With --check, plan and diff end with 2 when
something is different.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.host.database import database
from kontor.host.environment import set_up_django, var_folder
from kontor.host.say import Stop, complain, give_up, say

if TYPE_CHECKING:
    from kontor.people.models import User
    from kontor.tenant_files.domain.planning import Plan
    from kontor.tenant_files.domain.state import State
    from kontor.tenants.models import Tenant

WOULD_CHANGE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    actions = parser.add_subparsers(dest="action", required=True)
    export = actions.add_parser("export", help="write a tenant as a file")
    export.add_argument("tenant", metavar="CODE", help="short code or name of the tenant")
    plan = actions.add_parser("plan", help="what a file would change; nothing is written")
    plan.add_argument("file", metavar="FILE")
    plan.add_argument("--check", action="store_true", help="exit code 2 when something would change")
    apply = actions.add_parser("apply", help="apply a file, all of it or nothing")
    apply.add_argument("file", metavar="FILE")
    apply.add_argument("--by", metavar="USER", help="who applies it, for the audit log")
    apply.add_argument("--reason", metavar="TEXT", default="", help="why, for the audit log")
    diff = actions.add_parser("diff", help="what two tenants do differently")
    diff.add_argument("first", metavar="A", help="short code or name of a tenant, or a file")
    diff.add_argument("second", metavar="B")
    diff.add_argument("--check", action="store_true", help="exit code 2 when something is different")
    _copy_arguments(actions.add_parser("copy", help="a new tenant like another one"))
    actions.add_parser("schema", help="the JSON Schema of the file")


def _copy_arguments(copy: argparse.ArgumentParser) -> None:
    copy.add_argument("tenant", metavar="CODE", help="short code or name of the tenant that is the pattern")
    copy.add_argument("--name", required=True, help="name of the new tenant")
    copy.add_argument("--code", required=True, help="short code of the new tenant")
    copy.add_argument("--only", action="append", metavar="SECTION", help="copy only these sections of the file")
    copy.add_argument(
        "--address", action="append", default=[], metavar="OLD=NEW", help="copy an account, with a new address"
    )
    copy.add_argument("--plan", action="store_true", help="say what it would be; nothing is written")
    copy.add_argument("--by", metavar="USER", help="who does it, for the audit log")
    copy.add_argument("--reason", metavar="TEXT", default="", help="why, for the audit log")


def run(options: argparse.Namespace) -> int:
    with database(var_folder()):
        set_up_django()
        return perform(options)


def perform(options: argparse.Namespace) -> int:
    """What was asked for, with the database there; sentences of the domain end the command."""
    from kontor.kernel.errors import Refused

    try:
        return ACTIONS[options.action](options)
    except Refused as refused:
        raise Stop(str(refused)) from None


def _export(options: argparse.Namespace) -> int:
    from kontor.tenant_files.domain.exporting import export, note_export
    from kontor.tenants.scope import scope

    tenant = _tenant(options.tenant)
    with scope(tenant.pk):
        text = export(tenant)
        note_export(tenant, by=None)
    sys.stdout.buffer.write(text.encode())
    sys.stdout.flush()
    return 0


def _plan(options: argparse.Namespace) -> int:
    from kontor.tenant_files.domain.planning import plan
    from kontor.tenant_files.domain.telling import told

    made = plan(_read(options.file))
    for line in told(made):
        say(line)
    return WOULD_CHANGE if options.check and not made.is_empty else 0


def _apply(options: argparse.Namespace) -> int:
    from kontor.audit.domain.reasons import because
    from kontor.tenant_files.domain.applying import apply
    from kontor.tenant_files.domain.planning import plan
    from kontor.tenant_files.domain.telling import summary

    raw = _read(options.file)
    made = plan(raw)
    by = _person(options.by)
    secrets = _secrets(made)
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

    like = _tenant(options.tenant)
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
    with because(lambda: options.reason):
        tenant, done = copy_like(like, by=_person(options.by), planned=copy.fingerprint, **values)
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
    "export": _export,
    "plan": _plan,
    "apply": _apply,
    "diff": _diff,
    "copy": _copy,
    "schema": _schema,
}


def _side(named: str) -> State:
    """The tenant with this short code or name, else the file."""
    from kontor.tenant_files.domain.differing import side_of, side_of_file

    if Path(named).is_file():
        return side_of_file(_read(named))
    return side_of(_tenant(named))


def _secrets(plan: Plan) -> dict[tuple[str, str], str]:
    """Those that are needed: variables must be there, questions are asked."""
    found = {}
    for each in plan.needed:
        if each.way == "env" and each.name not in os.environ:
            give_up(f"The variable {each.name} is not set ({each.field}, line {each.line}). Nothing was written.")
        found[each.way, each.name] = os.environ[each.name] if each.way == "env" else _asked(each.name)
    return found


def _asked(question: str) -> str:
    if not sys.stdin.isatty():
        give_up(f"“{question}” cannot be asked here: there is no terminal. Nothing was written.")
    return getpass(f"{question}: ")


def _read(source: str) -> bytes:
    from kontor.tenant_files.domain.nodes import LARGEST

    try:
        if source == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(source).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        give_up(f"{source} cannot be read: {error.strerror}.")


def _tenant(named: str) -> Tenant:
    """The living tenant with this short code or name."""
    from kontor.tenants.models import Tenant
    from kontor.tenants.scope import every_tenant, scope

    with scope(*every_tenant()):
        known = list(Tenant.objects.living().order_by("sort_key"))
    for tenant in known:
        if tenant.code == named.upper() or tenant.name == named:
            return tenant
    codes = ", ".join(tenant.code for tenant in known)
    give_up(f"There is no tenant {named}. Known are: {codes or 'none'}.")


def _person(username: str | None) -> User | None:
    from kontor.people.models import User

    if username is None:
        return None
    person = User.objects.living().filter(username_key=username.casefold()).first()
    return person or give_up(f"There is nobody with the user name {username}.")
