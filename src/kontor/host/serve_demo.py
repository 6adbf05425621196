"""`kontor run`: Kontor to look at, with a demo in an empty database."""

from __future__ import annotations

import argparse

from kontor.host import serve

add_arguments = serve.add_arguments


def run(options: argparse.Namespace) -> None:
    options.demo = True
    serve.run(options)
