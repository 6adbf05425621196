"""What telephone systems post, as their documents show it."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from kontor.channels.telephony.events import CallEvent
from kontor.channels.telephony.push import (
    Posting,
    read_posting,
    translate,
)

AT = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)

FORM = "application/x-www-form-urlencoded"

CALL = {"from": "493055571600", "to": "4943112345", "direction": "in", "callId": "c-1"}


def posting_of(**fields: object) -> Posting:
    named = {name.rstrip("_").replace("user_list", "user[]"): value for name, value in fields.items()}
    return read_posting(urlencode(named, doseq=True).encode(), FORM)


def events_of(form: str, posting: Posting, phones: frozenset[str] = frozenset()) -> list[CallEvent]:
    return translate(form, posting, at=AT, phones=phones)
