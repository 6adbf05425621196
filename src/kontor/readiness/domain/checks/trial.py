"""The go-live test: whether the whole way of a mail was tried, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.readiness.domain.checks.lines import Facts, Line, line
from kontor.readiness.enums import LineState, StepState, Topic, TrialState
from kontor.readiness.models import Trial


def trial(facts: Facts) -> Iterator[Line]:
    last = Trial.objects.filter(tenant=facts.tenant).exclude(finished_at=None).first()
    if last is None:
        sentence = _("The whole way of a mail was not tried yet. Start the go-live test.")
        yield line("trial", Topic.TRIAL, LineState.OPEN, sentence, place="trial")
    elif last.state == TrialState.PASSED:
        sentence = _("A test mail went the whole way through %(address)s.") % {"address": last.address}
        yield line("trial", Topic.TRIAL, LineState.GREEN, sentence, at=last.finished_at)
    else:
        failed = next((step for step in last.steps.values() if step["state"] == StepState.FAILED), None)
        sentence = _("The go-live test failed: %(sentence)s") % {"sentence": failed["sentence"] if failed else ""}
        yield line("trial", Topic.TRIAL, LineState.WRONG, sentence, place="trial", at=last.finished_at)
