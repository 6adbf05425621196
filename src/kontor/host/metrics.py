"""`kontor metrics`: the installation in figures, in the text format of Prometheus, on standard output."""

from __future__ import annotations

import argparse
import sys

from kontor.host import environment
from kontor.host.say import give_up


def run(_options: argparse.Namespace) -> None:
    """Starts no database: one that is down is for the monitoring system to know."""
    if not environment.use_what_is_there(environment.var_folder()):
        give_up("The database is not running. Start it (kontor serve), or name a server in KONTOR_DATABASE_URL.")
    environment.set_up_django()
    from kontor.entrance.exposition import metrics

    sys.stdout.write(metrics().decode())
