"""Categories are created, one or many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Unpack

from django.db import transaction

from kontor.audit.domain.recording import difference, record_changes, snapshot
from kontor.kernel.batches import BATCH
from kontor.kernel.text import one_line, sort_key_german
from kontor.org.domain.categories import (
    AUDITED,
    CategoryValues,
    Flags,
    main_category_named,
    require_same_tenant,
)
from kontor.org.domain.category_names import require_free_internal_names, require_free_names
from kontor.org.domain.internal_names import propose_internal_name
from kontor.org.models import AgentGroup, Category, GroupCategory, MainCategory
from kontor.people.models import User
from kontor.tenants.models import Tenant


class NewCategory(CategoryValues, total=False):
    """What a category can begin with. It needs a ``name``."""

    internal_name: str
    groups: Sequence[AgentGroup]


def create_category(
    tenant: Tenant,
    *,
    name: str,
    groups: Iterable[AgentGroup] = (),
    main_category: str = "",
    description: str = "",
    internal_name: str = "",
    by: User | None,
    **flags: Unpack[Flags],
) -> Category:
    """Create a category of the tenant and assign it to these agent groups.

    Without ``internal_name`` one is made from the display name; it never changes afterwards. A main category that
    does not exist yet is created. Refused when a name is taken or a group lies in another tenant.
    """
    values = NewCategory(
        name=name,
        internal_name=internal_name,
        groups=list(groups),
        main_category=main_category,
        description=description,
        **flags,
    )
    return create_categories(tenant, [values], by=by)[0]


@transaction.atomic(savepoint=False)
def create_categories(tenant: Tenant, wanted: Sequence[NewCategory], *, by: User | None) -> list[Category]:
    """The same for many, in as many statements as for one."""
    main: dict[str, MainCategory | None] = {}
    made: list[Category] = []
    for values in wanted:
        made.append(_new(tenant, values, main, {each.internal_name for each in made}))
    require_free_names(tenant.pk, made)
    require_free_internal_names(tenant.pk, made)
    groups = [_groups(category, values) for category, values in zip(made, wanted, strict=True)]
    Category.objects.bulk_create(made, batch_size=BATCH)
    works = [(category, group) for category, chosen in zip(made, groups, strict=True) for group in chosen]
    rows = [GroupCategory(tenant=tenant, category=category, agent_group=group) for category, group in works]
    GroupCategory.objects.bulk_create(rows, batch_size=BATCH)
    states = [_state(category, chosen) for category, chosen in zip(made, groups, strict=True)]
    changes = [(each, difference({}, state)) for each, state in zip(made, states, strict=True)]
    record_changes("created", changes, by=by, tenant_id=tenant.pk)
    return made


def _new(tenant: Tenant, values: NewCategory, main: dict[str, MainCategory | None], besides: set[str]) -> Category:
    name, heading = one_line(values["name"]), values.get("main_category", "")
    if heading not in main:
        main[heading] = main_category_named(tenant.pk, heading)
    plain: dict[str, Any] = {
        key: value for key, value in values.items() if key not in ("name", "internal_name", "main_category", "groups")
    }
    internal_name = values.get("internal_name") or propose_internal_name(tenant.pk, name, besides=besides)
    return Category(
        tenant=tenant,
        name=name,
        sort_key=sort_key_german(name),
        internal_name=internal_name,
        main_category=main[heading],
        **plain,
    )


def _groups(category: Category, values: NewCategory) -> list[AgentGroup]:
    """Each once, in the order of their names."""
    chosen = {group.pk: group for group in values.get("groups", ())}
    require_same_tenant(category, chosen.values())
    return sorted(chosen.values(), key=lambda group: (group.sort_key, group.pk))


def _state(category: Category, groups: Sequence[AgentGroup]) -> dict[str, Any]:
    return {
        "internal_name": category.internal_name,
        **snapshot(category, AUDITED),
        "main_category": category.main_category.name if category.main_category else "",
        "agent_groups": [group.name for group in groups],
    }
