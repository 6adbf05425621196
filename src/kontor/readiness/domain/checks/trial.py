"""The go-live test: whether the whole way of a mail was tried, how it ended, and whether the way is still the same."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.readiness.domain.changes import changed_on_the_way
from kontor.readiness.domain.checks.lines import Facts, Line, line
from kontor.readiness.enums import LineState, StepState, Topic, TrialState
from kontor.readiness.models import Trial


def trial(facts: Facts) -> Iterator[Line]:
    last = Trial.objects.filter(tenant=facts.tenant).select_related("account").first()
    if last is None:
        sentence = _("The whole way of a mail was not tried yet. Start the go-live test.")
        yield line("trial", Topic.TRIAL, LineState.OPEN, sentence, place="trial")
    elif not last.is_over:
        sentence = _("The go-live test is running through %(address)s.") % {"address": last.address}
        yield line("trial", Topic.TRIAL, LineState.OPEN, sentence, place="trial", at=last.asked_at)
    elif last.state == TrialState.PASSED:
        yield _passed(facts, last)
    else:
        yield _failed(facts, last)


def _passed(facts: Facts, last: Trial) -> Line:
    """What was changed while the test ran may have been tried as it was before."""
    words = {"address": last.address}
    changed = _changed(facts, last)
    if changed is None:
        sentence = _("A test mail went the whole way through %(address)s.") % words
        return line("trial", Topic.TRIAL, LineState.GREEN, sentence, at=last.finished_at)
    sentence = _("Tested before the last change (“%(name)s”). Start the go-live test again.") % {"name": changed}
    return line("trial", Topic.TRIAL, LineState.OPEN, sentence, place="trial", at=last.finished_at)


def _failed(facts: Facts, last: Trial) -> Line:
    """It stays wrong until a test shows otherwise; that somebody has changed something is said."""
    failed = next((step for step in last.steps.values() if step["state"] == StepState.FAILED), None)
    sentence = _("The go-live test failed: %(sentence)s") % {"sentence": failed["sentence"] if failed else ""}
    changed = _changed(facts, last)
    if changed is not None:
        again = _("“%(name)s” was changed since then: start it again.") % {"name": changed}
        sentence = f"{sentence} {again}"
    return line("trial", Topic.TRIAL, LineState.WRONG, sentence, place="trial", at=last.finished_at)


def _changed(facts: Facts, last: Trial) -> str | None:
    """A general account's changes are in the log of the installation, which not everybody sees: its row knows too."""
    if last.account.changed_at > last.asked_at:
        return str(last.account.name)
    return changed_on_the_way(facts.tenant, last.asked_at)
