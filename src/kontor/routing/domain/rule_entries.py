"""What people type into the conditions of a rule: made uniform, or refused with a sentence that names it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.kernel.text import normalize_email, one_line
from kontor.routing.domain.matching import WordPattern, primary_language

MOST_ENTRIES = 200
LONGEST_ENTRY = 320
_DOMAIN = re.compile(r"@?[^@\s]+\.[^@\s.]+")
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def clean_addresses(entries: Iterable[str]) -> list[str]:
    """Addresses and ``@domains`` in the form they are compared in. ``shop.example`` is taken for ``@shop.example``."""
    return _unique(map(_address, _entries(entries)))


def clean_words(entries: Iterable[str]) -> list[str]:
    """Words and phrases on one line each."""
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
    if not WordPattern.of(entry).folded:
        raise Refused(_("“%(entry)s” has neither letters nor figures, so it could never be found.") % {"entry": entry})
    return entry


def _language(entry: str) -> str:
    language = primary_language(entry)
    if not _LANGUAGE.fullmatch(language):
        raise Refused(_("“%(entry)s” is no language code. Write de or en, for example.") % {"entry": entry})
    return language


def _unique(entries: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(entries))
