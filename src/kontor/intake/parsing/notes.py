"""Collects what was odd while a mail is read; each thing once, and not without end."""

from __future__ import annotations

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing import limits
from kontor.intake.parsing.mail import Problem
from kontor.kernel.text import shorten


class Notes:
    """Two lists: problems of structure, problems of characters."""

    def __init__(self) -> None:
        self._problems: dict[tuple[ProblemKind, str], None] = {}
        self._charsets: dict[str, None] = {}

    def problem(self, kind: ProblemKind, detail: str = "") -> None:
        if len(self._problems) < limits.NOTES:
            self._problems.setdefault((kind, shorten(detail, 200)))

    def charset(self, note: str) -> None:
        if len(self._charsets) < limits.NOTES:
            self._charsets.setdefault(shorten(note, 200))

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(Problem(kind, detail) for kind, detail in self._problems)

    @property
    def charset_problems(self) -> tuple[str, ...]:
        return tuple(self._charsets)
