"""`kontor migrate`: the schema, brought up to date by the role that owns it."""

from __future__ import annotations

import argparse
import os
from typing import cast

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from kontor.config import checks, env
from kontor.host import environment, schema
from kontor.host.database import database
from kontor.host.parent import end_with_supervisor
from kontor.host.say import complain, give_up
from kontor.host.stepping import Executor

LOCK = 20_517_003


def run(options: argparse.Namespace) -> None:
    end_with_supervisor()
    with database(environment.var_folder(), make=True):
        environment.set_up_django()
        bring_up_to_date()


def bring_up_to_date() -> None:
    """Whatever is missing, as the owner; one process at a time, however many machines start at once."""
    url = os.environ.get(environment.OWNER_URL, "")
    with checks.connect() as connection:
        if not checks.missing_migrations(connection):
            return
    if not url:
        give_up(
            f"To change the schema Kontor needs the owner's role: name it in {environment.OWNER_URL}. "
            "(kontor prepare-database makes the roles and says the addresses.)"
        )
    complain("Bringing the database up to date.")
    with psycopg.connect(url, autocommit=True) as alone:
        alone.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        schema.load_into_empty(alone)
        migrate_step_by_step()


def migrate_step_by_step() -> None:
    """Every migration that the database has not had, one after the other, as the owner."""
    _connect_as(environment.OWNER_URL)
    executor = Executor(connection)
    executor.loader.check_consistent_history(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    call_command("migrate", interactive=False, verbosity=0)  # what Django does after all migrations
    _connect_as(environment.APPLICATION_URL)


def _connect_as(variable: str) -> None:
    """Let Django's connection be another role from now on, in this process."""
    wrapper = cast(DatabaseWrapper, connections["default"])
    wrapper.close()
    wrapper.close_pool()
    connections.settings["default"].update(env.database(variable, ""))
    del connections["default"]
