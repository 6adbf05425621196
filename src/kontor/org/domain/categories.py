"""What a category is made of, how it is locked and restored. ``category_creation`` and ``category_changes`` write it.

They are deleted by ``routing.domain.category_deletion``: only there is it known what lies in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypedDict

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.org.domain.category_names import require_free_names
from kontor.org.models import AgentGroup, Category, MainCategory
from kontor.people.models import User

FLAGS = (
    "allowed_for_new_processes",
    "allowed_for_phone_tickets",
    "recategorization_source",
    "recategorization_destination",
    "answer_allowed",
    "auto_routing",
    "bundling",
    "closing_code_required",
)
AUDITED = ("name", "description", *FLAGS)


class Flags(TypedDict, total=False):
    allowed_for_new_processes: bool
    allowed_for_phone_tickets: bool
    recategorization_source: bool
    recategorization_destination: bool
    answer_allowed: bool
    auto_routing: bool
    bundling: bool
    closing_code_required: bool


class CategoryValues(Flags, total=False):
    """What can be changed. ``main_category`` is its name; "" takes the category out of it."""

    name: str
    description: str
    main_category: str


@transaction.atomic(savepoint=False)
def restore_category(category: Category, *, name: str = "", by: User | None) -> Category:
    """A deleted category is back, with its agent groups and rules; under another ``name`` if one is given. Refused
    while that is another's."""
    category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    if category.deleted_at is None:
        return category
    if name:
        category.name = one_line(name)
        category.sort_key = sort_key_german(category.name)
    require_free_names(category.tenant_id, [category])
    category.deleted_at = None
    save_version(category, "deleted_at", "name", "sort_key")
    record_change("restored", category, by=by, tenant_id=category.tenant_id)
    return category


def lock_category(category: Category, version: int) -> Category:
    """The living row, locked. Refused when somebody else saved since ``version``, or deleted it."""
    return lock_categories({category.pk: version})[category.pk]


def lock_categories(versions: Mapping[int, int]) -> dict[int, Category]:
    """The same for several, by their ids, each with the version that somebody has seen."""
    rows = Category.objects.select_for_update(of=("self",)).select_related("main_category", "tenant")
    locked = {category.pk: category for category in rows.filter(pk__in=versions).order_by("pk")}
    if locked.keys() != set(versions):
        raise Category.DoesNotExist
    for category_id, version in versions.items():
        category = locked[category_id]
        if category.deleted_at is not None:
            raise Refused(_("The category “%(name)s” has been deleted in the meantime.") % {"name": category.name})
        if category.version != version:
            raise Refused(
                _("Somebody else has changed the category “%(name)s” in the meantime. Nothing was overwritten.")
                % {"name": category.name}
            )
    return locked


def category_stays(category_id: int) -> bool:
    """The category lives, and nobody deletes it before the transaction ends. For whoever puts something into it.

    Changing it waits no longer than for a new ticket's key anyway.
    """
    return category_id in staying_categories([category_id])


def staying_categories(category_ids: Iterable[int]) -> set[int]:
    """Those of which the same holds; locked in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(_STAYING, [list(category_ids)])
        return {category_id for category_id, deleted_at in cursor.fetchall() if deleted_at is None}


_STAYING = "SELECT id, deleted_at FROM org_category WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE"


def save_version(category: Category, *fields: str) -> None:
    """Save these fields of a locked row under its next version."""
    category.version += 1
    category.save(update_fields=[*fields, "version", "changed_at"])


def main_category_named(tenant_id: int, name: str) -> MainCategory | None:
    """Made if it is not there; None for no name."""
    name = one_line(name)
    if not name:
        return None
    defaults = {"name": name}
    return MainCategory.objects.get_or_create(tenant_id=tenant_id, sort_key=sort_key_german(name), defaults=defaults)[0]


def require_same_tenant(category: Category, groups: Iterable[AgentGroup]) -> None:
    for group in groups:
        if group.tenant_id != category.tenant_id:
            raise Refused(
                _("The agent group “%(name)s” belongs to another tenant. A category has groups of one tenant.")
                % {"name": group.name}
            )
        if group.deleted_at is not None:
            raise Refused(_("The agent group “%(name)s” is deleted.") % {"name": group.name})
