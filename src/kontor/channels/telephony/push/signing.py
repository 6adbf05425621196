"""Whether a posting comes from who knows the secret, and is not an old one."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from kontor.channels.telephony.push.posting import Unusable

TIME = "Kontor-Timestamp"
SIGNATURE = "Kontor-Signature"
PLACETEL = "X-Placetel-Signature"


def require_signature(
    form: str, secret: str, body: bytes, headers: Mapping[str, str], *, now: datetime, window: timedelta
) -> None:
    """``Unusable`` for what is not signed with the secret, and for what was signed too long ago or in the future.

    ``Kontor-Signature: sha256=…`` is the HMAC-SHA256 (RFC 2104, hexadecimal) of the seconds in ``Kontor-Timestamp``, a
    full stop and the body. Placetel signs the body alone: a copy of an old posting is true there too, and changes
    nothing as its events are known.
    """
    if form == "placetel":
        _require_equal(headers.get(PLACETEL, ""), sign(secret, body))
        return
    seconds = headers.get(TIME, "")
    _require_equal(headers.get(SIGNATURE, "").removeprefix("sha256="), sign(secret, seconds.encode() + b"." + body))
    require_in_time(_time(seconds), now=now, window=window)


def require_in_time(at: datetime, *, now: datetime, window: timedelta) -> None:
    if abs(now - at) > window:
        raise Unusable("out_of_time")


def sign(secret: str, content: bytes) -> str:
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


def _require_equal(told: str, expected: str) -> None:
    if not hmac.compare_digest(told.strip().lower().encode(), expected.encode()):
        raise Unusable("signature")


def _time(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise Unusable("signature") from None
