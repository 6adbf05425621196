"""Jobs of answering."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.answers.domain import automatic, budgets, reminders
from kontor.tenants.jobs import by_hand


@app.task(name="kontor.answers.tasks.prune_budgets", queue="upkeep")
def prune_budgets(tenant_id: int) -> None:
    """In the tenant's scope, entered by the worker."""
    budgets.prune_budgets(tenant_id)


@app.task(name=by_hand("kontor.answers.tasks.remind_outside"), queue="clock")
def remind_outside(tenant_id: int) -> None:
    """Scope by hand: each reminder has a short one of its own."""
    reminders.remind_due(tenant_id)


@app.task(name=automatic.REPLY, queue="mail")
def reply_automatically(tenant_id: int, message_id: int) -> None:
    """In the tenant's scope, entered by the worker."""
    automatic.reply_automatically(message_id)
