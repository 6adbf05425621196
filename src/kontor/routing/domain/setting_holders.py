"""Who has settings: the holders below another one, each with the chain it inherits from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Model, Prefetch, QuerySet

from kontor.audit.domain.queries import LastChange, last_changes
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.preferences.domain.effective import Chain
from kontor.preferences.types import SYSTEM, TENANT, Holder
from kontor.routing.preferences import CAPACITY
from kontor.tenants.models import Tenant


def chains_below(holder: Holder) -> list[Chain]:
    """The living holders that may inherit from this one, each at the end of its chain.

    From the installation tenants, categories, agent groups and people; from a tenant its categories. Of a group below a
    tenant nothing is said: its values do not come from there. In the scope in force.
    """
    if holder.level == TENANT:
        tenant = cast(Tenant, holder)
        return [_chain(holder, category) for category in _categories().filter(tenant=tenant.pk)]
    if holder.level != SYSTEM:
        return []
    tenants = {tenant.pk: tenant for tenant in Tenant.objects.living().order_by("sort_key")}
    chains = [_chain(holder, tenant) for tenant in tenants.values()]
    chains += [
        _chain(holder, tenants[category.tenant_id], category)
        for category in _categories()
        if category.tenant_id in tenants
    ]
    groups = AgentGroup.objects.living().order_by("tenant__sort_key", "sort_key").select_related("tenant")
    people = with_groups(User.objects.living().order_by("sort_key"))
    chains += [_chain(holder, group) for group in groups]
    return chains + [chain_of(user, holder) for user in people]


def with_groups(users: QuerySet[User]) -> QuerySet[User]:
    """With the groups that ``chain_of`` asks for."""
    return users.prefetch_related(groups_that_count())


def groups_that_count() -> Prefetch[Any]:
    """The living agent groups of the scope that a person is a member of."""
    return Prefetch("agent_groups", AgentGroup.objects.living())


def chain_of(user: User, system: Holder) -> Chain:
    """The installation, the person's groups, the person. Of several groups that limit the load the strictest counts."""
    groups = sorted(user.agent_groups.all(), key=lambda group: -CAPACITY.get(cast(Holder, group)))
    limiting = [group for group in groups if CAPACITY.is_set_on(cast(Holder, group))]
    return _chain(system, *limiting, user)


def holders_below(holder: Holder) -> Iterable[Holder]:
    """The same without their chains."""
    return (chain[-1] for chain in chains_below(holder))


def who_set(chain: Iterable[Holder]) -> dict[tuple[str, str], LastChange]:
    """By level and setting: who gave the holder its value, and when. One statement for each holder of the chain."""
    found: dict[tuple[str, str], LastChange] = {}
    for holder in chain:
        row = cast(Model, holder)
        if row.pk:
            changes = last_changes(row._meta.label_lower, row.pk)
            found |= {(holder.level, key): change for key, change in changes.items()}
    return found


def _categories() -> Any:
    return Category.objects.living().select_related("tenant").order_by("tenant__sort_key", "sort_key")


def _chain(*holders: Any) -> Chain:
    return cast(Chain, holders)
