"""What a mail that was read holds, for short."""

from __future__ import annotations

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing import ParsedMail


def files(mail: ParsedMail) -> list[tuple[str, str, bytes]]:
    return [(file.filename, file.content_type, file.content) for file in mail.attachments]


def problems(mail: ParsedMail) -> list[ProblemKind]:
    return [problem.kind for problem in mail.problems]
