"""`make bench`: the figures, each against a yardstick of the same run. Nothing here is a test."""

from __future__ import annotations

import argparse
import os
import platform

from benchmarks.figures import Row, show
from benchmarks.server import running_server, use, vacuum


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", default="100000,1000000", help="numbers of tickets, rising, separated by commas")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    with running_server() as url:
        use(url)
        _measure(url, sizes)


def _measure(url: str, sizes: list[int]) -> None:
    from benchmarks import (
        board,
        classifier,
        deadlines,
        delivery,
        distribution,
        fill,
        intake,
        large_mail,
        mailbox,
        pages,
        parser,
        processes,
        sending,
        spelling,
        suggestions,
        sweep,
        take_next,
        worktime,
    )

    house = fill.build_house()
    show("Machine", [Row("cores", str(os.cpu_count())), Row("system", platform.platform())])
    before = 0
    for size in sizes:
        fill.fill(house, size, already=before)
        before = size
        vacuum(url)
        show("Pages (warm, one client, server time)", pages.measure(house, size))
        show("Intake (one process)", intake.measure(house, size))
        show("Queue", take_next.measure(house))
    show("Board (one process)", board.measure(house))
    show("Distribution (one process)", distribution.measure(house))
    show("Suggested reply and text modules (warm, one client, server time)", suggestions.measure(house))
    show("Mailbox to ticket (Dovecot, workers as in production)", mailbox.measure(house))
    show("Sending an answer (one process)", sending.measure(house))
    show("Look of escalation rules (one process, 100,000 open tickets)", sweep.measure(url))
    show("Delivery (one process)", delivery.measure(house))
    show("Learning categories", classifier.measure())
    show("A large mail", large_mail.measure(house.tenants[0].pk, house.accounts[0].pk))
    show("Parser alone (one process)", parser.measure())
    show("Spell check", spelling.measure())
    show("Working time (one process)", worktime.measure())
    show("Deadlines after an edit", deadlines.measure(house))
    show("Processes", processes.measure())


if __name__ == "__main__":
    main()
