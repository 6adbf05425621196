"""The answer is in another language than what the customer wrote."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark
from kontor.kernel.language import detect_language

FEWEST_LETTERS = 40
"""Of less than this no language is told."""


def find_language(case: Case) -> Iterator[Remark]:
    wanted = case.ticket.language
    if not wanted or sum(map(str.isalpha, case.words)) < FEWEST_LETTERS:
        return
    found = detect_language(case.words)
    if found and found != wanted:
        yield Remark(
            _("The answer is written in %(found)s, but the customer wrote in %(wanted)s.")
            % {"found": _name(found), "wanted": _name(wanted)},
            _("Choose the other language above, or confirm that this one is right."),
            about=f"{found}|{wanted}",
            place="language",
        )


def _name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
