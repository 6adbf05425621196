"""What a mailbox hands over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_MAIL_BYTES = 50 * 1024 * 1024
BATCH = 50
BATCH_BYTES = 16 * 1024 * 1024
LONGEST_ANSWER = 2 * MAX_MAIL_BYTES
"""What a server may say to one command; more than the largest mail, or the list of a mailbox, never is."""


Room = Callable[[int], AbstractContextManager[None]]
"""Entered with a number of bytes before so many are fetched, and left when the batch was dealt with."""


def any_room(_bytes: int) -> AbstractContextManager[None]:
    """For callers who read one mailbox at a time."""
    return nullcontext()


class Problem(StrEnum):
    """Why a mail came without its content."""

    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """A mail as it lay on the server.

    ``raw`` is None where ``problem`` says why; ``headers`` then holds its head, as far as the server gave it out.
    ``key`` is what the server calls it: ``uidvalidity:uid``, or the UIDL of POP3 (both numbers are 0 then).
    """

    key: str
    uidvalidity: int
    uid: int
    size: int
    raw: bytes | None
    headers: bytes = b""
    problem: str = ""
    flags: tuple[str, ...] = ()
    internal_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Mails in the order of the server. Once they are written down, ``last_uid`` is where to go on.

    ``renumbered``: UIDVALIDITY is another one than the caller knew, so everything in the folder comes again under
    new keys, and what was taken before must be recognised by its content. (For POP3 always false.)
    """

    uidvalidity: int
    last_uid: int
    mails: tuple[FetchedMail, ...]
    renumbered: bool = False
