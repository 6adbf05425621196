"""The training as a process: started by a job, nice to the others, ended when it takes too long."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

from kontor.routing.domain.learned_models import LONGEST, begin_training, end_training
from kontor.routing.enums import LearningEnd
from kontor.tenants.scope import scope

log = logging.getLogger("kontor.routing")

COMMAND = (sys.executable, "-m", "kontor.host.command", "learn")
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def learn(tenant_id: int, *, seconds: float = LONGEST.total_seconds()) -> None:
    """Train the tenant's model in a process of its own and wait for its end.

    If it is killed, takes too long or fails, that is written down; the model in use stays.
    """
    with scope(tenant_id):
        begin_training(tenant_id)
    end = _run(tenant_id, seconds)
    if end is not None:
        log.warning("The training for tenant %s has %s", tenant_id, end.value)
        with scope(tenant_id):
            end_training(tenant_id, end)


def _run(tenant_id: int, seconds: float) -> LearningEnd | None:
    """None when all went well: then the process has written down its end itself."""
    environment = {**os.environ, **_ONE_THREAD, "KONTOR_SUPERVISOR": str(os.getpid())}
    try:
        code = subprocess.run(
            [*COMMAND, str(tenant_id)], env=environment, stdin=subprocess.DEVNULL, timeout=seconds, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return LearningEnd.STOPPED
    if code == 0:
        return None
    return LearningEnd.STOPPED if code < 0 else LearningEnd.FAILED
