"""Jobs of calls."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.calls.domain import recordings


@app.task(name="kontor.calls.tasks.forget_recordings", queue="clock")
def forget_recordings(tenant_id: int) -> None:
    recordings.forget_recordings(tenant_id)
