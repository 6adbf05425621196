"""There is always somebody who can administer the installation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.people.models import User

NEEDED = ["users.write", "roles.write", "supervisor.access"]


def administrators() -> QuerySet[User]:
    """The people who can give themselves and others every right, for the whole installation."""
    return User.objects.living().filter(
        active=True,
        grants__tenant=None,
        grants__role__deleted_at=None,
        grants__role__permissions__contains=NEEDED,
    )


@contextmanager
def keeping_an_administrator() -> Iterator[None]:
    """The block is refused when it would leave the installation without its last administrator."""
    had = administrators().exists()
    yield
    if had and not administrators().exists():
        raise Refused(
            _("At least one active person must keep the right to administer users and roles of the installation.")
        )
