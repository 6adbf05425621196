"""What of the figures a person sees: the categories in which they have the right, tenant by tenant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kontor.org.domain.access import CategoryFacts, GroupAccess
from kontor.tenants.models import Tenant

READ, REPORTS = "board.read", "reports.read"


class Reader(Protocol):
    """What is asked of a person (``org.domain.access.Access``)."""

    @property
    def installation(self) -> frozenset[str]: ...

    @property
    def groups(self) -> dict[int, GroupAccess]: ...

    def tenants_with(self, permission: str) -> tuple[int, ...]: ...

    def categories(self, permission: str) -> list[CategoryFacts]: ...


@dataclass(frozen=True)
class Sight:
    """``everything``: all of the tenants, categories of no group too. ``groups`` are those of agents."""

    tenants: Sequence[Tenant]
    categories: Sequence[CategoryFacts]
    groups: frozenset[int]
    everything: bool

    @property
    def tenant_ids(self) -> list[int]:
        return [tenant.pk for tenant in self.tenants]

    @property
    def category_ids(self) -> list[int]:
        return [category.id for category in self.categories]

    @property
    def narrowed_to(self) -> list[int] | None:
        """The categories to which figures are narrowed; None when they need not be."""
        return None if self.everything else self.category_ids


def sight_of(access: Reader, *, tenant_id: int | None = None, may: str = READ) -> Sight:
    """All one sees, or of that what belongs to one tenant."""
    seen = [each for each in access.tenants_with(may) if tenant_id in (None, each)]
    tenants = list(Tenant.objects.living().filter(pk__in=seen).order_by("sort_key"))
    known = {tenant.pk for tenant in tenants}
    groups = {group for group, has in access.groups.items() if may in has.permissions and has.tenant_id in known}
    categories = [each for each in access.categories(may) if each.tenant_id in known]
    return Sight(tenants, categories, frozenset(groups), may in access.installation)
