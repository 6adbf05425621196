"""Does a mail fit a rule? Pure: takes facts and conditions, knows no database.

Words are compared without regard to case, and so that ä, ö, ü, ß and their spellings ae, oe, ue, ss are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from kontor.kernel.text import normalize_email

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class MailFacts:
    """What rules look at. ``recipients`` are those of To, Cc and the delivery headers; addresses may be as written."""

    recipients: tuple[str, ...] = ()
    sender: str = ""
    subject: str = ""
    text: str = ""
    language: str = ""

    @cached_property
    def recipient_keys(self) -> tuple[str, ...]:
        return tuple(key for key in map(normalize_email, self.recipients) if key)

    @cached_property
    def sender_key(self) -> str:
        return normalize_email(self.sender)

    @cached_property
    def subject_words(self) -> Words:
        return Words.of(self.subject)

    @cached_property
    def text_words(self) -> Words:
        return Words.of(self.text)

    @cached_property
    def language_key(self) -> str:
        return primary_language(self.language)


class ConditionKind(Enum):
    """The kinds of condition, in the order they are tried: the cheap ones first."""

    LANGUAGE = "language"
    SENDER = "sender"
    RECIPIENT = "recipient"
    SUBJECT = "subject"
    TEXT = "text"


@dataclass(frozen=True)
class Hit:
    """A condition that holds, and which of its alternatives made it hold."""

    kind: ConditionKind
    alternative: str


@dataclass(frozen=True)
class Match:
    """How a rule compares with a mail: what holds, and the first condition that does not (None: the rule fits)."""

    hits: tuple[Hit, ...]
    missed: ConditionKind | None = None

    @property
    def fits(self) -> bool:
        return self.missed is None


@dataclass(frozen=True)
class Conditions:
    """The conditions of a rule, prepared for many mails. What is empty is not asked; without any it fits all."""

    recipients: tuple[AddressPattern, ...] = ()
    senders: tuple[AddressPattern, ...] = ()
    subject_words: tuple[WordPattern, ...] = ()
    text_words: tuple[WordPattern, ...] = ()
    languages: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        *,
        recipients: Iterable[str] = (),
        senders: Iterable[str] = (),
        subject_words: Iterable[str] = (),
        text_words: Iterable[str] = (),
        languages: Iterable[str] = (),
    ) -> Conditions:
        return cls(
            recipients=tuple(AddressPattern.of(entry) for entry in recipients),
            senders=tuple(AddressPattern.of(entry) for entry in senders),
            subject_words=tuple(WordPattern.of(entry) for entry in subject_words),
            text_words=tuple(WordPattern.of(entry) for entry in text_words),
            languages=tuple(primary_language(language) for language in languages),
        )

    def match(self, facts: MailFacts) -> Match:
        """Compare with a mail; stops at the first condition that does not hold."""
        hits: list[Hit] = []
        for kind in self.kinds:
            alternative = self._alternative(kind, facts)
            if alternative is None:
                return Match(tuple(hits), missed=kind)
            hits.append(Hit(kind, alternative))
        return Match(tuple(hits))

    @cached_property
    def kinds(self) -> tuple[ConditionKind, ...]:
        """The kinds of condition that are asked."""
        asked: dict[ConditionKind, tuple[object, ...]] = {
            ConditionKind.LANGUAGE: self.languages,
            ConditionKind.SENDER: self.senders,
            ConditionKind.RECIPIENT: self.recipients,
            ConditionKind.SUBJECT: self.subject_words,
            ConditionKind.TEXT: self.text_words,
        }
        return tuple(kind for kind in ConditionKind if asked[kind])

    def _alternative(self, kind: ConditionKind, facts: MailFacts) -> str | None:
        if kind is ConditionKind.LANGUAGE:
            return facts.language_key if facts.language_key in self.languages else None
        if kind is ConditionKind.SENDER:
            return _first_address(self.senders, (facts.sender_key,))
        if kind is ConditionKind.RECIPIENT:
            return _first_address(self.recipients, facts.recipient_keys)
        if kind is ConditionKind.SUBJECT:
            return _first_word(self.subject_words, facts.subject_words)
        return _first_word(self.text_words, facts.text_words)


@dataclass(frozen=True)
class AddressPattern:
    """An address, or ``@domain`` for every address of the domain and of those below it.

    An address also stands for its plus forms: ``service@shop.example`` for ``service+order@shop.example``.
    """

    written: str
    local: str
    domain: str

    @classmethod
    def of(cls, written: str) -> AddressPattern:
        if written.startswith("@"):
            domain = normalize_email(f"x{written}").rpartition("@")[2]
            return cls(written, "", domain)
        local, _at, domain = normalize_email(written).rpartition("@")
        return cls(written, local, domain)

    def fits(self, address: str) -> bool:
        """The address is one of those meant; it must be normalised."""
        local, _at, domain = address.rpartition("@")
        if not self.domain or not local:
            return False
        if not self.local:
            return domain == self.domain or domain.endswith("." + self.domain)
        return domain == self.domain and (local == self.local or local.partition("+")[0] == self.local)


@dataclass(frozen=True)
class WordPattern:
    """A word or several in a row. ``*`` at an end leaves that end open: ``kündig*`` also finds "Kündigung"."""

    written: str
    folded: str
    whole: frozenset[str]
    """The words of the pattern that have no open end; without them there is no need to search."""

    @classmethod
    def of(cls, written: str) -> WordPattern:
        """The pattern; it never fits when there is neither letter nor figure in it."""
        tokens, stripped = _tokens(written), written.strip()
        if not tokens:
            return cls(written, "", frozenset())
        open_start, open_end = stripped.startswith("*"), stripped.endswith("*")
        folded = f"{'' if open_start else ' '}{' '.join(tokens)}{'' if open_end else ' '}"
        whole = tokens[1 if open_start else 0 : len(tokens) - 1 if open_end else len(tokens)]
        return cls(written, folded, frozenset(whole))

    def fits(self, words: Words) -> bool:
        return bool(self.folded) and self.whole <= words.distinct and self.folded in words.joined


@dataclass(frozen=True)
class Words:
    """A text as its words in a row, folded, with one blank around each."""

    joined: str
    distinct: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Words:
        tokens = _tokens(text)
        return cls(f" {' '.join(tokens)} ", frozenset(tokens))


def primary_language(language: str) -> str:
    """``de`` for ``de-AT`` and ``DE``."""
    return language.replace("_", "-").partition("-")[0].strip().lower()


def _tokens(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _WORD.findall(folded.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"))


def _first_address(patterns: tuple[AddressPattern, ...], addresses: tuple[str, ...]) -> str | None:
    return next((each.written for each in patterns if any(map(each.fits, addresses))), None)


def _first_word(patterns: tuple[WordPattern, ...], words: Words) -> str | None:
    return next((each.written for each in patterns if each.fits(words)), None)
