"""The command `kontor`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module
from io import TextIOWrapper
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

from kontor.audit.domain.source import COMMAND_LINE, works_as
from kontor.host.parsing import Parser
from kontor.host.say import Stop, complain


class Command(NamedTuple):
    """A word after `kontor`. Its module has ``run(options)`` and, if it takes any, ``add_arguments(parser)``."""

    word: str
    module: str
    help: str = ""
    """Commands without help are for Kontor itself and are not listed."""


COMMANDS = (
    Command("serve", "serve", "everything on this machine: database, web server, worker"),
    Command("run", "serve_demo", "the same with a demo in an empty database"),
    Command("web", "web", "the web server alone (several machines)"),
    Command("worker", "worker", "the worker alone (several machines)"),
    Command("migrate", "migrate", "bring the database up to date"),
    Command("administrator", "administrator", "create the first administrator"),
    Command("doctor", "doctor.command", "check everything and say what to do"),
    Command("metrics", "metrics", "the installation in figures, for a monitoring system"),
    Command("backup", "backup", "save database, files and keys into one file"),
    Command("restore", "restore", "read a backup; what is there now is replaced"),
    Command("rotate-key", "rotate_key", "encrypt the stored secrets with a new key"),
    Command("prepare-database", "prepare_database", "make roles and database on a PostgreSQL server of your own"),
    Command("preferences", "preferences", "list every setting, its levels and its default"),
    Command("mail", "mail", "inspect: what Kontor reads in a mail, as JSON"),
    Command("hours", "hours", "when something would have been due, from a file of questions"),
    Command("audit", "audit", "verify, heads, export: the administration log for those who check it"),
    Command("tenant", "tenant", "a tenant as a file: export, plan, apply, diff, copy, schema"),
    Command("calls", "calls", "export: call records as CSV or JSON lines"),
    Command("first-start", "first_start"),
    Command("demo-mail", "demo_mail"),
    Command("learn", "learn"),
)


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Known trouble is said in a sentence; the exit code is 1 then."""
    words = sys.argv[1:] if arguments is None else arguments
    _write_whatever_comes()
    chosen = next((command for command in COMMANDS if words[:1] == [command.word]), None)
    if chosen is None:
        _overview().parse_args(words or ["--help"])
        return 2
    module = import_module(f"kontor.host.{chosen.module}")
    parser = Parser(prog=f"kontor {chosen.word}", description=module.__doc__)
    getattr(module, "add_arguments", _nothing)(parser)
    options = parser.parse_args(words[1:])
    works_as(f"{COMMAND_LINE}: {chosen.word}")
    return _run(module.run, options)


def _write_whatever_comes() -> None:
    """A terminal without the letters shows their numbers, and the command goes on."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _run(run: Callable[[argparse.Namespace], int | None], options: argparse.Namespace) -> int:
    try:
        code = run(options) or 0
        sys.stdout.flush()
        return code
    except (Stop, ImproperlyConfigured) as stop:
        complain(str(stop))
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return _nobody_reads()
    except Exception as error:
        from kontor.host.trouble import sentence_of  # loads the database's driver, which many commands do without

        if (sentence := sentence_of(error)) is None:
            raise
        complain(sentence)
        return 1


def _nobody_reads() -> int:
    """Whoever read the output has gone, like `head`: nothing more is written, also not when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 141


def _overview() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kontor", description="Kontor, a desk for customer service.")
    parser.add_argument("--version", action="version", version=_version())
    words = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in COMMANDS:
        if command.help:
            words.add_parser(command.word, help=command.help, add_help=False)
    return parser


def _version() -> str:
    from importlib.metadata import version

    return f"Kontor {version('kontor-desk')}"


def _nothing(parser: argparse.ArgumentParser) -> None:
    """The command takes no options."""


if __name__ == "__main__":
    sys.exit(main())
