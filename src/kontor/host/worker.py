"""The worker: runs the jobs that requests and the clock have left, each in the scope of its tenant."""

from __future__ import annotations

import argparse
import asyncio

from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from kontor.audit.domain.source import WORKER, works_as
from kontor.config import checks
from kontor.host.environment import set_up_django, use_what_is_there, var_folder
from kontor.host.languages import compile_languages
from kontor.host.parent import end_with_supervisor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", type=int, default=4, help="how many jobs run at the same time")


def run(options: argparse.Namespace) -> None:
    """Work until told to stop; what runs then is given a few seconds to end and is done again otherwise.

    Beside the jobs, in threads of their own, mailboxes are read and the lines to telephone systems are held: a server
    that hangs takes no job's place.
    """
    end_with_supervisor()
    use_what_is_there(var_folder())
    set_up_django()
    compile_languages()
    checks.refuse_unsafe_start()
    works_as(WORKER)
    from kontor.calls.domain.links import lines
    from kontor.intake.domain.mailroom import mailroom

    with mailroom(), lines():
        asyncio.run(_work(options.jobs))


class WorkerConnector(PsycopgConnector):
    """Fetches jobs with connections of its own; what a job enqueues is part of the job's transaction."""

    def get_sync_connector(self) -> BaseConnector:
        return DjangoConnector()


async def _work(jobs: int) -> None:
    from kontor.tenants.jobs import enter_scope

    with app.replace_connector(WorkerConnector(kwargs=connector_params())):
        async with app.open_async():
            await app.run_worker_async(
                name="kontor worker",
                concurrency=jobs,
                delete_jobs="successful",
                shutdown_graceful_timeout=5,
                task_middleware=[*(app.worker_defaults.get("task_middleware") or []), enter_scope],
            )
