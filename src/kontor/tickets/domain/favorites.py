"""The categories whose folders somebody wants to see first."""

from __future__ import annotations

from typing import cast

from django.db import transaction

from kontor.people.models import User
from kontor.preferences.types import Holder
from kontor.tickets.preferences import FAVORITES


def favorites_of(person: User) -> frozenset[int]:
    """By id. What is not a category of theirs any more may be among them."""
    return frozenset(FAVORITES.get(cast(Holder, person)))


@transaction.atomic(savepoint=False)
def keep_favorite(person: User, category_id: int, keep: bool) -> None:
    """From now on the category is one of them, or no more."""
    row = User.objects.select_for_update().get(pk=person.pk)
    others = [each for each in FAVORITES.get(cast(Holder, row)) if each != category_id]
    FAVORITES.set_on(cast(Holder, row), [*others, category_id] if keep else others)
    row.save(update_fields=["preferences"])
    person.preferences = row.preferences
