"""The course of a call, step by step, as the telephone system told it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kontor.calls.domain.causes import cause_in_words
from kontor.calls.enums import Direction
from kontor.calls.models import CallParty, ReceivedEvent
from kontor.channels.telephony.events import EventKind
from kontor.kernel.telephone import written


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    icon: str
    title: str
    text: str = ""


Told = Mapping[str, Any]


NUMBERS = ("caller", "dialled", "shown")


def course_of(events: Sequence[ReceivedEvent], parties: Sequence[CallParty], country: str) -> list[Step]:
    """The events in the order they happened. ``parties`` say whose phone an extension was; numbers are written as in
    the ``country``."""
    names = {party.extension: party.user.name for party in parties if party.user}
    return [_step(event, names, country) for event in events]


def _step(event: ReceivedEvent, names: Mapping[str, str], country: str) -> Step:
    numbers = {name: written(str(event.content[name]), country) for name in NUMBERS if event.content.get(name)}
    told: Told = {**event.content, **numbers}
    sign, words = STEPS[EventKind(event.kind)]
    title, text = words(told, _who(told, names))
    return Step(event.at, sign, title, text)


def _who(told: Told, names: Mapping[str, str]) -> str:
    extension = str(told.get("extension") or "")
    if extension in names:
        return _("%(name)s (extension %(number)s)") % {"name": names[extension], "number": extension}
    return _("extension %(number)s") % {"number": extension} if extension else ""


def _begun(told: Told, who: str) -> tuple[str, str]:
    number = {"caller": told.get("caller") or _("anonymous"), "dialled": told.get("dialled") or "–"}
    return _("The call begins"), _("from %(caller)s to %(dialled)s") % number


def _ringing(told: Told, who: str) -> tuple[str, str]:
    return (_("It rings"), who) if who else (_("It rings at the other end"), "")


def _answered(told: Told, who: str) -> tuple[str, str]:
    if told.get("far") and told.get("direction") == Direction.IN:
        return _("Picked up outside"), ""
    if told.get("far") or not who:
        return _("The other side has picked up"), ""
    return _("Picked up"), who


def _held(told: Told, who: str) -> tuple[str, str]:
    return _("On hold"), who


def _resumed(told: Told, who: str) -> tuple[str, str]:
    return _("The conversation goes on"), who


def _transferred(told: Told, who: str) -> tuple[str, str]:
    return _("Transferred"), _("to %(where)s") % {"where": who or told.get("dialled") or "–"}


def _left(told: Told, who: str) -> tuple[str, str]:
    return _("A phone has left the call"), who


def _shown(told: Told, who: str) -> tuple[str, str]:
    trunk = told.get("trunk")
    over = _("over the trunk %(trunk)s") % {"trunk": trunk} if trunk else ""
    return _("The called person sees %(number)s") % {"number": told.get("shown") or "–"}, over


def _ended(told: Told, who: str) -> tuple[str, str]:
    if name := told.get("user"):
        return _("The call is over"), _("%(name)s has said so.") % {"name": name}
    return _("The call has ended"), cause_in_words(told.get("cause"))


def _recorded(told: Told, who: str) -> tuple[str, str]:
    """Never the address: that has a right of its own."""
    return _("The telephone system has kept a recording"), ""


STEPS: dict[EventKind, tuple[str, Callable[[Told, str], tuple[str, str]]]] = {
    EventKind.BEGUN: ("phone", _begun),
    EventKind.RINGING: ("bell", _ringing),
    EventKind.ANSWERED: ("done", _answered),
    EventKind.HELD: ("paused", _held),
    EventKind.RESUMED: ("done", _resumed),
    EventKind.TRANSFERRED: ("forward", _transferred),
    EventKind.LEFT: ("right", _left),
    EventKind.SHOWN: ("globe", _shown),
    EventKind.ENDED: ("x", _ended),
    EventKind.RECORDED: ("report", _recorded),
}
