"""Jobs of answering."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.answers.domain import budgets


@app.task(name="kontor.answers.tasks.prune_budgets", queue="upkeep")
def prune_budgets(tenant_id: int) -> None:
    """In the tenant's scope, entered by the worker."""
    budgets.prune_budgets(tenant_id)
