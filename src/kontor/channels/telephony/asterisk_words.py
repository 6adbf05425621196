"""How Asterisk writes times, numbers and channels."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kontor.channels.telephony.ami import Message
from kontor.kernel.text import whole_number

NOBODY = frozenset({"", "s", "<unknown>", "<null>"})
"""What Asterisk writes where there is no number."""


def endpoint(channel: str) -> str:
    """Whose channel it is: ``north`` of ``PJSIP/north-0000001a``."""
    return channel.partition("/")[2].rpartition("-")[0]


def time_of(message: Message, now: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(float(message["Timestamp"]), UTC)
    except (KeyError, ValueError, OverflowError):
        return now


def duration(text: str) -> timedelta:
    parts = text.split(":")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return timedelta()
    hours, minutes, seconds = map(int, parts)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def cause_of(message: Message) -> int | None:
    return whole_number(message.get("Cause", "")) or None


def number(text: str) -> str:
    return "" if text in NOBODY else text


def dialled_number(dial_string: str, trunk: str) -> str:
    """``00491701234567@north`` with PJSIP, ``north/00491701234567`` with others."""
    number, _at, _host = dial_string.partition("@")
    number = number.rpartition("/")[2]
    return "" if number == trunk else number
