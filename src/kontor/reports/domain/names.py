"""What the figures of a report are divided by, as rows: with what was deleted since, for it was there then."""

from __future__ import annotations

from collections.abc import Collection

from kontor.org.models import Category, ClosingCode
from kontor.people.models import User
from kontor.reports.domain.work import Key


def categories_named(keys: Collection[Key]) -> dict[int, Category]:
    return {row.pk: row for row in Category.objects.filter(pk__in=_ids(keys)).select_related("main_category")}


def closing_codes_named(keys: Collection[Key]) -> list[ClosingCode]:
    """By name."""
    return list(ClosingCode.objects.filter(pk__in=_ids(keys)).order_by("sort_key", "pk"))


def people_named(keys: Collection[Key]) -> list[User]:
    """By name."""
    return list(User.objects.filter(pk__in=_ids(keys)).order_by("sort_key", "pk"))


def _ids(keys: Collection[Key]) -> list[int]:
    return [key for key in keys if isinstance(key, int)]
