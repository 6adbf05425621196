"""Whether a tenant's letters could be made and written when it was tried last."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.tenants.models import TenantOwned


class LetterTrial(TenantOwned):
    """One row a tenant. The sentences say what went wrong, in the tenant's language; "" when nothing did.

    ``sheet`` is the fingerprint of the letter that was rendered, ``directory`` the setting that was in force; "" where
    letters were tried before these were kept.
    """

    tried_at = models.DateTimeField()
    sheet = models.CharField(max_length=64, blank=True, default="", db_default="")
    directory = models.TextField(blank=True, default="", db_default="")
    stylesheet_trouble = models.TextField(blank=True)
    directory_trouble = models.TextField(blank=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant"], name="readiness_lettertrial_once"),
        ]
