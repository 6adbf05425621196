"""The sentences of a dry run of business hours or of a service level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.escalations.domain.replay_result import Hour, Otherwise, Result
from kontor.escalations.models import Replay
from kontor.sla.enums import PromiseKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LEVEL_LEAD = gettext_lazy("What this service level would have meant for the tickets of the last days.")
CALENDAR_LEAD = gettext_lazy("What these business hours would have meant for the tickets of the last days.")
CHART = gettext_lazy("Broken promises, added up by the hour in which they began")
UNIT = gettext_lazy("broken promises")
AT = gettext_lazy("Would be due")
CHANGES: dict[str, StrOrPromise] = {
    "better": gettext_lazy("%(promise)s: would not be broken"),
    "worse": gettext_lazy("%(promise)s: would be broken"),
    "new_broken": gettext_lazy("%(promise)s: newly promised, and would be broken"),
}


def figures(hour: Hour) -> tuple[int, int]:
    """What is broken."""
    return hour.before_of - hour.before, hour.after_of - hour.after


def sums(replay: Replay, result: Result) -> list[tuple[str, str]]:
    found = result.sums
    return [
        (_("Kept as it was"), kept_of(found, "before")),
        (_("Kept as it would have been"), kept_of(found, "after")),
        (_("would not be broken any more"), str(found.get("better", 0))),
        (_("would be broken instead"), str(found.get("worse", 0))),
        (_("newly promised, and would be broken"), str(found.get("new_broken", 0))),
        (_("would not be promised any more"), str(found.get("gone", 0))),
    ]


def kept_of(found: dict[str, int], side: str) -> str:
    """As a share, with its figures."""
    kept, promised = found.get(f"kept_{side}", 0), found.get(f"of_{side}", 0)
    if not promised:
        return _("nothing was promised")
    return _("%(percent)s %% (%(kept)s of %(promised)s)") % {
        "percent": kept * 100 // promised,
        "kept": kept,
        "promised": promised,
    }


def otherwise(ticket: Otherwise) -> str:
    kind, change = ticket.what.split(":")
    return str(CHANGES[change]) % {"promise": PromiseKind(kind).label}


def assumes(replay: Replay, result: Result) -> list[str]:
    return [
        _("It is nowhere in use, so it was tried on all tickets of the tenant.")
        if result.sums.get("everywhere")
        else _("It was tried on the tickets of the categories in which it holds today."),
        _(
            "Both sides are computed from the same receipts, answers, pauses and closings: with what holds today, and "
            "with what is tried. People worked as they did: nobody answers earlier because more is promised."
        ),
        _("A ticket that was closed and opened again counts as it is now."),
    ]
