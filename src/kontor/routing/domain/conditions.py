"""The conditions of a rule as data: what is stored, compared and shown. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from kontor.routing.enums import Part

TEXT_PARTS = frozenset({Part.SUBJECT, Part.TEXT, Part.WHOLE_TEXT, Part.HEADER})
"""Parts whose values are lines of words (``expressions.py``) and which may use keyword sets."""
ADDRESS_PARTS = frozenset({Part.SENDER, Part.RECIPIENT})
NUMBER_PARTS = frozenset({Part.SIZE, Part.ATTACHMENT_COUNT, Part.SPAM_SCORE})
"""Parts that are at least or at most a number; the size is in kilobytes."""
YES_PARTS = frozenset({Part.KNOWN_CUSTOMER, Part.SPAM})
"""Parts that hold or do not, without any value."""


@dataclass(frozen=True)
class Condition:
    """``values`` are alternatives: one is enough. ``points`` None: it must hold; else it counts so much if it does.

    ``sets`` are ids of keyword sets, more alternatives; ``stems``: other forms of the words too; ``name`` is that of
    the header. ``negated``: it holds when the mail does not match.
    """

    part: Part
    values: tuple[str, ...] = ()
    sets: tuple[int, ...] = ()
    stems: bool = False
    name: str = ""
    least: float | None = None
    most: float | None = None
    negated: bool = False
    points: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Without what is as usual, so that equal conditions are equal and short."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}
        return {
            name: str(value) if name == "part" else value
            for name, value in plain.items()
            if value is not None and value is not False and value != [] and value != ""
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Condition:
        return cls(
            part=Part(stored["part"]),
            values=tuple(str(value) for value in stored.get("values", ())),
            sets=tuple(int(value) for value in stored.get("sets", ())),
            stems=bool(stored.get("stems")),
            name=str(stored.get("name", "")),
            least=stored.get("least"),
            most=stored.get("most"),
            negated=bool(stored.get("negated")),
            points=stored.get("points"),
        )


def conditions_from(stored: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(map(Condition.from_json, stored))


def subject_has(*words: str, **options: Any) -> Condition:
    """One of these is in the subject."""
    return Condition(Part.SUBJECT, words, **options)


def text_has(*words: str, **options: Any) -> Condition:
    """One of these is in what the writer wrote."""
    return Condition(Part.TEXT, words, **options)


def sender_is(*addresses: str, **options: Any) -> Condition:
    """The mail comes from one of these addresses or ``@domains``."""
    return Condition(Part.SENDER, addresses, **options)


def recipient_is(*addresses: str, **options: Any) -> Condition:
    """The mail went to one of these addresses or ``@domains``."""
    return Condition(Part.RECIPIENT, addresses, **options)


def language_is(*codes: str, **options: Any) -> Condition:
    """The text is written in one of these languages."""
    return Condition(Part.LANGUAGE, codes, **options)
