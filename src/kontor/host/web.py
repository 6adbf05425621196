"""The web server: granian, which serves the static files itself."""

from __future__ import annotations

import argparse
import os
from importlib import import_module

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from kontor.config.env import THIS_MACHINE
from kontor.host.environment import set_up_django, use_the_database, var_folder
from kontor.host.killed_restore import look_after_named
from kontor.host.languages import compile_languages
from kontor.host.parent import WEB_SERVER, end_with_supervisor
from kontor.host.ports import choose_port
from kontor.host.say import say
from kontor.host.static import ROUTE, collect_static

STATIC_KEPT = 86_400


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="the port; when it is taken, the next free one")
    parser.add_argument("--exact-port", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--processes", type=int, default=1, help="how many processes answer requests")


def run(options: argparse.Namespace) -> None:
    """Answer requests until told to stop; open event streams do not hold it up.

    The application is loaded here, before the processes that answer are made of this one: what is wrong is said once.
    """
    end_with_supervisor()
    use_the_database(var_folder())
    look_after_named(var_folder())
    set_up_django()
    compile_languages()
    static = collect_static()
    import_module("kontor.config.asgi")
    import_module(settings.ROOT_URLCONF)
    port = options.port if options.exact_port else choose_port(options.host, options.port)
    if settings.LINKS_LEAD_TO == THIS_MACHINE:
        settings.LINKS_LEAD_TO = shown_url(options.host, port).rstrip("/")
    if not options.exact_port:
        say(f"Kontor answers at {shown_url(options.host, port)}")
    os.environ[WEB_SERVER] = str(os.getpid())
    Server(
        "kontor.host.asgi:application",
        address=options.host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=options.processes,
        workers_kill_timeout=2,
        respawn_failed_workers=options.processes > 1,
        websockets=False,
        log_level=LogLevels.error,
        static_path_route=[ROUTE],
        static_path_mount=[static],
        static_path_expires=STATIC_KEPT,
    ).serve()


def shown_url(host: str, port: int) -> str:
    """The address to type into a browser on this machine."""
    name = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"
