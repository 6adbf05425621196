"""What `kontor tenant` is given on its command line: tenants, people, files, secrets."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from kontor.host.say import give_up

if TYPE_CHECKING:
    from kontor.people.models import User
    from kontor.tenant_files.domain.planning import Plan
    from kontor.tenants.models import Tenant

TERMINAL = "/dev/tty"
LONGEST_CODE = 8


def living_tenants() -> list[Tenant]:
    """All that are not deleted, by name."""
    from kontor.tenants.models import Tenant
    from kontor.tenants.scope import every_tenant, scope

    with scope(*every_tenant()):
        return list(Tenant.objects.living().order_by("sort_key"))


def tenant_named(named: str) -> Tenant:
    """The living tenant with this short code or name; else the sentence names the nearest, and all there are."""
    from kontor.tenant_files.domain.problems import nearest

    known = living_tenants()
    for tenant in known:
        if named.casefold() in (tenant.code.casefold(), tenant.name.casefold()):
            return tenant
    is_short = len(named) <= LONGEST_CODE
    alike = nearest(named.upper(), [tenant.code for tenant in known]) if is_short else ""
    alike = alike or nearest(named, [tenant.name for tenant in known])
    listed = ", ".join(f"{tenant.code} ({tenant.name})" for tenant in known)
    give_up(f"There is no tenant “{named}”.{alike} Known are: {listed or 'none'}.")


def person_named(username: str | None) -> User | None:
    from kontor.people.models import User

    if username is None:
        return None
    person = User.objects.living().filter(username_key=username.casefold()).first()
    return person or give_up(f"There is nobody with the user name {username}.")


def read_file(source: str) -> bytes:
    """A byte more than may be read, so that it is told to be too large."""
    from kontor.tenant_files.domain.nodes import LARGEST

    try:
        if source == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(source).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        give_up(f"{source} cannot be read: {error.strerror}.")


def is_file(named: str) -> bool:
    return named == "-" or Path(named).is_file() or Path(named).suffix in (".yaml", ".yml")


def secrets_for(plan: Plan) -> dict[tuple[str, str], str]:
    """Those that are needed: variables must be there, all that are missing are named; questions are asked."""
    missing = [each for each in plan.needed if each.way == "env" and not os.environ.get(each.name)]
    if missing:
        lines = [f"  {each.name} (line {each.line}, {each.field})" for each in missing]
        give_up("\n".join(["These variables of the environment are not set. Nothing was written.", *lines]))
    return {
        (each.way, each.name): os.environ[each.name] if each.way == "env" else _asked(each.name) for each in plan.needed
    }


def _asked(question: str) -> str:
    if not _has_terminal():
        give_up(f"“{question}” cannot be asked here: there is no terminal. Nothing was written.")
    return getpass(f"{question}: ")


def _has_terminal() -> bool:
    """Somebody can be asked, also where the file itself comes from standard input."""
    try:
        with open(TERMINAL, "rb"):
            return True
    except OSError:
        return False


def is_interactive() -> bool:
    """Somebody sits before it; a script or a pipe is not asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def confirmed(question: str) -> bool:
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
