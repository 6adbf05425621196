"""Jobs of delivery."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.outbox.domain import copies, delivery, doubts, pausing, recovery, storms
from kontor.outbox.domain.queueing import DELIVER
from kontor.outbox.domain.turns import SEND_QUEUE, Queue
from kontor.tenants.jobs import by_hand


@app.task(name=by_hand(DELIVER), queue="mail")
def deliver(tenant_id: int, outgoing_id: int, account_id: int = 0) -> None:
    """Scope by hand: the network stands between claiming and recording."""
    delivery.deliver(tenant_id, outgoing_id)


@app.task(name=by_hand(SEND_QUEUE), queue="mail")
def send_queue(tenant_id: int, account_id: int) -> None:
    """Scope by hand, likewise."""
    delivery.send_queue(Queue(tenant_id, account_id))


@app.task(name=by_hand(pausing.TRY_ANEW), queue="mail")
def try_anew(tenant_id: int, account_id: int) -> None:
    """Scope by hand: mail of every tenant may wait for a general account."""
    pausing.try_anew(tenant_id, account_id)


@app.task(name=by_hand("kontor.outbox.tasks.requeue_stalled"), queue="mail")
def requeue_stalled(tenant_id: int) -> None:
    """Scope by hand: each mail that is seen to has a short one of its own."""
    recovery.sweep(tenant_id)


@app.task(name=by_hand(storms.DISCARD), queue="mail")
def discard_held(tenant_id: int) -> None:
    """Scope by hand, likewise."""
    storms.discard_held(tenant_id)


@app.task(name=by_hand(copies.KEEP_COPY), queue="mail")
def keep_copy(tenant_id: int, outgoing_id: int, tries: int) -> None:
    """Scope by hand: it talks to the mailbox's server."""
    copies.keep_copy(tenant_id, outgoing_id, tries)


@app.task(name=by_hand(copies.LOOK_FOR_COPY), queue="mail")
def look_for_copy(tenant_id: int, outgoing_id: int) -> None:
    """Scope by hand, likewise."""
    if copies.finds_copy(tenant_id, outgoing_id):
        doubts.settle_by_copy(tenant_id, outgoing_id)
