"""Categories are changed, one or many at once: what they are, who works them, their own values for settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Unpack, cast

from django.db import transaction

from kontor.audit.domain.recording import difference, record_changes, snapshot
from kontor.kernel import clock
from kontor.kernel.batches import BATCH, FEWER, change_places
from kontor.kernel.text import one_line, sort_key_german
from kontor.org.domain.categories import (
    AUDITED,
    CategoryValues,
    lock_categories,
    main_category_named,
    require_same_tenant,
)
from kontor.org.domain.category_names import require_free_names
from kontor.org.models import AgentGroup, Category, GroupCategory, MainCategory
from kontor.people.models import User
from kontor.preferences.domain.references import hold_references
from kontor.preferences.types import CATEGORY, REGISTRY, Holder
from kontor.sla.domain.edits import tell_chosen
from kontor.sla.preferences import TERMS

State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CategoryChange:
    """What a category is to become; ``version`` is the one that somebody has seen.

    ``groups`` are all that work it from now on, None: they stay. ``settings`` are its own values, None lets it inherit.
    """

    category: Category
    version: int
    values: CategoryValues = field(default_factory=CategoryValues)
    groups: Sequence[AgentGroup] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.values and self.groups is None and not self.settings


@transaction.atomic(savepoint=False)
def change_category(category: Category, *, version: int, by: User | None, **values: Unpack[CategoryValues]) -> Category:
    """Change what is given. The internal name stays. A main category nobody is in any more goes."""
    return change_categories([CategoryChange(category, version, values)], by=by)[0]


@transaction.atomic(savepoint=False)
def assign_groups(category: Category, groups: Iterable[AgentGroup], *, version: int, by: User | None) -> Category:
    """These agent groups work the category from now on, and no others. Counts from their next request."""
    return change_categories([CategoryChange(category, version, groups=list(groups))], by=by)[0]


@transaction.atomic(savepoint=False)
def change_category_preferences(
    category: Category, values: Mapping[str, Any], *, version: int, by: User | None
) -> Category:
    """Give the category own values for these settings; None takes its own value away and it inherits again."""
    return change_categories([CategoryChange(category, version, settings=values)], by=by)[0]


@transaction.atomic(savepoint=False)
def change_categories(wanted: Sequence[CategoryChange], *, by: User | None) -> list[Category]:
    """The same for many of one tenant, in as many statements as for one. They may change names among each other.

    Refused when somebody else saved one of them since it was seen, when a name is taken, and for a group of another
    tenant. Deadlines follow, in jobs.
    """
    if not wanted:
        return []
    locked = lock_categories({each.category.pk: each.version for each in wanted})
    categories = [locked[each.category.pk] for each in wanted]
    tenant_id, keys = categories[0].tenant_id, {each.pk: each.sort_key for each in categories}
    before, old_main = _states(categories), [each.main_category_id for each in categories if each.main_category_id]
    _fill(tenant_id, categories, wanted)
    renamed = [each for each in categories if each.sort_key != keys[each.pk]]
    require_free_names(tenant_id, renamed)
    change_places(renamed, "sort_key", keys)
    _save(categories, wanted)
    _assign({locked[each.category.pk]: each.groups for each in wanted if each.groups is not None})
    MainCategory.objects.filter(pk__in=old_main, categories=None).delete()
    after = _states(categories)
    changes = [(each, difference(before[each.pk], after[each.pk])) for each in categories]
    record_changes("changed", [each for each in changes if each[1]], by=by, tenant_id=tenant_id)
    _tell_chosen([category for category, changed in changes if TERMS & changed.keys()])
    return categories


def _fill(tenant_id: int, categories: Sequence[Category], wanted: Sequence[CategoryChange]) -> None:
    main: dict[str, MainCategory | None] = {}
    held: set[tuple[str, Any]] = set()
    for category, change in zip(categories, wanted, strict=True):
        for key, value in change.values.items():
            if key == "name":
                category.name = one_line(cast(str, value))
                category.sort_key = sort_key_german(category.name)
            elif key == "main_category":
                heading = cast(str, value)
                if heading not in main:
                    main[heading] = main_category_named(tenant_id, heading)
                category.main_category = main[heading]
            else:
                setattr(category, key, value)
        _set(category, change.settings, held)


def _set(category: Category, settings: Mapping[str, Any], held: set[tuple[str, Any]]) -> None:
    """What settings refer to is held once for all categories."""
    referring = {key: value for key, value in settings.items() if REGISTRY[key].refers_to}
    hold_references(dict(referring.items() - held), category.tenant_id)
    held.update(referring.items())
    holder = cast(Holder, category)
    for key, value in settings.items():
        preference = REGISTRY[key]
        if CATEGORY not in preference.levels:
            continue
        if value is None:
            preference.inherit_on(holder)
        else:
            preference.set_on(holder, value)


def _save(categories: Sequence[Category], wanted: Sequence[CategoryChange]) -> None:
    """Under their next versions."""
    for category in categories:
        category.version += 1
        category.changed_at = clock.now()
    fields = {"version", "changed_at", *(name for each in wanted for name in each.values)}
    fields |= {"sort_key"} if "name" in fields else set()
    fields |= {"preferences"} if any(each.settings for each in wanted) else set()
    Category.objects.bulk_update(categories, sorted(fields), batch_size=FEWER)


def _tell_chosen(categories: Sequence[Category]) -> None:
    """Where many have chosen other terms the whole tenant is computed anew, in one go."""
    if categories:
        tell_chosen(cast(Holder, categories[0] if len(categories) == 1 else categories[0].tenant))


def _assign(wanted: Mapping[Category, Sequence[AgentGroup]]) -> None:
    """Only what differs is written."""
    for category, groups in wanted.items():
        require_same_tenant(category, groups)
    rows = GroupCategory.objects.filter(category__in=wanted)
    present = {(category, group): pk for pk, category, group in rows.values_list("pk", "category_id", "agent_group_id")}
    new = {(category.pk, group.pk): category for category, groups in wanted.items() for group in groups}
    GroupCategory.objects.filter(pk__in=[pk for key, pk in present.items() if key not in new]).delete()
    missing = [
        GroupCategory(tenant_id=category.tenant_id, category=category, agent_group_id=group_id)
        for (_category, group_id), category in sorted(new.items(), key=lambda each: each[0])
        if (category.pk, group_id) not in present
    ]
    GroupCategory.objects.bulk_create(missing, batch_size=BATCH)


def _states(categories: Sequence[Category]) -> dict[int, State]:
    """The categories as the audit log shows them."""
    groups: dict[int, list[str]] = defaultdict(list)
    rows = GroupCategory.objects.filter(category__in=categories)
    for category_id, name in rows.order_by("agent_group__sort_key").values_list("category_id", "agent_group__name"):
        groups[category_id].append(name)
    return {
        each.pk: {
            **dict.fromkeys(REGISTRY),
            **each.preferences,
            **snapshot(each, AUDITED),
            "main_category": each.main_category.name if each.main_category else "",
            "agent_groups": groups[each.pk],
        }
        for each in categories
    }
