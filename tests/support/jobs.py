"""The jobs that a verb has enqueued: looking at them, and running them as a worker would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

from asgiref.sync import async_to_sync, iscoroutinefunction
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.worker import Worker

from kontor.tenants.jobs import enter_scope
from kontor.tenants.scope import scope


@dataclass(frozen=True)
class Job:
    id: int
    task: str
    arguments: dict[str, Any]
    at: datetime | None


def waiting_jobs(task: str = "") -> list[Job]:
    """The jobs that wait, oldest first; only those of this task (by the end of its name) if one is named."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args, scheduled_at FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"
        )
        jobs = [Job(key, name, json.loads(args), at) for key, name, args, at in cursor.fetchall()]
    return [job for job in jobs if job.task.endswith(task)]


def run_jobs(task: str = "", *, rounds: int = 20) -> int:
    """Run what waits and what that enqueues, as the worker does, outside the test's scope; returns their number."""
    done = 0
    for _round in range(rounds):
        jobs = waiting_jobs(task)
        for job in jobs:
            _run(job)
        done += len(jobs)
        if not jobs:
            return done
    raise AssertionError(f"Jobs go on enqueueing jobs: {jobs}")


def _run(job: Job) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.id])
    entry = app.tasks[job.task].func
    call = async_to_sync(entry) if iscoroutinefunction(entry) else entry
    context = SimpleNamespace(job=SimpleNamespace(task_name=job.task, task_kwargs=job.arguments))
    # The worker's fresh connections would end the test's transaction.
    with scope(), patch("kontor.tenants.jobs.close_old_connections"):
        enter_scope(lambda: call(**job.arguments), cast(JobContext, context), cast(Worker, None))
