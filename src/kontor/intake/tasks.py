"""Jobs of the intake. Fetching and draining enter short scopes by hand: the network or many rows stand between."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.intake.domain import fetching, processing
from kontor.intake.domain.fetching import DRAIN, FETCH
from kontor.tenants.jobs import by_hand
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


@app.task(name=by_hand(FETCH), queue="intake")
def fetch(tenant_id: int, account_id: int) -> None:
    """Read one mailbox."""
    fetching.fetch_account(tenant_id, account_id)


@app.task(name=by_hand(DRAIN), queue="intake")
def drain(tenant_id: int) -> None:
    """File what waits in the ledger; go on in another job when there is more."""
    if processing.drain(tenant_id) >= processing.BATCH:
        fetching.go_on(tenant_id)


@app.task(name=by_hand("kontor.intake.tasks.fetch_due"), queue="intake")
def fetch_due(tenant_id: int) -> None:
    """Start the reading of every mailbox that is due, and look after rows that wait. Runs every few seconds."""
    for each in (INSTALLATION, *every_tenant()):
        with scope(each):
            for account_id in fetching.due_accounts(each):
                fetching.start(each, account_id)
            if processing.something_waits(each):
                fetching.go_on(each)
