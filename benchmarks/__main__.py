"""`make bench`: the figures, each against a yardstick of the same run. Nothing here is a test."""

from __future__ import annotations

import argparse
import os
import platform
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from benchmarks.figures import Row, show
from benchmarks.server import FOLDER, Server, running_server, use, vacuum
from benchmarks.table import measured, remember, write_table

if TYPE_CHECKING:
    from benchmarks.fill import House


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", default="100000,1000000", help="numbers of tickets, rising, separated by commas")
    parser.add_argument("--only", default="", help="measure only these modules of benchmarks, separated by commas")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the database lies")
    parser.add_argument(
        "--keep", action="store_true", help="keep what was filled up to the first size, and begin with it next time"
    )
    parser.add_argument("--table", action="store_true", help="write what was measured last into docs/benchmarks.md")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    results = options.folder / "measured"
    if options.table and not options.only:
        return write_table(results)
    with running_server(options.folder) as server:
        use(server.url)
        house = _house(server, sizes[0], keep=options.keep)
        _measure(server.url, house, sizes, set(options.only.split(",")) - {""}, results)
    if options.table:
        write_table(results)


def _house(server: Server, size: int, *, keep: bool) -> House:
    """The organisation with its first tickets: filled, or copied from what was filled before."""
    from django.db import connection

    from benchmarks import fill

    name = f"filled_{size}"
    if keep and server.kept(name):
        server.make(copied_from=name)
        return fill.house_found()
    server.make()
    house = fill.build_house()
    fill.fill(house, size)
    vacuum(server.url)
    if keep:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL copies only what nobody is connected to
        server.keep(name)
    return house


def _measure(url: str, house: House, sizes: list[int], only: set[str], results: Path) -> None:
    from benchmarks import (
        board,
        calls,
        classifier,
        deadlines,
        delivery,
        distribution,
        felt,
        fill,
        intake,
        large_mail,
        letters,
        letters_batch,
        mailbox,
        pages,
        parser,
        processes,
        readiness,
        replay,
        sending,
        spelling,
        suggestions,
        sweep,
        take_next,
        tenant_file,
        worktime,
    )

    before = sizes[0]

    def step(module: ModuleType, title: str, *arguments: object) -> None:
        name = module.__name__.removeprefix("benchmarks.")
        if not only or name in only:
            one = measured(name, title, before, lambda: list(module.measure(*arguments)))
            show(title, [Row(**row) for row in one.rows])
            remember(results, one)

    show("Machine", [Row("cores", str(os.cpu_count())), Row("system", platform.platform())])
    for size in sizes:
        if size > before:
            fill.fill(house, size, already=before)
            vacuum(url)
            before = size
        step(pages, "Pages (warm, one client, server time)", house, size)
        step(intake, "Intake (one process)", house, size)
        step(take_next, "Queue", house)
    step(felt, "The desk felt (Chromium, two agents)", house, sizes[-1])
    step(board, "Board (one process)", house, url)
    step(calls, "Calls (one web server, 20 desks)", house, url)
    step(distribution, "Distribution (one process)", house)
    step(readiness, "Operational readiness of a large tenant (warm, one process)", house)
    step(suggestions, "Suggested reply and text modules (warm, one client, server time)", house)
    step(mailbox, "Mailbox to ticket (Dovecot, workers as in production)", house)
    step(sending, "Sending an answer (one process)", house)
    step(sweep, "Look of escalation rules (one process, 100,000 open tickets)", url)
    step(replay, "Dry runs (one process, 100,000 requests of 30 days)", url)
    step(delivery, "Delivery (one process)", house)
    step(classifier, "Learning categories")
    step(large_mail, "A large mail", house.tenants[0].pk, house.accounts[0].pk)
    step(parser, "Parser alone (one process)")
    step(spelling, "Spell check")
    step(letters, "Letters as PDF (one core)")
    step(letters_batch, "Batch of letters (one process, already rendered)")
    step(worktime, "Working time (one process)")
    step(deadlines, "Deadlines after an edit", house)
    step(tenant_file, "A tenant as a file (one process)")
    step(processes, "Processes")


if __name__ == "__main__":
    main()
