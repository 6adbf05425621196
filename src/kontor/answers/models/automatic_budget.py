"""How much automatic mail went out, so that no loop and no storm goes on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.answers.enums import BudgetKind
from kontor.tenants.models import TenantOwned


class AutomaticBudget(TenantOwned):
    """A share of automatic mail. ``key`` is the address, the ticket's id, or the length of the tenant's window.

    Of an address or a ticket ``used`` counts what went out since it was last quiet, and nothing more goes out before
    ``until``. Of a tenant ``used`` counts what went out in the window that ends at ``until``.
    """

    kind = models.CharField(max_length=10, choices=BudgetKind.choices)
    key = models.CharField(max_length=254)
    used = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "kind", "key"], name="answers_automaticbudget_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant", "until"], name="answers_budget_until")]
