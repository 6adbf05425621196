"""What is wrong with a file: where, in which field, and what is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import process

from kontor.kernel.errors import Refused

MOST = 50
"""More mistakes than that are not listed."""
_ALIKE = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` begins with 1, 0: no line is to blame. ``field`` is the way there, as "hours[2].name"."""

    line: int
    field: str
    sentence: str

    def __str__(self) -> str:
        if not self.line:
            return f"{self.field}: {self.sentence}" if self.field else self.sentence
        where = _("Line %(line)s") % {"line": self.line}
        return f"{where}, {self.field}: {self.sentence}" if self.field else f"{where}: {self.sentence}"


class BadFile(Refused):
    """The file cannot be used. Its sentence is that of all problems, one a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems[:MOST])
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: str, known: Sequence[str]) -> str:
    """Of what is known the most alike, as a sentence that follows another one; empty when nothing is alike."""
    found = process.extractOne(word, known, score_cutoff=_ALIKE)
    return " " + _("Do you mean “%(name)s”?") % {"name": found[0]} if found else ""
