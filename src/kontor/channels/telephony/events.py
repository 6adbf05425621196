"""What a telephone system tells about a call, in one form for all of them.

Adapters only translate: numbers stay as the telephone system wrote them, and nothing is looked up.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What has happened. The events of one call may come twice, late and in any order."""

    BEGUN = "begun"
    """A call exists: from whom, to whom, in which direction."""
    RINGING = "ringing"
    """A phone of ours, or with an outgoing call the far end, rings."""
    ANSWERED = "answered"
    """A phone of ours has picked up; with an outgoing call, or one that was put through to the outside, the far end
    has, where ``far`` is set."""
    HELD = "held"
    RESUMED = "resumed"
    TRANSFERRED = "transferred"
    """The call goes to another phone of ours (``extension``) or out of the house (``dialled``)."""
    LEFT = "left"
    """A phone of ours is no part of the call any more; the call itself may go on."""
    SHOWN = "shown"
    """Which number the far end was shown (``shown``), and over which trunk."""
    ENDED = "ended"
    RECORDED = "recorded"
    """Where the telephone system keeps a recording (``recording``)."""


class CallDirection(StrEnum):
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One thing that happened to a call; empty values are not known.

    ``call`` is the telephone system's id of the call, the same for all of its legs. ``at`` is when it happened, by the
    telephone system's clock where it tells that. ``identity`` makes an event that comes twice the same event: from the
    telephone system's own ids and times, never from when it was received. ``cause`` is a number of ITU-T Q.850.
    """

    call: str
    kind: EventKind
    at: datetime
    direction: CallDirection | None = None
    caller: str = ""
    dialled: str = ""
    far: bool = False
    extension: str = ""
    trunk: str = ""
    shown: str = ""
    cause: int | None = None
    recording: str = ""
    queue: str = ""
    user: str = ""
    node: str = ""
    identity: str = ""
    goes_on: bool = False
    """Of an end: the telephone system has forwarded the call and tells of the rest as of another call."""

    @property
    def fingerprint(self) -> str:
        """What is unique in the ledger of a telephone system: 64 hexadecimal digits."""
        parts = (self.identity,) if self.identity else self._told()
        return hashlib.sha256("\x1f".join((self.call, self.kind, *parts)).encode()).hexdigest()

    def _told(self) -> tuple[str, ...]:
        """What tells two events of one kind apart when the telephone system gives no ids; never which node told it."""
        return (self.extension, self.dialled, self.shown, self.recording, str(int(self.far)))
