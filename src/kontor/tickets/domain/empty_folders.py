"""Whether somebody sees the folders of categories in which nothing waits."""

from __future__ import annotations

from typing import cast

from django.db import transaction

from kontor.people.models import User
from kontor.preferences.types import Holder
from kontor.tickets.preferences import HIDE_EMPTY


def hides_empty(person: User) -> bool:
    return HIDE_EMPTY.get(cast(Holder, person))


@transaction.atomic(savepoint=False)
def hide_empty(person: User, hide: bool) -> None:
    """From now on they are left out, or shown."""
    row = User.objects.select_for_update().get(pk=person.pk)
    HIDE_EMPTY.set_on(cast(Holder, row), hide)
    row.save(update_fields=["preferences"])
    person.preferences = row.preferences
