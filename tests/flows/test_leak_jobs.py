"""No task writes anything of a tenant where row security does not reach: into the log, a job or a live message."""

from __future__ import annotations

import inspect
import logging
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync, iscoroutinefunction
from django.db import connection
from procrastinate import JobContext
from procrastinate.worker import Worker

from kontor.calls.models import PhoneSystem
from kontor.channels.models import MailAccount
from kontor.intake.parsing.quotes import own_text
from kontor.routing.domain.learned_training import train_tenant
from kontor.tenants.jobs import enter_scope
from tests.architecture.test_jobs import FOREIGN, our_tasks, parameters
from tests.flows.house import MARKER, House
from tests.support.scoping import in_scope
from tests.support.server import ROOT

NOWHERE = 987_654_321
"""No row has this number."""
ROWS = {
    "test_id": None,
    "to_id": "user_id",
    "run_id": "run_id",
}
"""What stands for an argument of a task where it is not the place of that name; None: no row, the job finds nothing."""
OF_TASK = {
    ("kontor.intake.tasks.go_on_in_shadow", "run_id"): "shadow_id",
    ("kontor.tickets.tasks.recompute_deadlines", "run_id"): "recomputation_id",
}
VALUES = {
    "asked_at": 0.0,
    "address": "http://desk.example",
    "language": "en",
    "order": "hang_up",
    "task": "kontor.reports.tasks.take_sample",
    "each_tenant": True,
    "timestamp": 0,
    "tries": 1,
}
LAST = ("kontor.privacy.",)
"""What erases things comes last."""


def test_no_task_writes_anything_of_a_tenant_into_the_log_or_into_a_job(
    committed_db: str,
    ours: House,
    theirs: House,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    settings: Any,
    tmp_path: Path,
) -> None:
    """Each task there is, as a worker runs it, on rows full of markers and servers that do not answer.

    The worker is about to stop, so that the training is not waited for; it is done here.
    """
    settings.LETTERS_ROOT, settings.SCANS_ROOT = str(tmp_path / "letters"), str(tmp_path / "scans")
    _without_servers(theirs)
    tasks = [task for task in our_tasks() if not task.name.startswith(FOREIGN)]
    said: dict[str, set[bytes]] = {}
    lines = 0

    for task in sorted(tasks, key=lambda task: task.name.startswith(LAST)):
        with caplog.at_level(logging.DEBUG):
            _run(task, theirs)
        lines += len(caplog.records)
        said[task.name] = _markers(caplog, capfd)
    with caplog.at_level(logging.DEBUG):
        train_tenant(theirs.tenant.pk, own_text)
    said["training"] = _markers(caplog, capfd)

    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        jobs = " ".join(row[0] for row in cursor.fetchall())
    assert {name: kinds for name, kinds in said.items() if kinds} == {}
    assert MARKER.findall(jobs.encode()) == []
    assert jobs
    assert lines > 5, "Else nothing would be proved."


def _markers(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> set[bytes]:
    """In the log, and in what processes of their own have said."""
    said = "".join([caplog.text, *capfd.readouterr()])
    caplog.clear()
    return set(MARKER.findall(said.encode()))


def _without_servers(house: House) -> None:
    with in_scope(house.tenant):
        MailAccount.objects.update(host="127.0.0.1", port=1, smtp_host="127.0.0.1", smtp_port=1)
    PhoneSystem.objects.update(host="127.0.0.1", port=1)


def _run(task: Any, house: House) -> None:
    """What a job raises is written to the log, as the worker does."""
    arguments = {name: _argument(task.name, name, house) for name in parameters(task)}
    job = SimpleNamespace(id=0, task_name=task.name, task_kwargs=arguments, attempts=1)
    context = SimpleNamespace(job=job, should_abort=lambda: True)
    given = (context,) if task.pass_context else ()
    call = async_to_sync(task.func) if iscoroutinefunction(task.func) else task.func
    try:
        enter_scope(lambda: call(*given, **arguments), cast(JobContext, context), cast(Worker, None))
    except Exception:
        logging.getLogger("procrastinate").exception("Job %s ended with an error", task.name)


def _argument(task: str, name: str, house: House) -> Any:
    if name in VALUES:
        return VALUES[name]
    place = OF_TASK.get((task, name), ROWS.get(name, name))
    if place is None:
        return NOWHERE
    assert place in house.places, f"Say in ROWS which row of the house stands for the argument {name} of {task}."
    return house.places[place]


CHANNELS = {"kontor_live": "kinds and numbers, see live/notify.py"}
NOTIFIES = re.compile(r"""pg_notify\(|["']NOTIFY """)


def test_only_the_live_package_sends_messages_to_pages() -> None:
    senders = {
        path.relative_to(ROOT / "src" / "kontor").as_posix()
        for path in (ROOT / "src" / "kontor").rglob("*.py")
        if NOTIFIES.search(path.read_text(encoding="utf-8"))
    }

    assert senders == {"live/notify.py"}, "Messages go through live.notify, whose arguments are numbers."


def test_live_messages_take_numbers_and_kinds_only() -> None:
    from kontor.live import notify

    taken = {
        name: str(each.annotation)
        for call in (notify.changed, notify.told)
        for name, each in inspect.signature(call).parameters.items()
    }

    assert taken == {"tenant_id": "int", "user_id": "int", "kind": "str", "thing_id": "int"}
