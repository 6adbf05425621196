"""What is wrong with a file: where, in which field, and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import process

from kontor.kernel.errors import Refused
from kontor.kernel.text import with_hidden_shown

MOST = 50
"""More mistakes than that are not listed."""
_ALIKE = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` begins with 1, 0: no line is to blame. ``field`` is the way there, as "hours[2].name"."""

    line: int
    field: str
    sentence: str

    @property
    def place(self) -> tuple[int, str]:
        return self.line, self.field

    @property
    def top(self) -> str:
        """The section."""
        return re.split(r"[.\[]", self.field)[0]

    def __str__(self) -> str:
        """What the file says is repeated here: nothing in it may steer a terminal."""
        return with_hidden_shown(self._told())

    def _told(self) -> str:
        if not self.line:
            return f"{self.field}: {self.sentence}" if self.field else self.sentence
        where = _("Line %(line)s") % {"line": self.line}
        return f"{where}, {self.field}: {self.sentence}" if self.field else f"{where}: {self.sentence}"


class BadFile(Refused):
    """The file cannot be used. Its sentence is that of all problems, one a line, in the order of their lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = sorted(problems, key=lambda problem: problem.place)
        self.problems = tuple(found[:MOST])
        self.more = len(found) - len(self.problems)
        super().__init__("\n".join(self.sentences))

    @property
    def sentences(self) -> list[str]:
        """One for each mistake that is told, and how many are not."""
        more = ngettext("%(count)s more mistake is not told.", "%(count)s more mistakes are not told.", self.more)
        return [*map(str, self.problems), *([more % {"count": self.more}] if self.more else [])]


def nearest(word: str, known: Sequence[str]) -> str:
    """Of what is known the most alike, as a sentence that follows another one; empty when nothing is alike."""
    found = process.extractOne(word, known, score_cutoff=_ALIKE)
    return " " + _("Do you mean “%(name)s”?") % {"name": found[0]} if found else ""
