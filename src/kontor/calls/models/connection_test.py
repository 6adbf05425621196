"""A test of the line to a telephone system: how far it is, step by step, for the page that watches it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.calls.models.phone_system import PhoneSystem


class LineTest(models.Model):
    """Asked for in a request, run by a worker.

    ``steps`` maps the key of a step to its state and its sentence, in the language of the person who asked.
    """

    system = models.ForeignKey(PhoneSystem, models.CASCADE, related_name="+")
    language = models.CharField(max_length=8)
    steps = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["system", "-id"], name="calls_linetest_system")]

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None
