"""The sentences of a dry run of an escalation rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kontor.escalations.domain.replay_result import Hour, Otherwise, Result
from kontor.escalations.domain.replay_rule import MOST_TIMES
from kontor.escalations.models import Replay

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LEAD = gettext_lazy("On which tickets of the last days this rule would have acted, had it been in force.")
CHART = gettext_lazy("How often the rule acts, by the hour")
UNIT = gettext_lazy("times")
AT = gettext_lazy("For the first time")
_OTHERWISE: dict[str, StrOrPromise] = {
    "acts": gettext_lazy("The rule would have acted"),
    "left": gettext_lazy("The rule has acted, and would not have"),
}


def figures(hour: Hour) -> tuple[int, int]:
    return hour.before, hour.after


def sums(replay: Replay, result: Result) -> list[tuple[str, str]]:
    found = result.sums
    return [
        (_("Tickets on which the rule has acted"), _requests(found, "did")),
        (_("Tickets on which it would have acted"), _requests(found, "would")),
        (_("of these at once, at the beginning"), str(found.get("at_once", 0))),
    ]


def otherwise(ticket: Otherwise) -> str:
    return str(_OTHERWISE[ticket.what])


def assumes(replay: Replay, result: Result) -> list[str]:
    sentences = [
        _(
            "The rule is tried as if it had been put in force at the beginning of these days. What fitted already then "
            "is acted on at once."
        ),
        _(
            "States, categories, pauses and promises are those that the history tells; business hours by which waiting "
            "counts, language and tags are those of today. A ticket counts in its own tenant, lent or not."
        ),
        _(
            "What the rule does is not followed up: nothing that it moves, raises or assigns changes what comes later, "
            "and other rules are left out."
        ),
        _("A ticket that was closed and opened again counts as it is now."),
    ]
    if cut := result.sums.get("cut", 0):
        sentence = ngettext(
            "For %(count)s ticket only the first %(most)s times are counted.",
            "For %(count)s tickets only the first %(most)s times are counted.",
            cut,
        )
        sentences.append(sentence % {"count": cut, "most": MOST_TIMES})
    return sentences


def _requests(found: dict[str, int], side: str) -> str:
    """With how often, where that is not the same."""
    requests, times = found.get(side, 0), found.get(f"times_{side}", 0)
    if requests == times:
        return str(requests)
    return _("%(requests)s (%(times)s times)") % {"requests": requests, "times": times}
