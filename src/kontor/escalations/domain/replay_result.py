"""What a dry run found: the shape that all kinds share. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

MOST_LISTED = 500
"""Tickets that are listed; the sums count all."""


class Hour(NamedTuple):
    """What there was and what there would have been in the hour that begins at ``at``.

    With ``before_of`` and ``after_of`` they are parts: so many of so many. Of an agreement these are promises that
    began then and were broken, and that would have been. ``did`` is how often something happened.
    """

    at: datetime
    before: int
    after: int
    before_of: int = 0
    after_of: int = 0
    did: int = 0


class Otherwise(NamedTuple):
    """What would have been otherwise with a ticket: a word of its kind of dry run, when, and until when."""

    ticket_id: int
    what: str
    at: datetime
    until: datetime | None = None


@dataclass
class Result:
    """``sums`` are named figures; ``tickets`` are at most ``MOST_LISTED``, ``differences`` counts them all."""

    sums: dict[str, int] = field(default_factory=dict)
    tickets: list[Otherwise] = field(default_factory=list)
    differences: int = 0
    _hours: dict[datetime, list[int]] = field(default_factory=dict)

    def count(self, name: str, number: int = 1) -> None:
        self.sums[name] = self.sums.get(name, 0) + number

    def count_in_hour(
        self, at: datetime, before: int = 0, after: int = 0, *, before_of: int = 0, after_of: int = 0, did: int = 0
    ) -> None:
        figures = self._hours.setdefault(hour_of(at), [0, 0, 0, 0, 0])
        for index, number in enumerate((before, after, before_of, after_of, did)):
            figures[index] += number

    def note(self, otherwise: Otherwise) -> None:
        self.differences += 1
        if len(self.tickets) < MOST_LISTED:
            self.tickets.append(otherwise)

    @property
    def hours(self) -> list[Hour]:
        """In the order of time; hours in which nothing was are missing."""
        return [Hour(at, *figures) for at, figures in sorted(self._hours.items())]

    def to_json(self) -> dict[str, Any]:
        return {
            "sums": self.sums,
            "differences": self.differences,
            "hours": [[at.isoformat(), *figures] for at, *figures in self.hours],
            "tickets": [
                [each.ticket_id, each.what, each.at.isoformat(), each.until.isoformat() if each.until else None]
                for each in self.tickets
            ],
        }

    @classmethod
    def from_json(cls, written: dict[str, Any]) -> Result:
        """Empty from the row of a dry run that is not done."""
        return cls(
            dict(written.get("sums", {})),
            list(_tickets(written.get("tickets", []))),
            written.get("differences", 0),
            {datetime.fromisoformat(at): figures for at, *figures in written.get("hours", [])},
        )


def hour_of(at: datetime) -> datetime:
    """When the hour began. Zones that are half an hour apart share the hours of UTC."""
    at = at.astimezone(UTC)
    return at - timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def _tickets(written: list[list[Any]]) -> Iterator[Otherwise]:
    for ticket_id, what, at, until in written:
        yield Otherwise(ticket_id, what, datetime.fromisoformat(at), datetime.fromisoformat(until) if until else None)
