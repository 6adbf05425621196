"""The signed header of Kontor's own trial mails: a go-live test or a canary of this installation wrote this mail.

``X-Kontor-Trial: kontor-trial.{kind}.{owner}.{account}.{until}.{nonce}.{signature}``, all lower case, without blanks.
The signature is HMAC-SHA256 cut to 80 bits over what stands before it. The mark names the account whose mailbox the
mail goes to (``owner`` is its tenant, or 0) and the second until which it counts, so that it is worth nothing elsewhere
and nothing later. What carries it becomes no request; whoever read it in the mailbox and puts it on a mail of their own
only has that mail ignored there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.encoding import force_bytes

from kontor.kernel import clock

HEADER = "X-Kontor-Trial"
REQUEST, REPLY, CANARY = "request", "reply", "canary"
LIVES = timedelta(days=14)
"""Longer than any mail server tries to deliver: a trial mail that comes late is known still."""
_SALT = b"kontor.channels.trial_mark"
_SIGNATURE_BYTES = 10
_MARK = re.compile(
    r"kontor-trial\.(request|reply|canary)\.(\d{1,19})\.(\d{1,19})\.(\d{1,12})\.([0-9a-f]{32})\.([a-z2-7]{16})"
    r"(?![a-z0-9.])"
)


@dataclass(frozen=True, slots=True)
class TrialMark:
    """What a valid mark says. ``owner``: the tenant of the account, or 0."""

    kind: str
    owner: int
    account_id: int
    until: datetime
    nonce: str

    def counts_for(self, owner: int, account_id: int) -> bool:
        """It was made for this mailbox, and its time is not over."""
        return (self.owner, self.account_id) == (owner, account_id) and clock.now() < self.until


def new_nonce() -> str:
    """What tells one trial from every other."""
    return secrets.token_hex(16)


def make_mark(kind: str, *, owner: int, account_id: int, nonce: str) -> str:
    """The value of the header for a mail that goes to this account's mailbox."""
    until = int((clock.now() + LIVES).timestamp())
    body = f"{kind}.{owner}.{account_id}.{until}.{nonce}"
    return f"kontor-trial.{body}.{_signature(body, settings.SECRET_KEY)}"


def read_mark(value: str) -> TrialMark | None:
    """The mark in the header's value; None if there is none or its signature is wrong. Older keys are accepted."""
    for kind, owner, account_id, until, nonce, signature in _MARK.findall(value[:2_000].lower()):
        body = f"{kind}.{owner}.{account_id}.{until}.{nonce}"
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        if any(hmac.compare_digest(_signature(body, key), signature) for key in keys):
            moment = datetime.fromtimestamp(int(until), tz=clock.now().tzinfo)
            return TrialMark(kind, int(owner), int(account_id), moment, nonce)
    return None


def _signature(body: str, secret: str | bytes) -> str:
    key = hashlib.sha256(_SALT + force_bytes(secret)).digest()
    digest = hmac.new(key, body.encode(), hashlib.sha256).digest()[:_SIGNATURE_BYTES]
    return base64.b32encode(digest).decode("ascii").lower()
