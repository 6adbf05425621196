"""Hashing passwords without the effort that makes it safe; the tests would wait for it."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickPasswordHasher(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8
    parallelism = 1
