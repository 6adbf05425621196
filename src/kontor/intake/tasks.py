"""Jobs of the intake. Draining enters short scopes by hand. Mailboxes are read without jobs (``domain/rounds.py``)."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.intake.domain import alarms, checking, fetching, processing, scan_reading, shadow
from kontor.intake.domain.rule_dry_runs import TRY
from kontor.intake.domain.rule_dry_runs import try_rules as try_some
from kontor.intake.domain.visits import DRAIN
from kontor.tenants.jobs import by_hand
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


@app.task(name=by_hand(DRAIN), queue="intake")
def drain(tenant_id: int) -> None:
    """File what waits in the ledger; go on in another job when there is more."""
    if processing.drain(tenant_id) >= processing.BATCH:
        fetching.go_on(tenant_id)


@app.task(name=by_hand("kontor.intake.tasks.look_after_waiting"), queue="intake")
def look_after_waiting(tenant_id: int) -> None:
    """Look after rows that wait although their job is gone. Runs every few seconds."""
    for each in (INSTALLATION, *every_tenant()):
        with scope(each):
            if processing.something_waits(each):
                fetching.go_on(each)


@app.task(name=by_hand(scan_reading.TASK), queue="scans")
def read_scan(tenant_id: int, arrival_id: int) -> None:
    """Read the scan that a row of the ledger brought, in a process of its own."""
    scan_reading.read_arrival(tenant_id, arrival_id)


@app.task(name="kontor.intake.tasks.look_after_scans", queue="intake")
def look_after_scans(tenant_id: int) -> None:
    """Have scans read whose reader has died or whose job is gone. Runs every minute."""
    scan_reading.look_after_scans(tenant_id)


@app.task(name=by_hand("kontor.intake.tasks.look_for_alarms"), queue="intake")
def look_for_alarms(tenant_id: int) -> None:
    """Raise the alarm for mailboxes that have failed for a while. Runs every minute."""
    alarms.look_for_alarms()


@app.task(name=by_hand(alarms.MAIL), queue="mail")
def send_alarm(tenant_id: int, account_id: int) -> None:
    """Tell those who look after the account by mail."""
    alarms.send_alarm(tenant_id, account_id)


@app.task(name=by_hand("kontor.intake.tasks.check_folders"), queue="intake")
def check_folders(tenant_id: int) -> None:
    """Have every mailbox compared with the ledger. Runs once a day."""
    checking.check_all()


@app.task(name=by_hand(checking.CHECK), queue="mailboxes")
def check_folder(tenant_id: int, account_id: int) -> None:
    """Compare one mailbox with the ledger and fetch what is missing."""
    checking.check_folder(tenant_id, account_id)


@app.task(name=by_hand(shadow.TASK), queue="shadow")
def go_on_in_shadow(tenant_id: int, run_id: int) -> None:
    """Read earlier mail with the present parser and note what would be stored otherwise."""
    shadow.go_on(tenant_id, run_id)


@app.task(name=by_hand(TRY), queue="upkeep")
def try_rules(tenant_id: int, run_id: int) -> None:
    """Try the draft of the category rules on mail of the past, batch by batch."""
    try_some(tenant_id, run_id)
