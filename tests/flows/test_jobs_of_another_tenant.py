"""A job that is given one tenant reads and changes nothing of another, whatever rows its other arguments name."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import pytest
from asgiref.sync import async_to_sync, iscoroutinefunction
from django.db import transaction
from django.db.models import Model
from procrastinate import JobContext
from procrastinate.worker import Worker

from kontor.config.schedule import SCHEDULE
from kontor.tenants.jobs import enter_scope
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from tests.architecture.test_jobs import FOREIGN, our_tasks, parameters
from tests.flows.house import House
from tests.flows.rights import rows_of, written
from tests.flows.test_leak_jobs import _argument, _without_servers

READ = "read "


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Path) -> Iterator[None]:
    """No log, and folders of its own."""
    settings.LETTERS_ROOT, settings.SCANS_ROOT = str(tmp_path / "letters"), str(tmp_path / "scans")
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_a_job_of_one_tenant_neither_reads_nor_changes_anything_of_another(ours: House, theirs: House) -> None:
    _without_servers(theirs)

    found = {task.name: changed_by(task, ours.tenant, theirs) for task in jobs_of_tenants()}

    assert {name: tables for name, tables in found.items() if tables} == {}
    assert len(found) > 20


def test_the_same_jobs_of_the_tenant_itself_do(theirs: House) -> None:
    """Else the test above would prove nothing."""
    _without_servers(theirs)

    found = [changed_by(task, theirs.tenant, theirs) for task in jobs_of_tenants()]

    assert sum(any(not name.startswith(READ) for name in tables) for tables in found) >= 10, found
    assert sum(any(name.startswith(READ) for name in tables) for tables in found) >= 10, found


def jobs_of_tenants() -> list[Any]:
    """All but those that the clock starts for the installation."""
    of_installation = {entry.task for entry in SCHEDULE if not entry.each_tenant}
    return [task for task in our_tasks() if not task.name.startswith(FOREIGN) and task.name not in of_installation]


def changed_by(task: Any, tenant: Tenant, house: House) -> frozenset[str]:
    """The tables in which rows of the house are others when the job of the tenant is done, and those of which it has
    read rows of the house; then it is undone."""
    arguments = {name: _argument(task.name, name, house) for name in parameters(task)} | {"tenant_id": tenant.pk}
    with transaction.atomic():
        with written() as tables, _read_of(house.tenant) as read:
            _work(task, arguments)
        now = {table: rows_of(table, house) for table in tables}
        transaction.set_rollback(True)
    changed = {table for table, rows in now.items() if rows != rows_of(table, house)}
    return frozenset(changed | read)


@contextmanager
def _read_of(tenant: Tenant) -> Iterator[set[str]]:
    """The tables of which rows of the tenant become objects. Figures and single columns are not seen here."""
    read: set[str] = set()
    from_db = Model.from_db.__func__  # type: ignore[attr-defined]

    def noting(cls: type[Model], *args: Any) -> Model:
        row: Model = from_db(cls, *args)
        if tenant.pk == (row.pk if isinstance(row, Tenant) else row.__dict__.get("tenant_id")):
            read.add(f"{READ}{cls._meta.db_table}")
        return row

    with patch.object(Model, "from_db", classmethod(noting)):
        yield read


def _work(task: Any, arguments: dict[str, Any]) -> None:
    """As the worker does. What a job raises is its own affair: it changes nothing."""
    job = SimpleNamespace(id=0, task_name=task.name, task_kwargs=arguments, attempts=1)
    context = SimpleNamespace(job=job, should_abort=lambda: True)
    given = (context,) if task.pass_context else ()
    call = async_to_sync(task.func) if iscoroutinefunction(task.func) else task.func
    # The worker's fresh connections would end the test's transaction.
    with suppress(Exception), transaction.atomic(), scope(), patch("kontor.tenants.jobs.close_old_connections"):
        enter_scope(lambda: call(*given, **arguments), cast(JobContext, context), cast(Worker, None))
