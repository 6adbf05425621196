"""Failed sign-ins, counted for the rate limit. Holds a keyed hash of what was tried, no names."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SignInAttempt(models.Model):
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "at"], name="people_attempt_key_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
