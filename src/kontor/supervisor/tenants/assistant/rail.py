"""The steps as they stand beside the page: what is done, open, wrong or skipped, judged by the checklist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from kontor.org.domain.setting_up import setup_of
from kontor.org.middleware import DeskRequest
from kontor.readiness.domain.checks import Line
from kontor.readiness.domain.looking import look
from kontor.readiness.enums import LineState
from kontor.supervisor.tenants.assistant.lists import LISTS, there
from kontor.supervisor.tenants.assistant.steps import LAST, Step, steps_for
from kontor.supervisor.tenants.readiness.places import url_of
from kontor.supervisor.tenants.readiness.tab import BADGES
from kontor.tenants.models import Tenant

DONE, OPEN, WRONG, SKIPPED, SEEN = "done", "open", "wrong", "skipped", ""


@dataclass(frozen=True)
class Stop:
    """A step on the rail. ``state`` is "" where the checklist says nothing about it."""

    step: Step
    url: str
    state: str
    lines: Sequence[tuple[Line, str, str]]
    """Each with the address of its field and its badge."""


@dataclass(frozen=True)
class Rail:
    stops: list[Stop]
    current: int

    @property
    def here(self) -> Stop:
        return self.stops[self.current]

    @property
    def before(self) -> Stop | None:
        return self.stops[self.current - 1] if self.current else None

    @property
    def after(self) -> Stop | None:
        return self.stops[self.current + 1] if self.current + 1 < len(self.stops) else None

    @property
    def done(self) -> int:
        return sum(stop.state == DONE for stop in self.stops)

    @property
    def judged(self) -> int:
        return sum(stop.state != SEEN for stop in self.stops)


def step_url(tenant: Tenant, key: str) -> str:
    return reverse("supervisor:tenants:assistant-step", args=[tenant.pk, key])


def rail_of(request: DeskRequest, tenant: Tenant, key: str) -> Rail | None:
    """None when there is no such step here."""
    steps = steps_for(request)
    current = next((number for number, step in enumerate(steps) if step.key == key), None)
    if current is None:
        return None
    lines, passed = look(tenant).lines, set(setup_of(tenant).skipped)
    return Rail([_stop(request, tenant, step, lines, passed) for step in steps], current)


def first_open(request: DeskRequest, tenant: Tenant) -> str:
    """The step to begin with where nobody has left it: the first at which something is to be done."""
    lines = look(tenant).lines
    stops = [_stop(request, tenant, step, lines, set()) for step in steps_for(request)]
    return next((stop.step.key for stop in stops if stop.state in (OPEN, WRONG)), LAST)


def _stop(request: DeskRequest, tenant: Tenant, step: Step, lines: list[Line], passed: set[str]) -> Stop:
    own = [line for line in lines if line.topic in step.topics or line.key in step.keys]
    shown = [(line, url_of(request, tenant, line), BADGES[line.state]) for line in own]
    return Stop(step, step_url(tenant, step.key), _state(tenant, step, own, passed), shown)


def _state(tenant: Tenant, step: Step, lines: list[Line], passed: set[str]) -> str:
    states = {line.state for line in lines}
    if states == {LineState.GREEN} or step.key == "general" or _is_there(tenant, step, lines):
        return DONE
    if step.key in passed:
        return SKIPPED
    if any(line.hinders for line in lines):
        return WRONG
    return OPEN if states else SEEN


def _is_there(tenant: Tenant, step: Step, lines: list[Line]) -> bool:
    """Where the checklist has no line, it is done when there is one."""
    found = there(tenant, step.key) if not lines and step.key in LISTS else None
    return bool(found and found.things)
