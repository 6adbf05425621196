from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.audit.domain.noting import note_heads
from kontor.org.domain import audit_retention
from kontor.tenants.jobs import by_hand


@app.task(name=by_hand("kontor.org.tasks.forget_old_changes"), queue="clock")
def forget_old_changes(tenant_id: int) -> None:
    """Each batch is a transaction of its own: the chain is not held for long."""
    audit_retention.forget_old_changes(tenant_id)


@app.task(name=by_hand("kontor.org.tasks.forget_old_changes_of_installation"), queue="clock")
def forget_old_changes_of_installation(tenant_id: int) -> None:
    audit_retention.forget_old_changes(tenant_id)


@app.task(name=by_hand("kontor.org.tasks.note_ends_of_audit_log"), queue="clock")
def note_ends_of_audit_log(tenant_id: int) -> None:
    """Beside the database, so that an end that is cut off later is missed."""
    note_heads()
