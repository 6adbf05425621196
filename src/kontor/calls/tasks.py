"""Jobs of calls."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.calls.domain import connection_tests, recordings, wrapping_up
from kontor.tenants.jobs import by_hand


@app.task(name="kontor.calls.tasks.forget_recordings", queue="clock")
def forget_recordings(tenant_id: int) -> None:
    recordings.forget_recordings(tenant_id)


@app.task(name=by_hand(connection_tests.TASK), queue="channels")
def test_line(tenant_id: int, system_id: int, test_id: int) -> None:
    """Try out the line to a telephone system, step by step."""
    connection_tests.run_test(system_id, test_id)


@app.task(name="kontor.calls.tasks.end_wrap_ups", queue="clock")
def end_wrap_ups(tenant_id: int) -> None:
    wrapping_up.end_due(tenant_id)
