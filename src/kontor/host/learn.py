"""Learn categories from a tenant's closed tickets. Started by the worker, as a process of its own."""

from __future__ import annotations

import argparse
import os
from importlib import import_module

from kontor.config import checks
from kontor.host.environment import set_up_django, use_what_is_there, var_folder
from kontor.host.parent import end_with_supervisor

NICE = 15


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tenant_id", type=int)


def run(options: argparse.Namespace) -> None:
    """Ends with the worker that started it. Everybody else's work goes first."""
    end_with_supervisor()
    os.nice(NICE)
    use_what_is_there(var_folder())
    set_up_django()
    checks.refuse_unsafe_start()
    own_text = import_module("kontor.intake.parsing.quotes").own_text
    import_module("kontor.routing.domain.learned_training").train_tenant(options.tenant_id, own_text)
