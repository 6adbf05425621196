"""Jobs of readiness. They talk to mail servers and enter short scopes by hand."""

from __future__ import annotations

from contextlib import suppress

from procrastinate.contrib.django import app

from kontor.channels.errors import ConnectionFailed
from kontor.readiness.domain import sweeping, trial_mails, trials
from kontor.tenants.jobs import by_hand


@app.task(name=by_hand(trials.TASK), queue="channels")
def go_on(tenant_id: int, trial_id: int) -> None:
    """Take a go-live test as far as it goes now."""
    trials.go_on(tenant_id, trial_id)


@app.task(name=by_hand(sweeping.CLEAN), queue="mailboxes")
def clean_up(tenant_id: int, account_id: int) -> None:
    """Remove trial mails that are left. A mailbox that cannot be reached is tried again with the next sweep."""
    with suppress(ConnectionFailed):
        trial_mails.clean(tenant_id, account_id)


@app.task(name=by_hand("kontor.readiness.tasks.sweep"), queue="clock")
def sweep(tenant_id: int) -> None:
    """Look after go-live tests whose worker was killed, and after mails they left. Runs every minute."""
    sweeping.sweep()
