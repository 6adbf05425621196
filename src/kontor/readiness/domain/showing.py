"""Go-live tests as a page shows them: every step, those to come too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise

from kontor.kernel import clock
from kontor.readiness.domain.trials import STEPS
from kontor.readiness.enums import StepState
from kontor.readiness.models import Trial
from kontor.tenants.models import Tenant

NO_WORKER_AFTER = timedelta(seconds=10)


@dataclass(frozen=True)
class ShownStep:
    label: Promise
    state: str
    sentence: str


@dataclass(frozen=True)
class ShownTrial:
    """A trial as a page shows it. ``nobody``: asked for so long ago that no worker seems to run."""

    trial: Trial
    steps: Sequence[ShownStep]
    nobody: bool

    @property
    def done(self) -> int:
        return sum(step.state not in (StepState.OPEN, StepState.RUNNING) for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)


def shown_trial(trial: Trial) -> ShownTrial:
    """With all its steps, those to come too."""
    steps = []
    for key, label in STEPS.items():
        known = trial.steps.get(key, {"state": StepState.OPEN.value, "sentence": ""})
        steps.append(ShownStep(label, known["state"], known["sentence"]))
    waits = trial.begun_at is None and not trial.is_over
    return ShownTrial(trial, steps, nobody=waits and clock.now() - trial.asked_at >= NO_WORKER_AFTER)


def trials_of(tenant: Tenant) -> list[Trial]:
    """The protocols, newest first."""
    return list(Trial.objects.filter(tenant=tenant).select_related("by"))
