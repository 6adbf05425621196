"""Jobs of tickets."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.tenants.jobs import by_hand
from kontor.tickets.domain import kept_files, recomputing, stray_marks


@app.task(name=by_hand("kontor.tickets.tasks.sweep_files"), queue="clock")
def sweep_files(tenant_id: int) -> None:
    """Scope by hand: the files of all tenants lie in one folder."""
    kept_files.sweep_files()


@app.task(name=by_hand(recomputing.TASK), queue="upkeep")
def recompute_deadlines(tenant_id: int, run_id: int) -> None:
    """Compute deadlines anew after an edit, batch by batch."""
    recomputing.go_on(tenant_id, run_id)


@app.task(name="kontor.tickets.tasks.take_stray_marks", queue="clock")
def take_stray_marks(tenant_id: int) -> None:
    stray_marks.take_stray_marks(tenant_id)
