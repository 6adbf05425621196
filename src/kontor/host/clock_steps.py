"""The clock of the machine is put forward or back, or the machine has slept: what counts by it begins anew."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from logging import getLogger
from typing import Any

from kontor.kernel import clock

log = getLogger("kontor.worker")

LOOK_EVERY = 5.0
STEP = 120.0
"""Seconds by which the clock goes wrong between two looks. What is less is caught up with, or waited for."""


async def until_the_clock_is_put(work: Coroutine[Any, Any, None]) -> None:
    """Do the work. When the clock is put it is told to end, as it is when this is cancelled, and is waited for."""
    task = asyncio.create_task(work)
    step = asyncio.create_task(_step())
    try:
        await asyncio.wait({task, step}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        step.cancel()
        task.cancel()
        await asyncio.wait({task})
    if not task.cancelled():
        task.result()


async def _step() -> None:
    """Ends when the clock was put. The other clock, with which it is compared, only goes while the machine does."""
    ahead = _ahead()
    while True:
        await asyncio.sleep(LOOK_EVERY)
        before, ahead = ahead, _ahead()
        if abs(ahead - before) > STEP:
            log.warning(
                "The clock was put by %.0f minutes: what is done by the clock begins anew.", (ahead - before) / 60
            )
            return


def _ahead() -> float:
    return clock.now().timestamp() - time.monotonic()
