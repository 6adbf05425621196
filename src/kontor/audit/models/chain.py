"""The head of a chain: how long it is and the hash of its last row. One for each tenant, one for the installation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.tenants.models import InstallationOrTenant

BEGINNING = "0" * 64
"""What stands for the hash of the row before the first one."""


class Chain(InstallationOrTenant):
    """Written by the database alone. ``anchor_number`` is the last row that retention has taken, 0 when none was."""

    length = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=BEGINNING)
    anchor_number = models.BigIntegerField(default=0)
    anchor_hash = models.CharField(max_length=64, default=BEGINNING)

    class Meta(InstallationOrTenant.Meta):
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            models.UniqueConstraint(fields=["tenant"], nulls_distinct=False, name="audit_chain_once"),
        ]
