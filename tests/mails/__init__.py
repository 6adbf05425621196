"""The mails of this folder as bytes or as parsed mails, and what is to be read in each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from kontor.intake.parsing import ParsedMail, parse_mail

RECEIVED_AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
_FOLDER = Path(__file__).parent


def raw_mail(name: str) -> bytes:
    return (_FOLDER / f"{name}.eml").read_bytes()


def parsed(name: str, **replaced: str) -> ParsedMail:
    """The mail, parsed as if received on 24 November 2026; ``token="..."`` replaces ``@TOKEN@``."""
    raw = raw_mail(name)
    for mark, value in replaced.items():
        raw = raw.replace(f"@{mark.upper()}@".encode(), value.encode())
    return parse_mail(raw, received_at=RECEIVED_AT)


def all_names() -> list[str]:
    return sorted(path.stem for path in _FOLDER.glob("*.eml"))


USUAL: dict[str, object] = {
    "from": [{"name": "Anna Beispiel", "address": "anna@customer.example"}],
    "to": [{"name": "", "address": "service@north.example"}],
    "cc": [],
    "reply_to": [],
    "subject": "Frage zur Rechnung",
    "in_reply_to": [],
    "references": [],
    "date": "2026-11-23T10:00:00+01:00",
    "body_html": None,
    "attachments": [],
    "is_bounce": False,
    "is_auto_reply": False,
    "no_auto_response": False,
    "charset_problems": [],
}
"""What `kontor mail inspect` says of most mails of this folder."""


def expected(name: str) -> dict[str, object]:
    """What it is to say of this one: ``expected/NAME.json`` has what is not as usual.

    Unless that says otherwise, the id is named after the mail, and everything in the text is newly written.
    """
    special = json.loads((_FOLDER / "expected" / f"{name}.json").read_text("utf-8"))
    found = {**USUAL, "message_id": f"{name}@customer.example", **special}
    return {"reply_only_text": found["body_text"], **found}
