"""`make bench`: the figures, each against a yardstick of the same run. Nothing here is a test."""

from __future__ import annotations

import argparse
import os
import platform
from types import ModuleType

from benchmarks.figures import Row, show
from benchmarks.server import running_server, use, vacuum


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", default="100000,1000000", help="numbers of tickets, rising, separated by commas")
    parser.add_argument("--only", default="", help="measure only these modules of benchmarks, separated by commas")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    with running_server() as url:
        use(url)
        _measure(url, sizes, set(options.only.split(",")) - {""})


def _measure(url: str, sizes: list[int], only: set[str]) -> None:
    from benchmarks import (
        board,
        calls,
        classifier,
        deadlines,
        delivery,
        distribution,
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

    def step(module: ModuleType, title: str, *arguments: object) -> None:
        if not only or module.__name__.removeprefix("benchmarks.") in only:
            show(title, module.measure(*arguments))

    house = fill.build_house()
    show("Machine", [Row("cores", str(os.cpu_count())), Row("system", platform.platform())])
    before = 0
    for size in sizes:
        fill.fill(house, size, already=before)
        before = size
        vacuum(url)
        step(pages, "Pages (warm, one client, server time)", house, size)
        step(intake, "Intake (one process)", house, size)
        step(take_next, "Queue", house)
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
