"""Jobs of escalation."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kontor.channels.errors import DeliveryFailed
from kontor.escalations.domain import mails, overflow, replaying, sweep, versions
from kontor.tenants.jobs import by_hand


@app.task(name=by_hand(versions.SWEEP), queue="clock")
def sweep_rules(tenant_id: int) -> None:
    """Scope by hand: each batch is a transaction of its own."""
    sweep.sweep(tenant_id)


@app.task(
    name=by_hand(mails.SEND),
    queue="mail",
    retry=RetryStrategy(max_attempts=5, exponential_wait=10, retry_exceptions=[DeliveryFailed]),
)
def send_notices(tenant_id: int, user_id: int) -> None:
    """Scope by hand: it talks to the mail server."""
    mails.send_mail(tenant_id, user_id)


@app.task(name=by_hand("kontor.escalations.tasks.let_overflow"), queue="clock")
def let_overflow(tenant_id: int) -> None:
    """Scope by hand: each agreement has one of its own, of exactly its two tenants."""
    overflow.flow(tenant_id)


@app.task(name=by_hand(replaying.RUN), queue="upkeep")
def run_replay(tenant_id: int, replay_id: int) -> None:
    """Scope by hand: each look is a transaction of its own, which can only read."""
    replaying.run(tenant_id, replay_id)
