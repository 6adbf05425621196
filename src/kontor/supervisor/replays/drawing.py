"""The charts of a dry run: hour by hour what there was and what there would have been."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from django.utils.translation import gettext as _

from kontor.escalations.domain.replay_result import Hour, Result, hour_of
from kontor.escalations.models import Replay
from kontor.supervisor.replays import promises
from kontor.supervisor.replays.words import Words
from kontor.ui.charts import Line, Lines

HOUR = timedelta(hours=1)
Figures = Callable[[Hour], tuple[int, int]]


def by_the_hour(replay: Replay, result: Result, words: Words) -> Iterator[Lines]:
    """What the kind of dry run draws, and the promises where they are figures of their own. Nothing was in the hours
    that are missing."""
    begin, end = hour_of(replay.at - timedelta(days=replay.days)), hour_of(replay.at)
    hours = [begin + index * HOUR for index in range((end - begin) // HOUR + 1)] if result.hours else []
    lines = _before_and_after(hours, result, words.figures, adds_up=words.adds_up)
    if words.did:
        did = {hour.at: hour.did for hour in result.hours}
        lines.insert(1, Line(words.did, [(at, did.get(at, 0)) for at in hours]))
    yield Lines(words.chart, begin, end, lines, words.unit)
    if words.broken:
        yield Lines(words.broken, begin, end, _before_and_after(hours, result, _broken, adds_up=True), promises.UNIT)


def _before_and_after(hours: Sequence[datetime], result: Result, figures: Figures, *, adds_up: bool) -> list[Line]:
    known = {hour.at: figures(hour) for hour in result.hours}
    before, after = ([known.get(at, (0, 0))[side] for at in hours] for side in (0, 1))
    if adds_up:
        before, after = list(accumulate(before)), list(accumulate(after))
    return [
        Line(_("as it would have been"), list(zip(hours, after, strict=True))),
        Line(_("as it was"), list(zip(hours, before, strict=True)), before=True),
    ]


def _broken(hour: Hour) -> tuple[int, int]:
    return hour.before_of, hour.after_of
