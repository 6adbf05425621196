"""What one is at the moment, ready or not: the menu in the title bar, live in all of one's windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kontor.entrance.doors import without_tenant
from kontor.entrance.eyes import seen_through_eyes
from kontor.entrance.forms import StateForm
from kontor.entrance.views.tenant_choice import safe_next
from kontor.org.middleware import DeskRequest
from kontor.people.domain.availability import shown_state
from kontor.people.domain.title_bar import TitleBar, title_bar_of
from kontor.people.enums import Availability, Module
from kontor.people.models import AgentState, BreakReason, User
from kontor.routing.domain.readiness import become
from kontor.ui.htmx import fragment, wants_fragment

TEMPLATE = "entrance/_state.html"
ICONS = {
    Availability.READY: "done",
    Availability.BUSY: "clock",
    Availability.PAUSE: "paused",
    Availability.WRAP_UP: "resubmit",
    Availability.TALKING: "phone",
}


@dataclass(frozen=True)
class Choice:
    """One line of the menu. ``hotkey`` only where the line holds for all modules."""

    label: str
    icon: str
    state: str
    module: str
    reason: int | str
    current: bool
    hotkey: str


@dataclass(frozen=True)
class Choices:
    title: str
    choices: list[Choice]


@seen_through_eyes
@without_tenant
def state(request: DeskRequest) -> HttpResponse:
    """Change it, or show it anew: nothing where it is what the window shows already.

    Every window asks, those of administrators without a tenant too: nobody is led away from a mask by it.
    """
    if request.method != "POST":
        context = _context(request.user)
        if wants_fragment(request) and request.GET.get("seen") == context["state_mark"]:
            return HttpResponse(status=204)
        return fragment(request, TEMPLATE, context)
    form = StateForm(request.POST)
    if not form.is_valid():
        return fragment(request, TEMPLATE, _context(request.user), status=422)
    entered = form.cleaned_data
    become(request.user, entered["state"], module=entered["module"], reason=entered["reason"], by=request.user)
    if wants_fragment(request):
        return fragment(request, TEMPLATE, _context(request.user))
    return HttpResponseRedirect(safe_next(request))


def state_menu(request: HttpRequest) -> str:
    """For the title bar: of everybody who works at the desk."""
    access, person = getattr(request, "access", None), request.user
    if not isinstance(person, User) or access is None or not access.may_anywhere("desk.access"):
        return ""
    return render_to_string(TEMPLATE, _context(person), request)


def _context(user: User) -> dict[str, Any]:
    bar = title_bar_of(user)
    shown = shown_state(bar.states.values())
    icon = ICONS[Availability(shown.availability) if shown else Availability.BUSY]
    word = str(Availability(shown.availability).label) if shown else str(Availability.BUSY.label)
    return {
        "state": Availability(shown.availability) if shown else Availability.BUSY,
        "state_icon": ICONS[Availability.PAUSE] if bar.absence else icon,
        "state_label": _away(bar) or (f"{word}: {shown.shown_reason.name}" if shown and shown.shown_reason else word),
        "state_until": shown.until if shown else None,
        "state_mark": _mark(bar),
        "absence": bar.absence,
        "menus": _menus(bar, shown),
    }


def _away(bar: TitleBar) -> str:
    return _("Away until %(until)s") % {"until": bar.absence.until_words} if bar.absence else ""


def _mark(bar: TitleBar) -> str:
    """Tells a window whether what it shows is still so."""
    states = [
        f"{module}.{row.availability}{row.resumes}.{row.reason_id or ''}" for module, row in sorted(bar.states.items())
    ]
    return "-".join([*states, *([bar.absence.until.isoformat()] if bar.absence else [])])


def _menus(bar: TitleBar, shown: AgentState | None) -> list[Choices]:
    if not bar.per_module:
        return [Choices(_("State"), _choices("", shown, bar.reasons))]
    return [
        Choices(str(module.label), _choices(module.value, bar.states.get(module), bar.reasons)) for module in Module
    ]


def _choices(module: str, present: AgentState | None, reasons: Sequence[BreakReason]) -> list[Choice]:
    now = Availability(present.availability) if present else Availability.BUSY
    reason_id = present.reason_id if present else None
    found = [_choice(each, module, current=each == now) for each in (Availability.READY, Availability.BUSY)]
    if not reasons:
        found.append(_choice(Availability.PAUSE, module, current=now == Availability.PAUSE))
    for place, reason in enumerate(reasons):
        line = _choice(Availability.PAUSE, module, current=now == Availability.PAUSE and reason.pk == reason_id)
        label = _("Break: %(reason)s") % {"reason": reason.name}
        found.append(
            Choice(label, line.icon, line.state, module, reason.pk, line.current, "" if place else line.hotkey)
        )
    return [*found, _choice(Availability.WRAP_UP, module, current=now == Availability.WRAP_UP)]


def _choice(availability: Availability, module: str, *, current: bool) -> Choice:
    keys = {Availability.READY: "g 1", Availability.BUSY: "g 2", Availability.PAUSE: "g 3", Availability.WRAP_UP: "g 4"}
    hotkey = keys[availability] if module in ("", Module.MAIL) else ""
    return Choice(str(availability.label), ICONS[availability], availability.value, module, "", current, hotkey)
