"""The demo's mail server, in a process of its own."""

from __future__ import annotations

import argparse
from importlib import import_module

from kontor.host.environment import set_up_django, use_what_is_there, var_folder
from kontor.host.parent import end_with_supervisor


def run(options: argparse.Namespace) -> None:
    end_with_supervisor()
    use_what_is_there(var_folder())
    set_up_django()
    import_module("kontor.demo.mailserver.process").run()
