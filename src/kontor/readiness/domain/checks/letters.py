"""Letters: whether the stylesheet renders and the output directory can be written to, as it was when tried last."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.readiness.domain.checks.lines import Facts, Line, line
from kontor.readiness.domain.letter_trials import writes_letters
from kontor.readiness.enums import LineState, Topic
from kontor.readiness.models import LetterTrial


def letters(facts: Facts) -> Iterator[Line]:
    """Nothing where no letters are written."""
    if not writes_letters(facts.tenant):
        return
    tried = LetterTrial.objects.filter(tenant=facts.tenant).first()
    if tried is None:
        sentence = _("It was not tried yet whether letters can be made and written. Try it.")
        yield line("stylesheet", Topic.LETTERS, LineState.OPEN, sentence, place="letters")
        return
    yield _line(tried, "stylesheet", tried.stylesheet_trouble, _("The stylesheet renders."))
    yield _line(tried, "directory", tried.directory_trouble, _("The output directory can be written to."))


def _line(tried: LetterTrial, key: str, trouble: str, fine: str) -> Line:
    state = LineState.WRONG if trouble else LineState.GREEN
    return line(key, Topic.LETTERS, state, trouble or fine, place=key if trouble else "", at=tried.tried_at)
