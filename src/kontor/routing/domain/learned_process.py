"""The training as a process: started by a job, nice to the others, ended when it takes too long."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from kontor.routing.domain.learned_models import LONGEST, begin_training, end_training
from kontor.routing.enums import LearningEnd
from kontor.tenants.scope import scope

log = logging.getLogger("kontor.routing")

COMMAND = (sys.executable, "-m", "kontor.host.command", "learn")
_LOOK_EVERY = 0.2
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def learn(
    tenant_id: int, *, seconds: float = LONGEST.total_seconds(), should_stop: Callable[[], bool] = lambda: False
) -> None:
    """Train the tenant's model in a process of its own and wait for its end.

    If it is killed, takes too long, fails, or the worker has to stop, that is written down; the model in use stays.
    """
    with scope(tenant_id):
        begin_training(tenant_id)
    end = _run(tenant_id, seconds, should_stop)
    if end is not None:
        log.warning("The training for tenant %s has %s", tenant_id, end.value)
        with scope(tenant_id):
            end_training(tenant_id, end)


def _run(tenant_id: int, seconds: float, should_stop: Callable[[], bool]) -> LearningEnd | None:
    """None when all went well: then the process has written down its end itself."""
    environment = {**os.environ, **_ONE_THREAD, "KONTOR_SUPERVISOR": str(os.getpid())}
    until = time.monotonic() + seconds
    with subprocess.Popen([*COMMAND, str(tenant_id)], env=environment, stdin=subprocess.DEVNULL) as process:
        while time.monotonic() < until and not should_stop():
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK_EVERY)
                break
        else:
            process.kill()
    if process.returncode == 0:
        return None
    return LearningEnd.STOPPED if process.returncode < 0 else LearningEnd.FAILED
