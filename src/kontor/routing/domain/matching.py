"""Does a mail fit a rule? Pure: conditions are prepared once, for many mails.

A condition without points must hold. Those with points count so much when they hold; their sum must reach the
rule's threshold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import translate

from kontor.routing.domain.addresses import AddressPattern
from kontor.routing.domain.conditions import NUMBER_PARTS, TEXT_PARTS, YES_PARTS, Condition
from kontor.routing.domain.expressions import Expression, parse
from kontor.routing.domain.facts import MailFacts, Text
from kontor.routing.domain.words import primary_language
from kontor.routing.enums import Part

Sought = Callable[[MailFacts], str | None]
"""The alternative that a mail fits, "" where there is but one; None when it fits none."""
ORDER = {part: place for place, part in enumerate(Part)}


@dataclass(frozen=True)
class Keywords:
    """A keyword set, prepared: its lines with their expressions. Refused when one cannot be understood."""

    name: str
    lines: tuple[tuple[str, Expression], ...]
    stems: bool

    @classmethod
    def of(cls, name: str, lines: Iterable[str], *, stems: bool) -> Keywords:
        return cls(name, tuple(_parsed(lines)), stems)


@dataclass(frozen=True)
class Finding:
    """What became of a condition. ``value`` is the alternative that a mail fits, in the words of the rule."""

    condition: Condition
    holds: bool
    value: str = ""


@dataclass(frozen=True)
class Match:
    """How a rule compares with a mail. ``missed`` is a condition that must hold and does not."""

    findings: tuple[Finding, ...] = ()
    missed: Condition | None = None
    score: int = 0
    threshold: int = 0

    @property
    def fits(self) -> bool:
        return self.missed is None and self.score >= self.threshold

    @property
    def hits(self) -> tuple[Finding, ...]:
        """What speaks for the rule."""
        return tuple(finding for finding in self.findings if finding.holds)


@dataclass(frozen=True)
class Prepared:
    """A rule's conditions, the cheap ones first. KeyError when it names a keyword set that is not among ``sets``."""

    conditions: tuple[tuple[Condition, Sought], ...]
    threshold: int = 0

    @classmethod
    def of(
        cls,
        conditions: Iterable[Condition],
        *,
        threshold: int = 0,
        tenant_id: int = 0,
        sets: Mapping[int, Keywords] | None = None,
    ) -> Prepared:
        ordered = sorted(conditions, key=lambda each: (each.points is not None, ORDER[each.part]))
        return cls(tuple((each, _sought(each, tenant_id, sets or {})) for each in ordered), threshold)

    def match(self, facts: MailFacts, *, thorough: bool = False) -> Match:
        """Compare with a mail; ``thorough`` goes on after a condition that must hold and does not."""
        findings: list[Finding] = []
        missed: Condition | None = None
        for condition, sought in self.conditions:
            value = sought(facts)
            holds = (value is None) if condition.negated else (value is not None)
            findings.append(Finding(condition, holds, value or ""))
            if condition.points is None and not holds:
                missed = missed or condition
                if not thorough:
                    break
        score = sum(each.condition.points or 0 for each in findings if each.holds)
        return Match(tuple(findings), missed, score, self.threshold)


def _parsed(lines: Iterable[str]) -> list[tuple[str, Expression]]:
    return [(line, parse(line)) for line in lines]


def _sought(condition: Condition, tenant_id: int, sets: Mapping[int, Keywords]) -> Sought:
    part = condition.part
    if part in TEXT_PARTS:
        return _words(condition, [sets[each] for each in condition.sets])
    if part in NUMBER_PARTS:
        return _number(condition)
    if part in YES_PARTS:
        return _yes(part, tenant_id)
    if part is Part.SENDER:
        return _addresses(condition, lambda facts: (facts.sender_key,))
    if part is Part.RECIPIENT:
        return _addresses(condition, lambda facts: facts.recipient_keys)
    if part is Part.ATTACHMENT_NAME:
        return _files(condition, lambda facts: [each.name for each in facts.attachments])
    if part is Part.ATTACHMENT_TYPE:
        return _files(condition, lambda facts: [each.content_type for each in facts.attachments])
    return _choices(condition)


def _words(condition: Condition, sets: list[Keywords]) -> Sought:
    own = Keywords("", tuple(_parsed(condition.values)), condition.stems)
    alternatives = [
        (f"{keywords.name}: {line}" if keywords.name else line, expression, keywords.stems)
        for keywords in (own, *sets)
        for line, expression in keywords.lines
    ]

    def sought(facts: MailFacts) -> str | None:
        text = _text(condition, facts)
        languages = facts.stem_languages
        for line, expression, stems in alternatives:
            if expression.holds(text, languages if stems else ()):
                return line
        return None

    return sought


def _text(condition: Condition, facts: MailFacts) -> Text:
    return facts.header(condition.name) if condition.part is Part.HEADER else facts.part_of(condition.part)


def _number(condition: Condition) -> Sought:
    least, most = condition.least, condition.most

    def sought(facts: MailFacts) -> str | None:
        number = _figure(condition.part, facts)
        fits = number is not None and (least is None or number >= least) and (most is None or number <= most)
        return "" if fits else None

    return sought


def _figure(part: Part, facts: MailFacts) -> float | None:
    if part is Part.SIZE:
        return facts.size / 1024
    return len(facts.attachments) if part is Part.ATTACHMENT_COUNT else facts.spam_score


def _yes(part: Part, tenant_id: int) -> Sought:
    if part is Part.SPAM:
        return lambda facts: "" if facts.spam_flag else None
    return lambda facts: "" if tenant_id in facts.known_to else None


def _addresses(condition: Condition, of: Callable[[MailFacts], Iterable[str]]) -> Sought:
    patterns = [AddressPattern.of(entry) for entry in condition.values]
    return lambda facts: next((each.written for each in patterns if any(map(each.fits, of(facts)))), None)


def _files(condition: Condition, of: Callable[[MailFacts], Iterable[str]]) -> Sought:
    patterns = [(entry, re.compile(translate(entry.casefold()))) for entry in condition.values]

    def sought(facts: MailFacts) -> str | None:
        names = [name.casefold() for name in of(facts)]
        return next((entry for entry, pattern in patterns if any(map(pattern.match, names))), None)

    return sought


def _choices(condition: Condition) -> Sought:
    """One of a few words: the language, the kind of mail, a result of authentication."""
    values = {primary_language(each) if condition.part is Part.LANGUAGE else each: each for each in condition.values}

    def sought(facts: MailFacts) -> str | None:
        found = _chosen(condition.part, facts)
        return next((written for value, written in values.items() if value in found), None)

    return sought


def _chosen(part: Part, facts: MailFacts) -> frozenset[str]:
    if part is Part.LANGUAGE:
        return frozenset({facts.language_key})
    return frozenset(map(str, facts.kinds)) if part is Part.KIND else facts.authentication
