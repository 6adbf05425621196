"""Jobs carry ids and their tenant, never content: the table of jobs has no row security."""

from __future__ import annotations

import inspect

import pytest
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from kontor.config.schedule import SCHEDULE
from kontor.tenants import jobs

FOREIGN = "procrastinate."
NO_CONTENT = {"task", "each_tenant", "timestamp", "attempt", "tries", "final", "language", "address"} | {
    "order",
    "asked_at",
}
"""Arguments besides ids that say nothing about anybody; ``address`` is that of the installation, ``order`` one of
a few words."""


def our_tasks() -> list[Task]:  # type: ignore[type-arg]
    return [task for name, task in sorted(app.tasks.items()) if name == task.name and not name.startswith("builtin")]


def parameters(task: Task) -> list[str]:  # type: ignore[type-arg]
    names = list(inspect.signature(task.func).parameters)
    return names[1:] if task.pass_context else names


def test_there_are_tasks() -> None:
    assert [task.name for task in our_tasks() if not task.name.startswith(FOREIGN)]


@pytest.mark.parametrize("task", our_tasks(), ids=lambda task: task.name)
def test_every_task_takes_its_tenant(task: Task) -> None:  # type: ignore[type-arg]
    if task.name.startswith(FOREIGN):
        return
    assert "tenant_id" in parameters(task)


@pytest.mark.parametrize("task", our_tasks(), ids=lambda task: task.name)
def test_tasks_take_ids_only(task: Task) -> None:  # type: ignore[type-arg]
    if task.name.startswith(FOREIGN):
        return
    contents = [name for name in parameters(task) if not name.endswith("_id") and name not in NO_CONTENT]

    assert contents == []


def test_schedule_names_existing_tasks() -> None:
    assert {entry.task for entry in SCHEDULE} - set(app.tasks) == set()


def test_schedule_names_each_task_once() -> None:
    names = [entry.task for entry in SCHEDULE]

    assert sorted(set(names)) == sorted(names)


def test_tasks_that_enter_scopes_by_hand_exist() -> None:
    assert jobs.BY_HAND - set(app.tasks) == set()


def test_task_names_say_where_they_are() -> None:
    for task in our_tasks():
        if not task.name.startswith(FOREIGN):
            assert task.name == f"{task.func.__module__}.{task.func.__name__}"
