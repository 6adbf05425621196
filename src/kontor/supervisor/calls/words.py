"""A call in words: its sides, its lengths, how it ended."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.calls.domain.causes import cause_in_words
from kontor.calls.domain.recorded import Totals
from kontor.calls.enums import CallState, Direction, Outcome
from kontor.calls.models import Call
from kontor.kernel.telephone import lookup_key, written
from kontor.ui.durations import talk_time


def number_of(call: Call) -> str:
    """The other side."""
    if call.anonymous:
        return _("anonymous")
    return written(call.remote_normal, call.tenant.country) or call.remote or _("not known")


def own_number_of(call: Call) -> str:
    """Which of our numbers was called, or which one the called person saw."""
    country = call.tenant.country
    if call.direction == Direction.IN:
        return written(call.dialled_normal, country) or call.dialled
    return written(lookup_key(call.shown_number, country) or call.shown_number, country)


def ended_how(call: Call) -> str:
    """How it ended, or where it stands while it lives."""
    if call.is_living:
        return str(CallState(call.state).label)
    return str(Outcome(call.outcome).label) if call.outcome else ""


def why(call: Call) -> str:
    return cause_in_words(call.cause)


def totals_in_words(totals: Totals, most: int) -> str:
    if totals.calls is None:
        return _("More than %(number)s calls: choose a shorter time to see their sums.") % {"number": most}
    calls = ngettext("%(number)s call", "%(number)s calls", totals.calls) % {"number": totals.calls}
    words = {"calls": calls, "missed": totals.missed, "talk": talk_time(totals.talk_seconds)}
    return _("%(calls)s, %(missed)s missed, %(talk)s talked") % words
