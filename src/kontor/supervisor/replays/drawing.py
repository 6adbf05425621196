"""The chart of a dry run: hour by hour what there was and what there would have been."""

from __future__ import annotations

from datetime import timedelta
from itertools import accumulate

from django.utils.translation import gettext as _

from kontor.escalations.domain.replay_result import Result, hour_of
from kontor.escalations.models import Replay
from kontor.supervisor.replays.words import Words
from kontor.ui.charts import Line, Lines

HOUR = timedelta(hours=1)


def by_the_hour(replay: Replay, result: Result, words: Words) -> Lines:
    """Nothing was in the hours that are missing."""
    begin, end = hour_of(replay.at - timedelta(days=replay.days)), hour_of(replay.at)
    figures = {hour.at: words.figures(hour) for hour in result.hours}
    hours = [begin + index * HOUR for index in range((end - begin) // HOUR + 1)] if figures else []
    before, after = ([figures.get(at, (0, 0))[side] for at in hours] for side in (0, 1))
    if words.adds_up:
        before, after = list(accumulate(before)), list(accumulate(after))
    lines = [
        Line(_("as it would have been"), list(zip(hours, after, strict=True))),
        Line(_("as it was"), list(zip(hours, before, strict=True)), before=True),
    ]
    if words.did:
        did = {hour.at: hour.did for hour in result.hours}
        lines.insert(1, Line(words.did, [(at, did.get(at, 0)) for at in hours]))
    return Lines(words.chart, begin, end, lines, words.unit)
