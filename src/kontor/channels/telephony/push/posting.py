"""The fields of a posted event, from JSON or a form, with nothing in them that could mean something elsewhere."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from kontor.kernel.telephone import is_anonymous

LARGEST = 64 * 1024
MOST_FIELDS = 100
LONGEST_VALUE = 250
LONGEST_NUMBER = 80
LONGEST_CALL = 200
"""Signs; a longer id of a call is known by its SHA-256."""

_NUMBER = re.compile(r"[-+0-9*# ()/.]+")


class Unusable(Exception):
    """What was posted is not believed or not understood. ``kind`` says why, ``values`` about what."""

    def __init__(self, kind: str, **values: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.values = values


@dataclass(frozen=True, slots=True)
class Posting:
    """Fields with all of their values, in order; "user[]" is "user"."""

    fields: dict[str, tuple[str, ...]]

    def all(self, *names: str) -> tuple[str, ...]:
        """All values of the first of these fields that has any."""
        return next((values for name in names if (values := self._filled(name))), ())

    def one(self, *names: str) -> str:
        """The first value; "" when none is there."""
        return next(iter(self.all(*names)), "")

    def required(self, *names: str) -> str:
        value = self.one(*names)
        if not value:
            raise Unusable("missing", field=names[0])
        return value

    def call(self, *names: str) -> str:
        """The id of the call, short enough to be stored."""
        value = self.required(*names)
        return value if len(value) <= LONGEST_CALL else hashlib.sha256(value.encode()).hexdigest()

    def number(self, name: str, *, addresses: bool = False) -> str:
        """A number as it was written, or what stands for a caller who shows none; SIP addresses where they occur."""
        value = self.required(name)
        if is_anonymous(value) or (addresses and "@" in value):
            return value
        if any(sign.isalpha() for sign in value):
            raise Unusable("letters", field=name)
        if not _NUMBER.fullmatch(value):
            raise Unusable("signs", field=name)
        if len(value) > LONGEST_NUMBER:
            raise Unusable("too_long", field=name)
        return value

    def time(self, name: str, default: datetime) -> datetime:
        """When it happened: seconds since 1970 or ISO 8601 with a zone; the default where nothing is told."""
        value = self.one(name)
        if not value:
            return default
        try:
            told = datetime.fromtimestamp(float(value), UTC) if _is_seconds(value) else datetime.fromisoformat(value)
            if told.tzinfo is None:
                raise Unusable("time", field=name)
            return told.astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            raise Unusable("time", field=name) from None

    def _filled(self, name: str) -> tuple[str, ...]:
        return tuple(value for value in self.fields.get(name, ()) if value)


def _is_seconds(value: str) -> bool:
    return value.replace(".", "", 1).isdecimal() and value.isascii()


def read_posting(body: bytes, content_type: str) -> Posting:
    """The fields of a body of JSON or a form (application/x-www-form-urlencoded)."""
    if len(body) > LARGEST:
        raise Unusable("too_large")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Unusable("unreadable") from None
    is_json = "json" in content_type or text.lstrip().startswith("{")
    fields: dict[str, list[str]] = {}
    for name, value in _pairs_of_json(text) if is_json else _pairs_of_form(text):
        fields.setdefault(name.removesuffix("[]"), []).append(_checked(name, value))
    return Posting({name: tuple(values) for name, values in fields.items()})


def _pairs_of_form(text: str) -> Iterable[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise Unusable("unreadable") from None


def _pairs_of_json(text: str) -> Iterable[tuple[str, str]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise Unusable("unreadable") from None
    if not isinstance(content, dict) or len(content) > MOST_FIELDS:
        raise Unusable("unreadable")
    pairs: list[tuple[str, str]] = []
    for name, value in content.items():
        several = value if isinstance(value, list) else [value]
        if len(several) > MOST_FIELDS:
            raise Unusable("unreadable")
        pairs += [(name, _text(name, each)) for each in several]
    return pairs


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unusable("unreadable", field=name[:LONGEST_VALUE] if name.isprintable() else "")
    return str(value)


def _checked(name: str, value: str) -> str:
    """Without blanks around it. Line ends and other control characters would be orders to a telephone system."""
    value = value.strip(" ")
    if not name.isprintable() or not value.isprintable():
        raise Unusable("signs", field=name if name.isprintable() else "")
    if len(name) > LONGEST_VALUE or len(value) > LONGEST_VALUE:
        raise Unusable("too_long", field=name[:LONGEST_VALUE])
    return value
