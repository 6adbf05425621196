"""The scope of a job: entered around every task from its ``tenant_id``, unless the task enters it by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import close_old_connections

from kontor.tenants.scope import INSTALLATION, every_tenant, scope

if TYPE_CHECKING:
    from procrastinate import JobContext
    from procrastinate.worker import Worker

BY_HAND: set[str] = set()
"""Names of tasks that talk to the network and enter short scopes themselves."""


def by_hand(name: str) -> str:
    """Marks a task's name: the worker enters no scope around it."""
    BY_HAND.add(name)
    return name


def enter_scope(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Task middleware of the worker. ``tenant_id`` 0 is the installation: its rows and those of every tenant.

    A ``StopIteration`` cannot be handed from the job's thread to the worker, which would wait for ever.
    """
    close_old_connections()
    try:
        if context.job.task_name in BY_HAND:
            return call_next()
        tenant_id = int(str(context.job.task_kwargs["tenant_id"]))
        with scope(*((INSTALLATION, *every_tenant()) if tenant_id == INSTALLATION else (tenant_id,))):
            return call_next()
    except StopIteration as error:
        raise RuntimeError("A job raised StopIteration.") from error
    finally:
        close_old_connections()
