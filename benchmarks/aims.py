"""What the figures should be: the bound, what sets it, and where in a row the figure stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

P50, P95 = r"p50 ([\d.,]+) ms", r"p95 ([\d.,]+) ms"
A_SECOND = r"(\d[\d.,]*)(?: \w+)? a second"
OF_FLOOR, STATEMENTS, SELECTS = r"([\d.]+) of the floor", r"([\d.]+) statements", r"= ([\d.]+) bare SELECTs"


@dataclass(frozen=True)
class Aim:
    """A bound of the rows of ``module`` whose name holds ``rows``."""

    module: str
    rows: str
    words: str
    figure: str
    bound: float
    at_least: bool = False

    def reached(self, text: str) -> bool | None:
        """None when the row does not tell."""
        found = re.search(self.figure, text)
        if not found:
            return None
        figure = float(found[1].replace(",", ""))
        return figure >= self.bound if self.at_least else figure <= self.bound


def _most(module: str, rows: str, words: str, figure: str, bound: float) -> Aim:
    return Aim(module, rows, words, figure, bound)


def _least(module: str, rows: str, words: str, figure: str, bound: float) -> Aim:
    return Aim(module, rows, words, figure, bound, at_least=True)


def _page(rows: str) -> Iterator[Aim]:
    yield _most("pages", rows, "p50 < 25 ms", P50, 25)
    yield _most("pages", rows, "p95 < 50 ms", P95, 50)
    yield _most("pages", rows, "at most 15 statements", STATEMENTS, 15)
    yield _most("pages", rows, "database at most 10 SELECTs", SELECTS, 10)


AIMS = (
    *_page(": list"),
    *_page(": ticket"),
    _least("intake", "new requests", "0.5 of the floor", OF_FLOOR, 0.5),
    _most("intake", "new requests", "at most 25 statements", STATEMENTS, 25),
    _least("intake", "follow-ups", "0.5 of the floor", OF_FLOOR, 0.5),
    _least("take_next", "connections", "> 300 a second", A_SECOND, 300),
    _most("felt", "next ticket", "p95 < 150 ms", P95, 150),
    _most("felt", "from the list", "p95 < 150 ms", P95, 150),
    _most("board", "open", "p95 < 100 ms (our own)", P95, 100),
    _most("calls", "event to screen", "p95 < 500 ms", P95, 500),
    _most("calls", "records of", "p95 < 50 ms (as the list)", P95, 50),
    _least("distribution", "distribution", "> 200 a second", A_SECOND, 200),
    _most("readiness", "categories", "p95 < 200 ms", P95, 200),
    _most("suggestions", "Reply", "p95 < 60 ms", P95, 60),
    _most("suggestions", "module", "p95 < 50 ms", P95, 50),
    _least("mailbox", "one worker", "0.5 of the floor", OF_FLOOR, 0.5),
    _least("mailbox", "two workers", "2 of one worker", r"([\d.]+) of one worker", 2),
    _most("sweep", "one tenant", "p95 < 20 ms", P95, 20),
    _least("sweep", "10000 due", "> 10,000 a second", A_SECOND, 10_000),
    _least("classifier", "accuracy", "at least -0.020 beside scikit-learn", r"difference ([+-][\d.]+)", -0.02),
    _most("classifier", "how far", "at most 0.060", r"([\d.]+)", 0.06),
    _most("spelling", "words", "10,000 words well under 1 s", r"([\d.]+) s in all", 1),
    _least("worktime", "due_at", "> 50,000 a second", A_SECOND, 50_000),
    _most("tenant_file", "categories", "< 10 s", r"([\d.]+) s", 10),
)


def aims_of(module: str, row: str) -> list[Aim]:
    return [aim for aim in AIMS if aim.module == module and aim.rows in row]
