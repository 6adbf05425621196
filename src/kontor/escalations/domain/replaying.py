"""Dry runs: a rule, an agreement, business hours or a service level tried on what has been.

A run only reads, which the database sees to; all it writes is its own row. What it finds is kept in memory, within
bounds; after a kill it begins anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.escalations.domain.replay_result import Result
from kontor.escalations.domain.replayer import Replayer
from kontor.escalations.domain.replayers import REPLAYERS
from kontor.escalations.enums import ReplayKind, ReplayState
from kontor.escalations.models import Replay
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope

RUN = "kontor.escalations.tasks.run_replay"
DAYS = 30
KEPT = 10
"""Dry runs of the same thing that can still be looked at."""


@transaction.atomic(savepoint=False)
def start(
    tenant: Tenant, kind: ReplayKind, subject: int | None, content: dict[str, Any], *, by: User | None, days: int = DAYS
) -> Replay:
    """Try ``content`` on the last days. Within the scope of the tenant.

    A dry run of the same thing that is not over is canceled: its answer is not asked for any more.
    """
    replay = Replay(tenant=tenant, kind=kind, subject=subject, content=content, by=by, at=clock.now(), days=days)
    same = Replay.objects.filter(tenant=tenant, kind=kind, subject=subject)
    same = same if subject else same.filter(by=by)
    same.unfinished().update(state=ReplayState.CANCELED, ended_at=replay.at, result={})
    replay.save()
    newest = same.order_by("-at", "-pk").values_list("pk", flat=True)[:KEPT]
    same.exclude(pk__in=list(newest)).delete()
    app.configure_task(RUN, queue="upkeep", priority=-10).defer(tenant_id=tenant.pk, replay_id=replay.pk)
    return replay


def cancel(replay: Replay) -> None:
    """Stop it; nothing of it is kept. Refused when it is over."""
    mine = Replay.objects.filter(pk=replay.pk).unfinished()
    if not mine.update(state=ReplayState.CANCELED, ended_at=clock.now(), result={}):
        raise Refused(_("This dry run is over already."))


def run(tenant_id: int, replay_id: int) -> None:
    """All of it, step after step. Enters scopes by itself.

    Twice at once does no harm: who comes second begins anew, and the first finds the row marked by another and stops.
    """
    sign = uuid4().hex
    with scope(tenant_id):
        mine = Replay.objects.filter(pk=replay_id).unfinished()
        if not mine.update(state=ReplayState.RUNNING, done=0, result={"run": sign}):
            return
        replay = Replay.objects.get(pk=replay_id)
    try:
        result = _walk(replay, sign)
    except Exception:
        _set(replay, sign, state=ReplayState.FAILED, ended_at=clock.now(), result={})
        raise
    if result:
        _set(replay, sign, state=ReplayState.DONE, ended_at=clock.now(), result=result.to_json())


def _walk(replay: Replay, sign: str) -> Result | None:
    """None when somebody has canceled it, or another worker is at it."""
    with _reading(replay.tenant_id):
        replayer: Replayer = REPLAYERS[replay.kind](replay)
    with _reading(*replayer.tenants):
        total = replayer.total()
    done, steps = 0, replayer.steps()
    while _set(replay, sign, done=done, total=total):
        with _reading(*replayer.tenants):
            looked_at = next(steps, None)
        if looked_at is None:
            return replayer.finish()
        done += looked_at
    return None


@contextmanager
def _reading(*tenants: int) -> Iterator[None]:
    """A transaction in which the database refuses to write."""
    with scope(*tenants), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield


def _set(replay: Replay, sign: str, **values: Any) -> bool:
    """Compare-and-set: only while the run is ours."""
    with scope(replay.tenant_id):
        mine = Replay.objects.filter(pk=replay.pk, state=ReplayState.RUNNING, result={"run": sign})
        return mine.update(**values) == 1
