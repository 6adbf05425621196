"""Categories are changed, assigned to agent groups and restored. ``category_creation`` creates them.

They are deleted by ``routing.domain.category_deletion``: only there is it known what lies in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict, Unpack, cast

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.org.domain.category_names import require_free_names
from kontor.org.models import AgentGroup, Category, GroupCategory, MainCategory
from kontor.people.models import User
from kontor.preferences.domain.references import hold_references
from kontor.preferences.types import CATEGORY, REGISTRY, Holder

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
def change_category(category: Category, *, version: int, by: User | None, **values: Unpack[CategoryValues]) -> Category:
    """Change what is given. The internal name stays. A main category nobody is in any more goes."""
    category = lock_category(category, version)
    before, old_main = _state(category), category.main_category
    if "name" in values:
        category.name = one_line(values["name"])
        category.sort_key = sort_key_german(category.name)
        require_free_names(category.tenant_id, [category])
    if "main_category" in values:
        category.main_category = main_category_named(category.tenant_id, values["main_category"])
    plain = {key: value for key, value in values.items() if key not in ("name", "main_category")}
    for key, value in plain.items():
        setattr(category, key, value)
    save_version(category, "name", "sort_key", "main_category", *plain)
    if old_main and old_main.pk != category.main_category_id and not old_main.categories.exists():
        old_main.delete()
    _record(category, before, by=by)
    return category


@transaction.atomic(savepoint=False)
def assign_groups(category: Category, groups: Iterable[AgentGroup], *, version: int, by: User | None) -> Category:
    """These agent groups work the category from now on, and no others. Counts from their next request."""
    category = lock_category(category, version)
    chosen = list(groups)
    require_same_tenant(category, chosen)
    before = _state(category)
    _assign(category, chosen)
    save_version(category)
    _record(category, before, by=by)
    return category


@transaction.atomic(savepoint=False)
def change_category_preferences(
    category: Category, values: Mapping[str, Any], *, version: int, by: User | None
) -> Category:
    """Give the category own values for these settings; None takes its own value away and it inherits again."""
    category = lock_category(category, version)
    hold_references(values, category.tenant_id)
    before = dict(category.preferences)
    holder = cast(Holder, category)
    for key, value in values.items():
        preference = REGISTRY[key]
        if CATEGORY not in preference.levels:
            continue
        if value is None:
            preference.inherit_on(holder)
        else:
            preference.set_on(holder, value)
    save_version(category, "preferences")
    keys = sorted(before.keys() | category.preferences.keys())
    changes = {key: [before.get(key), category.preferences.get(key)] for key in keys}
    changes = {key: pair for key, pair in changes.items() if pair[0] != pair[1]}
    if changes:
        record_change("changed", category, by=by, tenant_id=category.tenant_id, changes=changes)
    return category


@transaction.atomic(savepoint=False)
def restore_category(category: Category, *, by: User | None) -> Category:
    """A deleted category is back, with its agent groups and rules. Refused while its name is another's."""
    category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    if category.deleted_at is None:
        return category
    require_free_names(category.tenant_id, [category])
    category.deleted_at = None
    save_version(category, "deleted_at")
    record_change("restored", category, by=by, tenant_id=category.tenant_id)
    return category


def lock_category(category: Category, version: int) -> Category:
    """The living row, locked. Refused when somebody else saved since ``version``, or deleted it."""
    rows = Category.objects.select_for_update(of=("self",)).select_related("main_category", "tenant")
    locked = rows.get(pk=category.pk)
    if locked.deleted_at is not None:
        raise Refused(_("The category “%(name)s” has been deleted in the meantime.") % {"name": locked.name})
    if locked.version != version:
        raise Refused(
            _("Somebody else has changed the category “%(name)s” in the meantime. Nothing was overwritten.")
            % {"name": locked.name}
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


def _state(category: Category) -> dict[str, Any]:
    """The category as the audit log shows it."""
    groups = AgentGroup.objects.filter(pk__in=_group_ids(category)).values_list("name", flat=True)
    return {
        **snapshot(category, AUDITED),
        "main_category": category.main_category.name if category.main_category else "",
        "agent_groups": list(groups),
    }


def _record(category: Category, before: Mapping[str, Any], *, by: User | None) -> None:
    changes = difference(before, _state(category))
    if changes:
        record_change("changed", category, by=by, tenant_id=category.tenant_id, changes=changes)


def main_category_named(tenant_id: int, name: str) -> MainCategory | None:
    """Made if it is not there; None for no name."""
    name = one_line(name)
    if not name:
        return None
    defaults = {"name": name}
    return MainCategory.objects.get_or_create(tenant_id=tenant_id, sort_key=sort_key_german(name), defaults=defaults)[0]


def _group_ids(category: Category) -> set[int]:
    return set(GroupCategory.objects.filter(category=category).values_list("agent_group_id", flat=True))


def _assign(category: Category, groups: list[AgentGroup]) -> None:
    wanted, present = {group.pk for group in groups}, _group_ids(category)
    GroupCategory.objects.filter(category=category, agent_group_id__in=present - wanted).delete()
    GroupCategory.objects.bulk_create(
        GroupCategory(tenant_id=category.tenant_id, category=category, agent_group_id=group_id)
        for group_id in sorted(wanted - present)
    )


def require_same_tenant(category: Category, groups: Iterable[AgentGroup]) -> None:
    for group in groups:
        if group.tenant_id != category.tenant_id:
            raise Refused(
                _("The agent group “%(name)s” belongs to another tenant. A category has groups of one tenant.")
                % {"name": group.name}
            )
        if group.deleted_at is not None:
            raise Refused(_("The agent group “%(name)s” is deleted.") % {"name": group.name})
