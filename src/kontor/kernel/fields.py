"""Columns that need no domain to be understood."""

from __future__ import annotations

from typing import Any

from django.db import models

from kontor.kernel import secrets


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that is encrypted in the database and plain in Python. Never indexed, never searched."""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return None if value is None else secrets.decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return None if prepared is None else secrets.encrypt(str(prepared))
