"""The one row that holds the values of the whole installation."""

from __future__ import annotations

from django.db import models

from kontor.kernel.kept import Kept


class SystemValues(models.Model):
    """Has one row, with id 1."""

    level = "system"

    preferences = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return "system"

    @classmethod
    def get(cls) -> SystemValues:
        return next(iter(_by_id(1)), None) or cls.objects.get_or_create(id=1)[0]


_by_id: Kept[SystemValues] = Kept(lambda pk: SystemValues.objects.filter(pk=pk))
