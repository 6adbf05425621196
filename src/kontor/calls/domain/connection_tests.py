"""Testing the line to an Asterisk: asked for in a request, run by a worker, watched by a page."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.calls.enums import Connector
from kontor.calls.models import LineTest, PhoneSystem
from kontor.channels.domain.connection_tests import GIVEN_UP_AFTER, NO_WORKER_AFTER, Shown, ShownStep
from kontor.channels.telephony.ami import AmiServer
from kontor.channels.telephony.connection_test import STEPS, check_asterisk
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.tenants.scope import INSTALLATION, scope

TASK = "kontor.calls.tasks.test_line"


@transaction.atomic(savepoint=False)
def ask_for_test(system: PhoneSystem, *, language: str) -> LineTest:
    """Have a worker test the line with the saved settings. Older tests of the system are forgotten."""
    if system.connector != Connector.ASTERISK:
        raise Refused(_("There is nothing to test: this telephone system posts its events by itself."))
    if not system.host or not system.username or not system.context:
        raise Refused(_("Enter server, user name and context first, and save."))
    LineTest.objects.filter(system=system).delete()
    test = LineTest.objects.create(system=system, language=language, asked_at=clock.now())
    app.configure_task(TASK, queue="channels").defer(tenant_id=INSTALLATION, system_id=system.pk, test_id=test.pk)
    return test


def run_test(system_id: int, test_id: int) -> None:
    """Go through the steps, each written down as it happens. Short scopes, no network in them.

    A second run of the same job begins again, unless the test is over or another was asked for since.
    """
    with scope(INSTALLATION):
        rows = LineTest.objects.filter(pk=test_id, system=system_id, finished_at=None).select_related("system")
        test = rows.first()
        if test is None:
            return
        rows.update(begun_at=clock.now(), steps={})
    steps: dict[str, dict[str, str]] = {}
    with translation.override(test.language or None):
        for step in check_asterisk(server_of(test.system), test.system.context):
            steps[step.key] = {"state": step.state.value, "sentence": step.sentence}
            with scope(INSTALLATION):
                if not LineTest.objects.filter(pk=test_id).update(steps=steps):
                    return
    with scope(INSTALLATION):
        LineTest.objects.filter(pk=test_id).update(finished_at=clock.now())


def shown_test(system: PhoneSystem) -> Shown | None:
    """The newest test of the line with all its steps, those to come too; None when none was asked for."""
    test = LineTest.objects.filter(system=system).order_by("-id").first()
    if test is None:
        return None
    age = clock.now() - test.asked_at
    return Shown(
        test=test,
        steps=[_as_it_is(step.key, step.label, test) for step in STEPS],
        waits=test.begun_at is None,
        nobody=test.begun_at is None and age >= NO_WORKER_AFTER,
        over=test.is_over or age >= GIVEN_UP_AFTER,
    )


def server_of(system: PhoneSystem) -> AmiServer:
    """What is needed to reach its manager interface."""
    return AmiServer(
        system.host,
        system.port,
        system.username,
        system.secret,
        tls=system.tls,
        ca_file=system.ca_file or None,
    )


def _as_it_is(key: str, label: object, test: LineTest) -> ShownStep:
    known = test.steps.get(key)
    return ShownStep(label, known["state"], known["sentence"]) if known else ShownStep(label, "open")  # type: ignore[arg-type]
