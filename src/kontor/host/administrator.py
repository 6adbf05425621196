"""`kontor administrator`: the first person of a new installation."""

from __future__ import annotations

import argparse
import secrets

from kontor.host import environment
from kontor.host.database import database
from kontor.host.say import give_up, say

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--username", default="admin")
    parser.add_argument("--name", default="Administrator")
    parser.add_argument("--email", default="admin@localhost")


def run(options: argparse.Namespace) -> None:
    folder = environment.var_folder()
    with database(folder, make=True):
        environment.set_up_django()
        announce(options.username, create(options.username, options.name, options.email))


def create(username: str = "admin", name: str = "Administrator", email: str = "admin@localhost") -> str:
    """Create the first administrator and return the password, which is to be changed at the first sign-in."""
    from kontor.kernel.errors import Refused
    from kontor.org.domain.first_administrator import create_first_administrator
    from kontor.people.models import User

    if not is_missing():
        give_up("This installation has an administrator already.")
    password = new_password()
    try:
        user = create_first_administrator(username, email, name, password)
    except Refused as refused:
        give_up(str(refused))
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    return password


def is_missing() -> bool:
    """Nobody can administer this installation yet."""
    from kontor.people.domain.administrators import administrators
    from kontor.tenants.scope import INSTALLATION, scope

    with scope(INSTALLATION):
        return not administrators().exists()


def announce(username: str, password: str) -> None:
    say()
    say("This is a new installation. Its administrator:")
    say(f"  user name  {username}")
    say(f"  password   {password}")
    say("It is shown this once; Kontor asks for a new one at the first sign-in.")


def new_password() -> str:
    """Four groups of five, easy to read off a screen: 99 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4))
