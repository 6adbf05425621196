"""Words that no dictionary and no word list knows; looked for as the tenant says ("check before sending")."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark
from kontor.answers.domain.proofreading import misspelt_in
from kontor.kernel.text import shorten


def find_misspelt(case: Case) -> Iterator[Remark]:
    words = list(dict.fromkeys(found.word for found in misspelt_in(case.ticket, case.draft, case.words.split("\n"))))
    if not words:
        return
    named = ", ".join(f"“{word}”" for word in words)
    sentence = ngettext(
        "A word is in no dictionary: %(words)s.", "%(count)s words are in no dictionary: %(words)s.", len(words)
    )
    yield Remark(
        sentence % {"words": shorten(named, 200), "count": len(words)},
        _("Correct them, ignore them in this answer, or propose them to the word list."),
        about=" ".join(sorted(words)),
        words=words[0],
    )
