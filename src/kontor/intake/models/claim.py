"""What a worker has begun to file. The row outlives a worker that dies of a mail."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kontor.tenants.models import InstallationOrTenant


class Claim(InstallationOrTenant):
    """Written before a batch is filed and removed together with filing it.

    One that is left over says that the worker died meanwhile, perhaps of one of these ``arrivals``.
    """

    arrivals = ArrayField(models.BigIntegerField())
    began_at = models.DateTimeField()
