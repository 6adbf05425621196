"""What a person can see and do in each tenant, and why: by which role on which group, in which categories."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.org.domain.access import READ, Access, CategoryFacts
from kontor.org.domain.tenant_choice import ChosenTenant, still_valid
from kontor.org.models import AgentGroup, Grant, SupervisorGroup, SystemGroup
from kontor.people.models import User
from kontor.people.permissions import PERMISSIONS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Right:
    """A right, and in a sentence each role and place that gives it."""

    key: str
    label: StrOrPromise
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class CategoryReach:
    """A category whose tickets the person reads; ``works`` says that its tickets are given to them."""

    category: CategoryFacts
    works: bool


@dataclass(frozen=True)
class TenantReach:
    tenant: ChosenTenant
    rights: list[Right]
    categories: list[CategoryReach]


def reach_of(user: User, access: Access, *, tenants: Iterable[int]) -> list[TenantReach]:
    """Tenant by tenant (of these, and of the scope in force). ``access`` is the person's, loaded in this scope."""
    wanted = set(tenants)
    grants = _counting_grants(user)
    found = []
    for tenant in still_valid(user):
        if tenant.id in wanted:
            rights = _rights([grant for grant in grants if grant.tenant_id in (None, tenant.id)])
            found.append(TenantReach(tenant, rights, _categories(access, tenant.id)))
    return found


def _counting_grants(user: User) -> list[Grant]:
    """The roles that count: what was given on a deleted group rests."""
    rows = Grant.objects.filter(user=user, role__deleted_at=None).select_related(
        "role", "system_group", "supervisor_group", "agent_group__supervisor_group"
    )
    gone = Q(system_group__deleted_at__isnull=False) | Q(supervisor_group__deleted_at__isnull=False)
    return list(rows.exclude(gone | Q(agent_group__deleted_at__isnull=False)).order_by("role__sort_key", "pk"))


def _rights(grants: list[Grant]) -> list[Right]:
    """In the order in which rights are listed everywhere."""
    reasons: dict[str, list[str]] = {}
    for grant in grants:
        for key in grant.role.permissions:
            reasons.setdefault(key, []).append(_reason(grant))
    return [
        Right(key, label, tuple(reasons[key]))  # type: ignore[arg-type]
        for key, label in PERMISSIONS.items()
        if key in reasons
    ]


def _reason(grant: Grant) -> str:
    words = {"role": grant.role.name, "group": grant.group.name if grant.group else ""}
    if isinstance(grant.group, SystemGroup):
        return _("Role %(role)s on the system group %(group)s and all below it") % words
    if isinstance(grant.group, SupervisorGroup):
        return _("Role %(role)s on the supervisor group %(group)s and all below it") % words
    if isinstance(grant.group, AgentGroup):
        return _("Role %(role)s on the agent group %(group)s") % words
    return _("Role %(role)s for the whole installation") % words


def _categories(access: Access, tenant_id: int) -> list[CategoryReach]:
    worked = access.member_category_ids
    read = [facts for facts in access.categories(READ) if facts.tenant_id == tenant_id]
    return [CategoryReach(facts, facts.id in worked) for facts in read]
