"""`kontor serve`: database, web server and worker in one process tree."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from types import FrameType

import psycopg

from kontor.host import database, environment, web
from kontor.host.folder import Folder
from kontor.host.killed_restore import clear_up, look_after_named
from kontor.host.languages import compile_languages
from kontor.host.parent import PARENT
from kontor.host.ports import answers, choose_port
from kontor.host.postgres.cluster import Cluster
from kontor.host.say import Stop, give_up, say
from kontor.host.supervisor import LONGEST_WAIT, SHORTEST_WAIT, Child, Supervisor

MAIL_SERVER = "kontor.demo.mailserver"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="the port; when it is taken, the next free one")
    parser.add_argument("--processes", type=int, default=1, help="how many processes answer requests")
    parser.add_argument("--demo", action="store_true", help="fill an empty database with a demo")


def run(options: argparse.Namespace) -> None:
    """Everything on this machine, until Ctrl+C or SIGTERM. Nothing that was started here is left behind."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    folder = environment.var_folder()
    folder.occupy()
    cluster: Cluster | None = None
    try:
        environment.use_secrets(folder)
        os.environ["KONTOR_DEMO"] = "yes" if options.demo else "no"
        if environment.has_own_server():
            cluster = database.own_cluster(folder)
            cluster.start()
            clear_up(cluster, folder)
            database.prepare(cluster, folder)
            environment.use_own_server(folder, cluster.port)
        else:
            look_after_named(folder)
        compile_languages()
        _tree(options, folder, cluster).run()
    except KeyboardInterrupt:
        say("\nStopping.")
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if cluster is not None:
            cluster.stop()
        folder.release()
    say("Stopped.")


def _tree(options: argparse.Namespace, folder: Folder, cluster: Cluster | None) -> Supervisor:
    sign_ins = _in_a_process_of_its_own("first-start", *(["--demo"] if options.demo else []))
    port = choose_port(options.host, options.port)
    address = web.shown_url(options.host, port)
    children = [
        Child(
            "web server",
            ["web", "--host", options.host, "--port", str(port), "--exact-port", "--processes", str(options.processes)],
            stop_within=6,
        ),
        Child("worker", ["worker"], stop_within=10),
    ]
    if options.demo and find_spec(MAIL_SERVER) is not None:
        children.insert(
            0, Child("demo's mail server", ["demo-mail"], stop_within=3, ready=_mail_server_answers(folder))
        )
    folder.note(address)
    say("Starting.")
    return Supervisor(children, watch=_Watch(cluster, options.host, port, [f"Kontor is at {address}", *sign_ins]))


def _mail_server_answers(folder: Folder) -> Callable[[], bool]:
    """What the worker waits for: it would find all accounts of the demo out of order."""
    place = import_module(f"{MAIL_SERVER}.place")

    def listening() -> bool:
        found = place.find(folder.path / "demo-mail")
        return found is not None and answers(place.HOST, found.imap_port) and answers(place.HOST, found.smtp_port)

    return listening


class _Watch:
    """Looks at what is no child: PostgreSQL, and whether the web server answers by now, which is then said."""

    def __init__(self, cluster: Cluster | None, host: str, port: int, lines: list[str]) -> None:
        self.cluster = cluster
        self.host = host
        self.port = port
        self.lines = lines
        self.wait, self.start_at = SHORTEST_WAIT, 0.0

    def __call__(self) -> None:
        if self.lines and answers(self.host, self.port):
            say("\n".join(["", *(f"  {line}".rstrip() for line in [*self.lines, "Ctrl+C stops it."]), ""]))
            self.lines = []
        if self.cluster is None:
            return
        if self.cluster.alive:
            self.cluster.log.keep_small()
        elif time.monotonic() >= self.start_at:
            self._start_again(self.cluster)

    def _start_again(self, cluster: Cluster) -> None:
        """What stands in its way, such as a full disk, may be cleared away by somebody: it is tried until it works."""
        say("PostgreSQL ended unexpectedly; it is started again.")
        try:
            cluster.start(on_port=cluster.port)
            self.wait = SHORTEST_WAIT
            say("PostgreSQL answers again.")
        except (Stop, OSError, psycopg.Error) as trouble:
            say(f"{trouble}\nIt is tried again in {self.wait:g} seconds.")
            self.start_at = time.monotonic() + self.wait
            self.wait = min(self.wait * 2, LONGEST_WAIT)


def _in_a_process_of_its_own(*arguments: str) -> list[str]:
    """Steps that need Django with another role or other settings; returns what they have to say."""
    done = subprocess.run(
        [sys.executable, "-m", "kontor.host.command", *arguments],
        env={**os.environ, PARENT: str(os.getpid())},
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode != 0:
        give_up("Kontor did not start; the reason stands above.")
    return done.stdout.rstrip().splitlines()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
