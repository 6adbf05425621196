"""Jobs of privacy."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.calls.domain import recordings
from kontor.privacy.domain import disclosing, erasing, retention
from kontor.privacy.domain.asking import ERASE
from kontor.privacy.domain.disclosing import DISCLOSE
from kontor.privacy.domain.reach import held_calls
from kontor.tenants.jobs import by_hand


@app.task(name=by_hand(ERASE), queue="upkeep")
def erase(tenant_id: int, erasure_id: int) -> None:
    """Scope by hand: each step is a transaction of its own."""
    erasing.erase(tenant_id, erasure_id)


@app.task(name="kontor.privacy.tasks.wake_waiting", queue="upkeep")
def wake_waiting(tenant_id: int) -> None:
    """In the tenant's scope, entered by the worker."""
    erasing.wake_waiting(tenant_id)


@app.task(name="kontor.privacy.tasks.begin_retention", queue="upkeep")
def begin_retention(tenant_id: int) -> None:
    """In the tenant's scope, entered by the worker."""
    retention.begin_retention(tenant_id)


@app.task(name="kontor.privacy.tasks.begin_retention_of_installation", queue="upkeep")
def begin_retention_of_installation(tenant_id: int) -> None:
    """In the scope of the installation and all tenants, entered by the worker."""
    erasing.wake_waiting(tenant_id)
    retention.begin_retention(tenant_id)


@app.task(name=by_hand(DISCLOSE), queue="upkeep")
def disclose(tenant_id: int, disclosure_id: int) -> None:
    """Scope by hand: of the one tenant."""
    disclosing.make_disclosure(tenant_id, disclosure_id)


@app.task(name="kontor.privacy.tasks.forget_recordings", queue="clock")
def forget_recordings(tenant_id: int) -> None:
    """In the tenant's scope, entered by the worker."""
    recordings.forget_recordings(tenant_id, held=held_calls())


@app.task(name="kontor.privacy.tasks.tidy", queue="upkeep")
def tidy(tenant_id: int) -> None:
    """In the tenant's scope, entered by the worker."""
    disclosing.forget_disclosures(tenant_id)
    erasing.remove_empty_contacts(tenant_id)
