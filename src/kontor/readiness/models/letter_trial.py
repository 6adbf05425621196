"""Whether a tenant's letters could be made and written when it was tried last."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.tenants.models import TenantOwned


class LetterTrial(TenantOwned):
    """One row a tenant. The sentences say what went wrong, in the tenant's language; "" when nothing did."""

    tried_at = models.DateTimeField()
    stylesheet_trouble = models.TextField(blank=True)
    directory_trouble = models.TextField(blank=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant"], name="readiness_lettertrial_once"),
        ]
