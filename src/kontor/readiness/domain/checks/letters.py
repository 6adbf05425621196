"""Letters: whether the stylesheet renders and the output directory can be written to, as it was when tried last."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.readiness.domain.checks.lines import Facts, Line, line
from kontor.readiness.domain.letter_trials import to_try, writes_letters
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
    now = to_try(facts.tenant)
    yield _stylesheet(tried, is_same=tried.sheet == now.fingerprint)
    yield _directory(tried, is_same=tried.directory == now.directory)


def _stylesheet(tried: LetterTrial, *, is_same: bool) -> Line:
    if tried.stylesheet_trouble:
        return _wrong(tried, "stylesheet", tried.stylesheet_trouble, is_same=is_same)
    if is_same:
        return _line(tried, "stylesheet", LineState.GREEN, _("The stylesheet renders."))
    sentence = _("The stylesheet was tested before the last change of the letter. Try letters again.")
    return _line(tried, "stylesheet", LineState.OPEN, sentence, place="letters")


def _directory(tried: LetterTrial, *, is_same: bool) -> Line:
    if tried.directory_trouble:
        return _wrong(tried, "directory", tried.directory_trouble, is_same=is_same)
    if is_same:
        return _line(tried, "directory", LineState.GREEN, _("The output directory can be written to."))
    sentence = _("Another output directory was tested than the one that is set now. Try letters again.")
    return _line(tried, "directory", LineState.OPEN, sentence, place="letters")


def _wrong(tried: LetterTrial, key: str, trouble: str, *, is_same: bool) -> Line:
    """What failed is put right first, and then tried again; it stays wrong until it is seen to work."""
    if is_same:
        return _line(tried, key, LineState.WRONG, trouble, place=key)
    again = _("This was changed since then. Try letters again.")
    return _line(tried, key, LineState.WRONG, f"{trouble} {again}", place="letters")


def _line(tried: LetterTrial, key: str, state: LineState, sentence: str, *, place: str = "") -> Line:
    return line(key, Topic.LETTERS, state, sentence, place=place, at=tried.tried_at)
