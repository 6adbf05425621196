"""Words of an internal note stand in the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark
from kontor.kernel.text import shorten
from kontor.tickets.models import Note

SHORTEST = 25
"""So many characters in a row, blanks, points and case apart, are no chance."""
MOST_NOTES, LONGEST = 50, 20_000
_WORDS = re.compile(r"\w+")


def find_note(case: Case) -> Iterator[Remark]:
    answer = _plain(case.everything)
    if len(answer) < SHORTEST:
        return
    parts = {answer[at : at + SHORTEST] for at in range(len(answer) - SHORTEST + 1)}
    said = _plain(case.said_by_customer)
    notes = Note.objects.filter(ticket=case.ticket).order_by("-at", "-id").values_list("pk", "text")
    for note_id, text in notes[:MOST_NOTES]:
        found = next((part for part in _parts(_plain(text)) if part in parts and part not in said), "")
        if found:
            yield Remark(
                _("The answer repeats an internal note (“%(words)s”).") % {"words": shorten(found.strip(), 60)},
                _("Say it in other words, or take it out: notes are for colleagues."),
                about=f"{note_id}|{found}",
                words=found.strip(),
            )


def _plain(text: str) -> str:
    return f" {' '.join(_WORDS.findall(text.casefold()))} "[:LONGEST]


def _parts(text: str) -> Iterator[str]:
    return (text[at : at + SHORTEST] for at in range(max(0, len(text) - SHORTEST + 1)))
