"""Testing the connections of an account: asked for in a request, run by a worker, watched by a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from procrastinate.contrib.django import app

from kontor.channels.connection_test import State, Step, check_account, check_folder, planned_steps
from kontor.channels.connection_test_steps import Servers
from kontor.channels.domain.scan_folders import folder_of
from kontor.channels.domain.tokens import ready
from kontor.channels.enums import Protocol
from kontor.channels.models import ConnectionTest, MailAccount
from kontor.kernel import clock
from kontor.tenants.scope import scope

TASK = "kontor.channels.tasks.test_connection"
NO_WORKER_AFTER = timedelta(seconds=10)
GIVEN_UP_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class ShownStep:
    """``state`` is that of the step, or "open" while it is still to come."""

    label: Promise
    state: str
    sentence: str = ""


@dataclass(frozen=True)
class Shown:
    """A test as a page shows it: of a mail account, or of another line.

    ``waits``: no worker has begun it; ``nobody``: for so long that none seems to run.
    """

    test: Any
    steps: list[ShownStep]
    waits: bool
    nobody: bool
    over: bool

    @property
    def done(self) -> int:
        return sum(step.state not in ("open", State.RUNNING) for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def failed(self) -> bool:
        return any(step.state == State.FAILED for step in self.steps)

    @property
    def broke_off(self) -> bool:
        """It was not finished in the time that the longest test takes."""
        return self.over and not self.test.is_over


@transaction.atomic(savepoint=False)
def ask_for_test(account: MailAccount, *, language: str) -> ConnectionTest:
    """Have a worker test the account with its saved settings. Older tests of the account are forgotten."""
    ConnectionTest.objects.filter(account=account).delete()
    test = ConnectionTest.objects.create(
        tenant_id=account.tenant_id,
        account=account,
        account_owner=account.owner,
        language=language,
        asked_at=clock.now(),
    )
    app.configure_task(TASK, queue="channels").defer(tenant_id=account.owner, account_id=account.pk, test_id=test.pk)
    return test


def run_test(tenant_id: int, account_id: int, test_id: int) -> None:
    """Go through the steps, each written down as it happens. Short scopes, no network in them.

    A second run of the same job begins again, unless the test is over or another was asked for since.
    """
    with scope(tenant_id):
        rows = ConnectionTest.objects.filter(pk=test_id, finished_at=None).select_related("account")
        test = rows.first()
        if test is None:
            return
        rows.update(begun_at=clock.now(), steps={})
    account, steps = test.account, {}
    with translation.override(test.language or None):
        for step in _check(account):
            steps[step.key] = {"state": step.state.value, "sentence": step.sentence}
            with scope(tenant_id):
                if not ConnectionTest.objects.filter(pk=test_id).update(steps=steps):
                    return
    with scope(tenant_id):
        ConnectionTest.objects.filter(pk=test_id).update(finished_at=clock.now())


def shown_test(account: MailAccount) -> Shown | None:
    """The account's newest test with all its steps, those to come too; None when none was asked for."""
    test = ConnectionTest.objects.filter(account=account).order_by("-id").first()
    if test is None:
        return None
    age = clock.now() - test.asked_at
    return Shown(
        test=test,
        steps=[
            _as_it_is(step, test)
            for step in planned_steps(
                _servers(account)[1], by_token=account.signs_in_by_token, in_folder=_is_folder(account)
            )
        ],
        waits=test.begun_at is None,
        nobody=test.begun_at is None and age >= NO_WORKER_AFTER,
        over=test.is_over or age >= GIVEN_UP_AFTER,
    )


def _check(account: MailAccount) -> Iterator[Step]:
    mail, sending = _servers(account)
    if _is_folder(account):
        return check_folder(lambda: folder_of(account), account.done_folder, sending)
    token = (lambda: _servers(ready(account))) if account.signs_in_by_token else None
    return check_account(mail, sending, address=account.address, get_token=token)


def _is_folder(account: MailAccount) -> bool:
    return account.protocol == Protocol.FOLDER


def _servers(account: MailAccount) -> Servers:
    return account.mail_server(), account.smtp_server() if account.smtp_host else None


def _as_it_is(step: Step, test: ConnectionTest) -> ShownStep:
    known = test.steps.get(step.key)
    return ShownStep(step.label, known["state"], known["sentence"]) if known else ShownStep(step.label, "open")
