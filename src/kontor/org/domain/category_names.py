"""The names of categories: one of each in a tenant."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.org.models import Category


def require_free_names(tenant_id: int, categories: Sequence[Category]) -> None:
    """Refused when another living category of the tenant, or another one of these, has the name of one of them."""
    keys = [category.sort_key for category in categories]
    rows = Category.objects.living().filter(tenant_id=tenant_id, sort_key__in=keys)
    taken = set(rows.exclude(pk__in=[each.pk for each in categories if each.pk]).values_list("sort_key", flat=True))
    for category in categories:
        if not category.sort_key:
            raise Refused(_("Give the category a name with letters or digits."), about="name")
        if category.sort_key in taken:
            sentence = _("This tenant already has a category “%(name)s”. Choose another name.")
            raise Refused(sentence % {"name": category.name}, about="name")
        taken.add(category.sort_key)


def require_free_internal_names(tenant_id: int, categories: Sequence[Category]) -> None:
    """Refused when a category, also a deleted one, has the internal name of one of these."""
    wanted = [category.internal_name for category in categories]
    taken = {row.internal_name: row for row in Category.objects.filter(tenant_id=tenant_id, internal_name__in=wanted)}
    for category in categories:
        if category.internal_name in taken:
            raise Refused(_taken(taken[category.internal_name]), about="internal_name")
        taken[category.internal_name] = category


def _taken(by: Category) -> str:
    words = {"name": by.name, "internal_name": by.internal_name}
    if by.deleted_at:
        return _("The deleted category “%(name)s” has the internal name “%(internal_name)s”. Choose another.") % words
    return _("The category “%(name)s” has the internal name “%(internal_name)s”. Choose another.") % words
