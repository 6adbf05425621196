"""The stations of a mail's way: what happened there, when, and the figures of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Mood(StrEnum):
    """How a station ended."""

    DONE = "done"
    WAITING = "waiting"
    TROUBLE = "trouble"


@dataclass(frozen=True)
class Fact:
    """``code``: shown as it is, for comparing with a server's log."""

    name: object
    value: object
    code: bool = False


@dataclass(frozen=True)
class Moment:
    """Something that happened at a station; ``message_id`` leads to another mail's journey."""

    at: datetime
    text: str
    message_id: int | None = None


@dataclass(frozen=True)
class Said:
    """A line of a talk with a server: what we said, and its answer."""

    ours: str
    code: object
    answer: str


@dataclass(frozen=True)
class Talk:
    """A talk with a server. ``end`` says how it broke off, "" if it came to its end."""

    at: datetime | None
    server: str
    lines: list[Said]
    left_out: int = 0
    end: str = ""


@dataclass(frozen=True)
class Station:
    title: object
    at: datetime | None = None
    mood: Mood = Mood.DONE
    text: object = ""
    facts: list[Fact] = field(default_factory=list)
    notes: list[object] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    message_id: int | None = None
    """Another mail whose journey goes on from here."""


@dataclass(frozen=True)
class Journey:
    """A mail from its first byte on. ``ticket_number`` is "" when it has none, or none that this person may read.

    ``hidden``: the ticket may not be read, so nothing of the mail is told.
    """

    subject: str
    sender: str
    recipients: str
    mail_id: str
    ticket_number: str
    stations: list[Station]
    hidden: bool = False
    is_letter: bool = False
    """On paper, so that nothing is said of a sender or of recipients where there are none."""


def fact(name: object, value: object, *, code: bool = False) -> list[Fact]:
    """The fact, if there is anything to say."""
    return [Fact(name, value, code)] if value not in ("", None, [], ()) else []
