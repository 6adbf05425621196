"""The mails of this folder as bytes or as parsed mails."""

from __future__ import annotations

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
