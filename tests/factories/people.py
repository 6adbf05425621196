from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from kontor.kernel import clock
from kontor.kernel.text import sort_key_german
from kontor.people.domain.absences import plan_absence
from kontor.people.models import Absence, Role, User
from kontor.people.permissions import AGENT
from tests.factories import next_number

PASSWORD = "correct horse battery staple"
_hashed: dict[str, str] = {}


def make_user(name: str = "", *, password: str = PASSWORD, **values: Any) -> User:
    """A person who may sign in with ``PASSWORD`` and has no rights yet."""
    name = name or f"Person {next_number()}"
    username = values.pop("username", name.casefold().replace(" ", "."))
    email = values.pop("email", f"{username}@kontor.example")
    return User.objects.create(
        name=name,
        sort_key=sort_key_german(name),
        username=username,
        username_key=username.casefold(),
        email=email,
        email_key=email.casefold(),
        password=_hash(password),
        **values,
    )


def make_absence(user: User, substitute: User | None = None, *, begins: float = 1, days: float = 1) -> Absence:
    """Away after so many days, for so many."""
    since = clock.now() + timedelta(days=begins)
    return plan_absence(user, since=since, until=since + timedelta(days=days), substitute=substitute, by=user)


def make_role(name: str = "", permissions: Iterable[str] = AGENT, **values: Any) -> Role:
    name = name or f"Rolle {next_number()}"
    return Role.objects.create(name=name, sort_key=sort_key_german(name), permissions=sorted(permissions), **values)


def _hash(password: str) -> str:
    """Hashing is slow on purpose; once a password is enough here."""
    if password not in _hashed:
        _hashed[password] = make_password(password)
    return _hashed[password]
