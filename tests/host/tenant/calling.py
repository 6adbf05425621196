"""``kontor tenant`` as it is called in the tests."""

from __future__ import annotations

from kontor.host.parsing import Parser
from kontor.host.tenant import add_arguments, perform

NORD = "format: 1\ntenant: {name: Nordlicht Energie, code: NORD}\n"


def run(*arguments: str) -> int:
    parser = Parser()
    add_arguments(parser)
    return perform(parser.parse_args(arguments))
