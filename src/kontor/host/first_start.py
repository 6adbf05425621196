"""What happens before Kontor works: the schema, and in an empty database the administrator or the demo."""

from __future__ import annotations

import argparse
from importlib import import_module

from django.db import transaction

from kontor.host import administrator
from kontor.host.environment import set_up_django, use_what_is_there, var_folder
from kontor.host.migrate import bring_up_to_date
from kontor.host.parent import end_with_supervisor
from kontor.host.say import complain, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true")


def run(options: argparse.Namespace) -> None:
    """Says on the terminal who can sign in; nothing when that is known already."""
    end_with_supervisor()
    use_what_is_there(var_folder())
    set_up_django()
    bring_up_to_date()
    if options.demo:
        _demo()
    elif administrator.is_missing():
        administrator.announce("admin", administrator.create())


def _demo() -> None:
    from kontor.people.models import User

    load = import_module("kontor.demo.load")
    if administrator.is_missing():
        complain("Loading the demo. This happens once.")
        with transaction.atomic():
            load.load_demo()
    if User.objects.filter(username=load.ADMINISTRATOR.username).exists():
        for line in load.sign_ins():
            say(line)
