"""The answer speaks of an attachment and has none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark

_PROMISED = re.compile(
    r"""
    \banbei\b
    | \bim\s+anhang\b (?!\s+ihre[rs]\b)
    | \bin\s+der\s+anlage\b
    | \bals\s+(?:datei|pdf|e-mail|mail)?-?(?:anhang|anlage)\b
    | \bsiehe\s+(?:anhang|anlage)\b
    | \bbeigefügte?[rsnm]?\b | \bangehängte?[rsnm]?\b | \bangefügte?[rsnm]?\b | \bbeiliegend\w*
    | \blieg(?:t|en)\s+(?:\S+\s+){0,6}bei(?=[.,!;:]|$)
    | \b(?:füge|hänge|lege|schicke|sende)n?\s+(?:\S+\s+){1,8}(?:bei|an|mit)(?=[\s.,!;:]|$)
    | \b(?:please\s+)?find\s+(?:\w+\s+){0,3}(?:attached|enclosed)\b
    | \b(?:is|are|have|has|i've|we've)\s+(?:\w+\s+){0,2}(?:attached|enclosed)\b
    | \b(?:attached|enclosed)\s+(?:is|are|please|to\s+this|you\s+will|you'll)\b
    | \bsee\s+(?:the\s+)?attach(?:ed|ments?)\b
    | \bin\s+the\s+attach(?:ed|ments?)\b
    | \bi(?:\s+am|'m)\s+attaching\b | \bwe(?:\s+are|'re)\s+attaching\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOT_OURS = re.compile(
    r"""
    \bhaben\s+sie\b | \bsie\s+haben\b | \bvon\s+ihnen\b
    | \bihre[nmrs]?\s+(?:\S+\s+){0,2}(?:anhang|anlage|datei|mail|nachricht)\b
    | \bohne\b | \bkein(?:e[nrms]?)?\b | \bnicht\b
    | \byou\s+(?:have\s+)?(?:attached|enclosed|sent)\b | \byour\s+(?:\w+\s+){0,2}(?:attachment|file)\b
    | \bnot\b | \bno\s+attachment\b | \bcouldn't\b | \bwithout\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n{2,}")


def find_attachment(case: Case) -> Iterator[Remark]:
    promise = promised(case.words)
    if promise and not case.takes_files:
        yield Remark(
            _("The answer speaks of an attachment (“%(words)s”), but none is attached.") % {"words": promise},
            _("Attach the file, or confirm that none is meant."),
            about=case.words,
            place="files",
            words=promise,
        )


def promised(text: str) -> str:
    """The words that promise an attachment, "" where there are none. What the customer sent is not promised."""
    for sentence in _SENTENCES.split(text):
        flat = " ".join(sentence.split())
        found = _PROMISED.search(flat)
        if found and not _NOT_OURS.search(flat):
            return found[0]
    return ""
