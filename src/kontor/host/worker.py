"""The worker: runs the jobs that requests and the clock have left, each in the scope of its tenant."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import time
from contextlib import suppress

import psycopg
from django.db import OperationalError, connections
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from kontor.audit.domain.source import WORKER, works_as
from kontor.config import checks
from kontor.config.ticks import forget_ticks_ahead
from kontor.host.clock_steps import until_the_clock_is_put
from kontor.host.environment import set_up_django, use_the_database, var_folder
from kontor.host.killed_restore import look_after_named
from kontor.host.languages import compile_languages
from kontor.host.parent import end_with_supervisor
from kontor.kernel.outages import Attempts, is_outage

log = logging.getLogger("kontor.worker")

AFTER_AN_OUTAGE = 1.0
"""Seconds before the next attempt."""
LONGEST_WAIT, STEADY_AFTER = 30.0, 60.0
"""Work that ends sooner after it began is begun anew after twice as long each time: the database answers and can keep
nothing, and each attempt fills the log."""

WORKER_OF_JOB = "procrastinate_jobs_worker_id_fkey"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", type=int, default=4, help="how many jobs run at the same time")


def run(options: argparse.Namespace) -> None:
    """Work until told to stop; what runs then is given a few seconds to end and is done again otherwise.

    Beside the jobs, in threads of their own, mailboxes are read and the lines to telephone systems are held: a server
    that hangs takes no job's place.
    """
    end_with_supervisor()
    use_the_database(var_folder())
    look_after_named(var_folder())
    set_up_django()
    compile_languages()
    checks.refuse_unsafe_start()
    works_as(WORKER)
    from kontor.calls.domain.links import lines
    from kontor.intake.domain.mailroom import mailroom

    with mailroom(), lines():
        asyncio.run(_work_until_told(options.jobs))


class WorkerConnector(PsycopgConnector):
    """Fetches jobs with connections of its own; what a job enqueues is part of the job's transaction."""

    def get_sync_connector(self) -> BaseConnector:
        return DjangoConnector()


class Waits:
    """How long is waited before the next attempt. ``begins`` when the database answers."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._short = 0

    def begins(self) -> None:
        self._began = time.monotonic()

    def next(self) -> float:
        """After the attempt has ended, whether it came to work or not."""
        is_short = self._began is not None and time.monotonic() - self._began < STEADY_AFTER
        self._began, self._short = None, self._short + 1 if is_short else 0
        return min(AFTER_AN_OUTAGE * (1 << min(max(self._short - 1, 0), 16)), LONGEST_WAIT)  # a float holds that


async def _work_until_told(jobs: int) -> None:
    """Who starts a worker by itself may start it once: an outage of the database is waited for here."""
    told = asyncio.Event()
    attempts, waits = Attempts(log, "Working on jobs"), Waits()
    while not told.is_set():
        work = asyncio.create_task(_work(jobs, attempts, waits))
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, _stop, told, work)
        try:
            await work
        except asyncio.CancelledError:
            if not told.is_set():
                raise
        except (ConnectorException, OperationalError, psycopg.OperationalError) as error:
            cause = error.__cause__ or error
            if _was_given_up(cause):
                log.warning("Another worker took this one for dead after a long silence: it begins anew.")
                attempts.broke_off()
            elif is_outage(cause):
                attempts.failed(cause)
            else:
                raise
        else:
            attempts.broke_off()  # something at its side failed, which has been said
        with suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), waits.next())


def _was_given_up(error: BaseException) -> bool:
    """Its row is gone: it hung, or its machine slept or has another clock, and it asks for a job as nobody."""
    return isinstance(error, psycopg.errors.ForeignKeyViolation) and error.diag.constraint_name == WORKER_OF_JOB


def _stop(told: asyncio.Event, work: asyncio.Task[None]) -> None:
    told.set()
    work.cancel()


async def _work(jobs: int, attempts: Attempts, waits: Waits) -> None:
    """Ends well, or with the error, when one of its connections is lost; well too when the clock was put."""
    from kontor.tenants.jobs import enter_scope

    with app.replace_connector(WorkerConnector(kwargs=connector_params())):
        async with app.open_async():
            attempts.succeeded()
            waits.begins()
            await asyncio.to_thread(_go_by_the_clock)
            work = app.run_worker_async(
                name="kontor worker",
                concurrency=jobs,
                delete_jobs="successful",
                shutdown_graceful_timeout=5,
                install_signal_handlers=False,
                task_middleware=[*(app.worker_defaults.get("task_middleware") or []), enter_scope],
            )
            await until_the_clock_is_put(work)


def _go_by_the_clock() -> None:
    """In a thread of its own: Django asks no database within the loop."""
    try:
        forget_ticks_ahead()
    finally:
        connections.close_all()
