"""A line of words as people write it: a word, a phrase, a regular expression, or several joined by AND, OR, NOT. Pure.

Rechnung                            the word
nicht erhalten                      the words in a row
kündig*                             words that begin so
Rechnung AND (falsch OR doppelt)    UND, ODER, NICHT mean the same
Rechnung NOT Angebot
/KD-[0-9]{6}/                       a regular expression (RE2: linear in the text), in any case
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import re2
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.routing.domain.facts import Text
from kontor.routing.domain.words import WordPattern

LONGEST_REGEX = 300
REGEX_MEMORY = 1 << 20
DEEPEST = 20
_AND, _OR, _NOT = {"AND", "UND"}, {"OR", "ODER"}, {"NOT", "NICHT"}
_OPERATORS = _AND | _OR | _NOT
_TOKEN = re.compile(r'"[^"]*"|/(?:\\.|[^/\\])+/(?=[\s()]|$)|[()]|[^\s()"]+')


class Expression(Protocol):
    def holds(self, text: Text, languages: tuple[str, ...]) -> bool:
        """Whether the text fits. ``languages``: whose stems count; without any, words count as they are written."""


@dataclass(frozen=True)
class Phrase:
    pattern: WordPattern

    def holds(self, text: Text, languages: tuple[str, ...]) -> bool:
        words = text.words
        return self.pattern.fits(words) or any(self.pattern.fits_stems(words, language) for language in languages)


@dataclass(frozen=True)
class Regex:
    compiled: re2._Regexp = field(repr=False, compare=False)
    pattern: str

    def holds(self, text: Text, languages: tuple[str, ...]) -> bool:
        return self.compiled.search(text.encoded) is not None


@dataclass(frozen=True)
class Both:
    left: Expression
    right: Expression

    def holds(self, text: Text, languages: tuple[str, ...]) -> bool:
        return self.left.holds(text, languages) and self.right.holds(text, languages)


@dataclass(frozen=True)
class Either:
    left: Expression
    right: Expression

    def holds(self, text: Text, languages: tuple[str, ...]) -> bool:
        return self.left.holds(text, languages) or self.right.holds(text, languages)


@dataclass(frozen=True)
class Not:
    inner: Expression

    def holds(self, text: Text, languages: tuple[str, ...]) -> bool:
        return not self.inner.holds(text, languages)


def parse(line: str) -> Expression:
    """The line, ready to be compared. Refused with a sentence that names what cannot be understood."""
    stripped = line.strip()
    if len(stripped) > 2 and stripped.startswith("/") and stripped.endswith("/"):
        return _regex(stripped[1:-1])
    found = _TOKEN.findall(stripped)
    if not _OPERATORS.intersection(found):
        return _phrase(stripped)
    reader = _Reader(stripped, found)
    expression = reader.either()
    if reader.rest:
        raise Refused(_("“%(line)s”: a bracket is closed that was never opened.") % {"line": line})
    return expression


def _phrase(written: str) -> Phrase:
    pattern = WordPattern.of(written)
    if not pattern.folded:
        raise Refused(_("“%(entry)s” has neither letters nor digits, so it could never be found.") % {"entry": written})
    return Phrase(pattern)


def _regex(pattern: str) -> Regex:
    if len(pattern) > LONGEST_REGEX:
        raise Refused(
            _("The regular expression “%(pattern)s …” is longer than %(most)s characters.")
            % {"pattern": pattern[:40], "most": LONGEST_REGEX}
        )
    options = re2.Options()
    options.case_sensitive, options.log_errors, options.max_mem = False, False, REGEX_MEMORY
    try:
        return Regex(re2.compile(pattern.encode(errors="replace"), options), pattern)
    except re2.error as error:
        raise Refused(
            _("“%(pattern)s” is not a regular expression that can be used: %(reason)s")
            % {"pattern": pattern, "reason": _reason(error)}
        ) from None


def _reason(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)


class _Reader:
    """Reads tokens from left to right: NOT before AND before OR."""

    def __init__(self, line: str, found: list[str]) -> None:
        self.line = line
        self.rest = found
        self.depth = 0

    def either(self) -> Expression:
        left = self.both()
        while self.rest and self.rest[0] in _OR:
            self.rest.pop(0)
            left = Either(left, self.both())
        return left

    def both(self) -> Expression:
        left = self.one()
        while self.rest and (self.rest[0] in _AND | _NOT):
            if self.rest[0] in _AND:
                self.rest.pop(0)
            left = Both(left, self.one())
        return left

    def one(self) -> Expression:
        if not self.rest or self.rest[0] in _AND | _OR or self.rest[0] == ")":
            raise Refused(_("“%(line)s”: something is missing before or after AND, OR or NOT.") % {"line": self.line})
        if self.rest[0] in _NOT:
            self.rest.pop(0)
            return Not(self.one())
        if self.rest[0] == "(":
            return self.bracket()
        if len(self.rest[0]) > 2 and self.rest[0].startswith("/") and self.rest[0].endswith("/"):
            return _regex(self.rest.pop(0)[1:-1])
        return _phrase(" ".join(self.plain()))

    def bracket(self) -> Expression:
        self.rest.pop(0)
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused(_("“%(line)s”: too many brackets in one another.") % {"line": self.line})
        inner = self.either()
        if not self.rest or self.rest.pop(0) != ")":
            raise Refused(_("“%(line)s”: a bracket is never closed.") % {"line": self.line})
        self.depth -= 1
        return inner

    def plain(self) -> Iterator[str]:
        """The words up to the next operator or bracket."""
        while self.rest and self.rest[0] not in _OPERATORS and self.rest[0] not in "()":
            yield self.rest.pop(0)
