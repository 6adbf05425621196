"""What rules and the learned classifier look at: the facts of a mail, as plain values. Pure.

Whoever has a mail fills them once; words and their stems are worked out when the first rule asks, and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kontor.kernel.text import normalize_email
from kontor.routing.domain.words import STEMMED, Words, primary_language
from kontor.routing.enums import MailKind

LONGEST_TEXT = 200_000
"""Characters of a text that rules look at."""


def no_headers(_name: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class AttachmentFacts:
    """A file of the mail; pictures that stand in the text are none."""

    name: str
    content_type: str
    size: int = 0


@dataclass(frozen=True)
class MailFacts:
    """``recipients`` are those of To, Cc and the delivery headers; addresses may be as written.

    ``text`` is what the writer wrote now, ``whole_text`` all of it with quotes. ``headers`` gives the values of a
    header, whose name is in lower case. ``spf``, ``dkim`` and ``dmarc`` are results as in RFC 8601 ("pass", "fail" …;
    "" when nobody whom we trust has checked), ``spam_flag`` and ``spam_score`` the word of a receiving server that we
    trust. ``known_to`` holds the tenants at which the sender is a customer already.
    """

    recipients: tuple[str, ...] = ()
    sender: str = ""
    subject: str = ""
    text: str = ""
    language: str = ""
    whole_text: str = ""
    headers: Callable[[str], Sequence[str]] = no_headers
    attachments: tuple[AttachmentFacts, ...] = ()
    size: int = 0
    kinds: frozenset[MailKind] = frozenset()
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    spam_flag: bool = False
    spam_score: float | None = None
    known_to: frozenset[int] = frozenset()

    @cached_property
    def recipient_keys(self) -> tuple[str, ...]:
        return tuple(key for key in map(normalize_email, self.recipients) if key)

    @cached_property
    def sender_key(self) -> str:
        return normalize_email(self.sender)

    @cached_property
    def language_key(self) -> str:
        return primary_language(self.language)

    @cached_property
    def stem_languages(self) -> tuple[str, ...]:
        """The language of the text if it has stems here; all of them when it is not recognised."""
        if not self.language_key:
            return tuple(STEMMED)
        return (self.language_key,) if self.language_key in STEMMED else ()

    @cached_property
    def authentication(self) -> frozenset[str]:
        """Results as conditions name them: ``dmarc=fail``."""
        found = {"spf": self.spf, "dkim": self.dkim, "dmarc": self.dmarc}
        return frozenset(f"{method}={result.lower()}" for method, result in found.items() if result)

    def part_of(self, name: str) -> Text:
        """A text of the mail, prepared once."""
        return self._texts.get(name) or self._texts.setdefault(name, Text(self._written(name)))

    def header(self, name: str) -> Text:
        key = f"header:{name}"
        return self._texts.get(key) or self._texts.setdefault(key, Text("\n".join(self.headers(name))[:LONGEST_TEXT]))

    def _written(self, name: str) -> str:
        if name == "whole_text":
            return (self.whole_text or self.text)[:LONGEST_TEXT]
        return (self.subject if name == "subject" else self.text)[:LONGEST_TEXT]

    @cached_property
    def _texts(self) -> dict[str, Text]:
        return {}


@dataclass(frozen=True)
class Text:
    """A text as words and as the bytes that regular expressions search."""

    written: str

    @cached_property
    def words(self) -> Words:
        return Words.of(self.written)

    @cached_property
    def encoded(self) -> bytes:
        return self.written.encode(errors="replace")
