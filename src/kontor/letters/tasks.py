"""Jobs of letters."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.letters.domain import batch_writing, delivery, recalling, sweeping
from kontor.letters.domain.batches import RECALL_BATCH, WRITE_BATCH
from kontor.letters.domain.queueing import DELIVER
from kontor.tenants.jobs import by_hand


@app.task(name=by_hand(DELIVER), queue="letters")
def deliver(tenant_id: int, letter_id: int) -> None:
    """Scope by hand: the renderer and the storage stand between claiming and recording."""
    delivery.deliver(tenant_id, letter_id)


@app.task(name=by_hand(WRITE_BATCH), queue="letters")
def write_batch(tenant_id: int, batch_id: int) -> None:
    """Scope by hand, likewise."""
    batch_writing.write_batch(tenant_id, batch_id)


@app.task(name=by_hand(RECALL_BATCH), queue="letters")
def recall_batch(tenant_id: int, batch_id: int) -> None:
    """Scope by hand: every letter in a transaction of its own, so that the desk sees them come back."""
    recalling.recall_members(tenant_id, batch_id)


@app.task(name=by_hand("kontor.letters.tasks.sweep"), queue="letters")
def sweep(tenant_id: int) -> None:
    """Scope by hand: it looks into the storage."""
    sweeping.sweep(tenant_id)
