"""Jobs of readiness. They talk to mail servers and enter short scopes by hand."""

from __future__ import annotations

from contextlib import suppress

from procrastinate.contrib.django import app

from kontor.channels.errors import ConnectionFailed
from kontor.readiness.domain import canaries, letter_trials, sweeping, trial_mails, trials
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


@app.task(name=by_hand("kontor.readiness.tasks.look_after_canaries"), queue="clock")
def look_after_canaries(tenant_id: int) -> None:
    """Have canaries fly that are due. Runs every minute."""
    canaries.look_after_canaries()


@app.task(name=by_hand(canaries.FLY), queue="mailboxes")
def fly(tenant_id: int, account_id: int) -> None:
    """Send an account's canary, or look whether it has come."""
    canaries.fly(tenant_id, account_id)


@app.task(name=by_hand(letter_trials.TRY), queue="letters")
def try_letters(tenant_id: int) -> None:
    """Try whether the tenant's letters can be made and written. Runs once a day, and when somebody asks."""
    letter_trials.try_letters(tenant_id)
