"""Text modules as agents look for them: two letters, the likeliest first.

Thousands of modules are looked through with every letter that is typed. The database ranks the names; the texts are
read only where names are too few, and slips of the finger are thought of only where nothing fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from rapidfuzz import fuzz, process

from kontor.kernel.text import sort_key_german

MOST = 20
CONTENT_FROM = 3
"""So many letters before the text of the modules is searched too, and before slips are thought of."""
_ALIKE = 72


@dataclass(frozen=True, slots=True)
class FoundModule:
    """A module that may be put into the answer, without its text."""

    id: int
    name: str
    shortcut: str
    language: str
    group: str
    top: bool
    used: int


def search_modules(
    words: str, *, tenant_id: int, category_id: int | None, language: str = "", most: int = MOST
) -> list[FoundModule]:
    """The tenant's modules that fit the words, the likeliest first.

    Those of the category and those of no category; with ``language`` those of this language and those for all. How well
    a module fits decides first: its shortcut, the beginning of its name, words of its name, its text, and if there is
    nothing, a name that is spelt alike. Among equals those that stand at the top come first, then those that are used
    most. Without words: the same order. One statement, three at most.
    """
    wanted = sort_key_german(words)
    known = {
        "tenant": tenant_id,
        "category": category_id,
        "language": language,
        "wanted": wanted,
        "parts": [f"%{_plain(part)}%" for part in wanted.split()],
        "beginnings": [f"% {_plain(part)}%" for part in wanted.split()],
        "shortcut": shortcut_key(words),
        "most": most,
    }
    if not wanted:
        return _found(_ALL, known)
    found = _found(_BY_NAME, known)
    if len(found) < most and len(wanted) >= CONTENT_FROM:
        found += _found(_BY_TEXT, known | {"texts": _spellings(words.strip()), "known": [one.id for one in found]})
        found = found[:most] or _with_slips(wanted, known)
    return found


def all_shortcuts(*, tenant_id: int, category_id: int | None, language: str = "") -> dict[str, FoundModule]:
    """The modules that have a shortcut, by it in the form of ``shortcut_key``; those of the language before those for
    all. One statement."""
    known = {"tenant": tenant_id, "category": category_id, "language": language}
    found = _found(_WITH_SHORTCUT, known)
    return {shortcut_key(module.shortcut): module for module in found}


def shortcut_key(shortcut: str) -> str:
    """The form in which shortcuts are compared: capitals do not count."""
    return shortcut.strip().casefold()


def _found(sql: str, known: dict[str, Any]) -> list[FoundModule]:
    with connection.cursor() as cursor:
        cursor.execute(sql, known)
        return [FoundModule(*row) for row in cursor.fetchall()]


def _with_slips(wanted: str, known: dict[str, Any]) -> list[FoundModule]:
    """What is written nearly so: a letter left out, two swapped."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, known)
        all_ids, names = cursor.fetchone()
    hits = process.extract(
        wanted, names.split("\n"), scorer=fuzz.partial_ratio, score_cutoff=_ALIKE, limit=known["most"]
    )
    ids = [all_ids[place] for _name, _score, place in hits] if all_ids else []
    rows = {module.id: module for module in _found(_BY_ID, known | {"ids": ids})} if ids else {}
    return [rows[module_id] for module_id in ids if module_id in rows]


def _spellings(words: str) -> list[str]:
    """Small and capital letters are tried one by one: comparing without regard to them takes ten times as long."""
    forms = {words, words.lower(), words[:1].upper() + words[1:].lower()}
    return [f"%{_plain(form)}%" for form in sorted(forms)]


def _plain(words: str) -> str:
    return words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


_OFFERED = """
FROM texts_textmodule m LEFT JOIN texts_modulegroup g ON g.id = m.group_id
WHERE m.tenant_id = %(tenant)s AND m.deleted_at IS NULL
  AND (%(language)s = '' OR m.language = '' OR m.language = %(language)s)
  AND (NOT EXISTS (SELECT FROM texts_modulecategory c WHERE c.module_id = m.id)
       OR EXISTS (SELECT FROM texts_modulecategory c WHERE c.module_id = m.id AND c.category_id = %(category)s))
"""
_SHOWN = "SELECT m.id, m.name, m.shortcut, m.language, COALESCE(g.name, ''), m.top, m.used"
_USUAL = "m.top DESC, m.used DESC, m.sort_key, m.id"
_ALL = f"{_SHOWN} {_OFFERED} ORDER BY {_USUAL} LIMIT %(most)s"
_WITH_SHORTCUT = f"{_SHOWN} {_OFFERED} AND m.shortcut_key <> '' ORDER BY m.language <> '', m.id DESC"
_BY_ID = f"{_SHOWN} {_OFFERED} AND m.id = ANY (%(ids)s)"
# Two values are fetched much faster than thousands of rows.
_NAMES = f"""
SELECT array_agg(m.id ORDER BY m.id), COALESCE(string_agg(m.sort_key, chr(10) ORDER BY m.id), '') {_OFFERED}
"""
_BY_NAME = f"""
{_SHOWN} {_OFFERED} AND (m.sort_key LIKE ALL (%(parts)s) OR starts_with(m.shortcut_key, %(shortcut)s))
ORDER BY CASE WHEN m.shortcut_key = %(shortcut)s THEN 0
              WHEN starts_with(m.sort_key, %(wanted)s) THEN 1
              WHEN starts_with(m.shortcut_key, %(shortcut)s) THEN 2
              WHEN (' ' || m.sort_key) LIKE ALL (%(beginnings)s) THEN 3
              ELSE 4 END, {_USUAL}
LIMIT %(most)s
"""
# The inner query sorts first, so that taking the marks of HTML away ends with the last one that is shown.
_BY_TEXT = f"""
SELECT id, name, shortcut, language, group_name, top, used FROM (
    SELECT m.id, m.name, m.shortcut, m.language, COALESCE(g.name, '') AS group_name, m.top, m.used {_OFFERED}
    AND m.html LIKE ANY (%(texts)s) AND m.id <> ALL (%(known)s::bigint[])
    ORDER BY {_USUAL} OFFSET 0
) AS m
WHERE regexp_replace((SELECT h.html FROM texts_textmodule h WHERE h.id = m.id), '<[^>]*>', '', 'g') LIKE ANY (%(texts)s)
LIMIT %(most)s
"""
