"""What people type into the conditions of a rule: made uniform, or refused with a sentence that names it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.kernel.text import normalize_email, one_line
from kontor.routing.domain.conditions import ADDRESS_PARTS, NUMBER_PARTS, TEXT_PARTS, YES_PARTS, Condition
from kontor.routing.domain.expressions import parse
from kontor.routing.domain.words import primary_language
from kontor.routing.enums import MailKind, Part

MOST_ENTRIES = 200
LONGEST_ENTRY = 320
_DOMAIN = re.compile(r"@?[^@\s]+\.[^@\s.]+")
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_HEADER = re.compile(r"[\x21-\x39\x3b-\x7e]{1,80}")
MOST_POINTS = 100
RESULTS = ("pass", "fail", "softfail", "neutral", "none", "temperror", "permerror")
METHODS = ("spf", "dkim", "dmarc")


def clean_condition(condition: Condition) -> Condition:
    """The condition made uniform; refused when it asks nothing, could never hold, or cannot be understood."""
    part = condition.part
    condition = replace(condition, values=tuple(_cleaner(part)(condition.values)), name=_header_name(condition))
    if part not in TEXT_PARTS:
        condition = replace(condition, sets=(), stems=False)
    if part in NUMBER_PARTS:
        _require_limits(condition)
    else:
        condition = replace(condition, least=None, most=None)
    if part not in NUMBER_PARTS | YES_PARTS and not (condition.values or condition.sets):
        raise Refused(_("A condition is empty. Fill it in or take it out."))
    if condition.points is not None and not (1 <= abs(condition.points) <= MOST_POINTS):
        raise Refused(_("Points are whole numbers from 1 to %(most)s, or below zero.") % {"most": MOST_POINTS})
    return condition


def _cleaner(part: Part) -> Callable[[Iterable[str]], list[str]]:
    if part in TEXT_PARTS:
        return clean_words
    if part in ADDRESS_PARTS:
        return clean_addresses
    if part in NUMBER_PARTS | YES_PARTS:
        return lambda _entries: []
    if part is Part.LANGUAGE:
        return clean_languages
    if part is Part.KIND:
        return lambda entries: [each for each in MailKind if each in tuple(entries)]
    return _results if part is Part.AUTHENTICATION else _patterns


def _results(entries: Iterable[str]) -> list[str]:
    known = {f"{method}={result}" for method in METHODS for result in RESULTS}
    return [entry for entry in _unique(_entries(entries)) if entry in known]


def _patterns(entries: Iterable[str]) -> list[str]:
    return _unique(_entries(entries))


def _header_name(condition: Condition) -> str:
    if condition.part is not Part.HEADER:
        return ""
    name = condition.name.strip().rstrip(":").lower()
    if not _HEADER.fullmatch(name):
        raise Refused(_("Name the header the condition looks at, for example X-Priority."))
    return name


def _require_limits(condition: Condition) -> None:
    least, most = condition.least, condition.most
    if least is None and most is None:
        raise Refused(_("Say at least how much or at most how much."))
    if least is not None and most is not None and least > most:
        raise Refused(_("“At least” is more than “at most”, so the condition could never hold."))


def clean_addresses(entries: Iterable[str]) -> list[str]:
    """Addresses and ``@domains`` in the form they are compared in. ``shop.example`` is taken for ``@shop.example``."""
    return _unique(map(_address, _entries(entries)))


def clean_words(entries: Iterable[str]) -> list[str]:
    """Words, phrases and expressions on one line each; refused when one cannot be understood."""
    return _unique(map(_word, _entries(entries)))


def clean_languages(entries: Iterable[str]) -> list[str]:
    """Language codes of two or three letters."""
    return _unique(map(_language, _entries(entries)))


def _entries(entries: Iterable[str]) -> list[str]:
    found = [entry for entry in (one_line(str(entry)) for entry in entries) if entry]
    if len(found) > MOST_ENTRIES:
        raise Refused(_("A condition holds at most %(count)s entries.") % {"count": MOST_ENTRIES})
    for entry in found:
        if len(entry) > LONGEST_ENTRY:
            raise Refused(_("“%(entry)s …” is too long.") % {"entry": entry[:40]})
    return found


def _address(entry: str) -> str:
    if "@" in entry.lstrip("@"):
        address = normalize_email(entry)
    else:
        address = normalize_email(f"x@{entry.lstrip('@')}").removeprefix("x") if _DOMAIN.fullmatch(entry) else ""
    if not address or not _HOST.fullmatch(address.rpartition("@")[2]):
        raise Refused(
            _("“%(entry)s” is neither an e-mail address nor a domain. Write name@company.example or @company.example.")
            % {"entry": entry}
        )
    return address


def _word(entry: str) -> str:
    parse(entry)
    return entry


def _language(entry: str) -> str:
    language = primary_language(entry)
    if not _LANGUAGE.fullmatch(language):
        raise Refused(_("“%(entry)s” is not a language code. Write de or en, for example.") % {"entry": entry})
    return language


def _unique(entries: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(entries))
