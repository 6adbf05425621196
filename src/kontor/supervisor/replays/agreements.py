"""The sentences of a dry run of an agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.escalations.domain.replay_result import Hour, Otherwise, Result
from kontor.escalations.models import Replay
from kontor.supervisor.durations import written
from kontor.supervisor.replays.promises import kept_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LEAD = gettext_lazy("What this agreement would have lent in the last days, if it had been in force.")
CHART = gettext_lazy("Tickets that wait at the lender at each full hour, and that would be lent")
BROKEN = gettext_lazy("Broken promises of what would be lent, by the hour in which they began, added up")
UNIT = gettext_lazy("tickets")
DID = gettext_lazy("lent in the hour from then on")
AT = gettext_lazy("Would be lent")
UNTIL = gettext_lazy("Would be handed back")
CHANGES: dict[str, StrOrPromise] = {
    "lent": gettext_lazy("lent"),
    "better": gettext_lazy("lent; a promise would not be broken"),
    "worse": gettext_lazy("lent; a promise would be broken"),
}


def figures(hour: Hour) -> tuple[int, int]:
    return hour.before, hour.after


def sums(replay: Replay, result: Result) -> list[tuple[str, str]]:
    found = result.sums
    return [
        (_("Tickets that would be lent"), str(found.get("lent", 0))),
        (_("of these handed back"), str(found.get("back", 0))),
        (_("Most that waited at a full hour"), str(found.get("most_before", 0))),
        (_("Most that would have waited"), str(found.get("most_after", 0))),
        (_("Promises of what would be lent: kept as it was"), kept_of(found, "before")),
        (_("Promises of what would be lent: kept as it would have been"), kept_of(found, "after")),
    ]


def otherwise(ticket: Otherwise) -> str:
    return str(CHANGES[ticket.what])


def assumes(replay: Replay, result: Result) -> list[str]:
    names = {"lender": replay.content["lender_name"], "borrower": replay.content["borrower_name"]}
    return [
        _(
            "The backlog is followed minute by minute, with the conditions that also lend and hand back. A ticket "
            "waits from its receipt until somebody takes it for the first time."
        ),
        _pace(result.sums.get("pace", -1), replay.content["category_name"], names),
        _(
            "Work on a ticket takes as long as it did. What stays at %(lender)s is taken when it really was, and "
            "nobody at %(borrower)s takes anything later because of what is lent."
        )
        % names,
        _("Tickets that were really lent count as if they had stayed."),
    ]


def _pace(minutes: int, category: str, names: dict[str, str]) -> str:
    values = {**names, "category": category, "time": written(minutes) if minutes else _("less than a minute")}
    if minutes < 0:
        return (
            _(
                "%(borrower)s has taken too few tickets of the category “%(category)s” in this time to know how fast "
                "it is. So what is lent is taken when it really was."
            )
            % values
        )
    return (
        _(
            "What is lent is taken at %(borrower)s after %(time)s of working time: the median of what was received in "
            "the category “%(category)s” in this time."
        )
        % values
    )
