"""A role given to a user: on a group and everything below it, or for the whole installation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kontor.org.models.group import AgentGroup, SupervisorGroup, SystemGroup
from kontor.people.models import Role, User
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantShared


class Grant(TenantShared):
    """``tenant`` is NULL for the whole installation; otherwise exactly one group of the tenant is named."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, models.PROTECT, related_name="grants")
    system_group = TenantKey(SystemGroup, models.CASCADE, null=True, blank=True, related_name="grants")
    supervisor_group = TenantKey(SupervisorGroup, models.CASCADE, null=True, blank=True, related_name="grants")
    agent_group = TenantKey(AgentGroup, models.CASCADE, null=True, blank=True, related_name="grants")

    class Meta(TenantShared.Meta):
        constraints: ClassVar = [
            *TenantShared.Meta.constraints,
            SameTenant("system_group"),
            SameTenant("supervisor_group"),
            SameTenant("agent_group"),
            models.CheckConstraint(
                name="org_grant_one_place",
                condition=Q(tenant=None, system_group=None, supervisor_group=None, agent_group=None)
                | Q(tenant__isnull=False, system_group__isnull=False, supervisor_group=None, agent_group=None)
                | Q(tenant__isnull=False, system_group=None, supervisor_group__isnull=False, agent_group=None)
                | Q(tenant__isnull=False, system_group=None, supervisor_group=None, agent_group__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "system_group", "supervisor_group", "agent_group"],
                nulls_distinct=False,
                name="org_grant_once",
            ),
        ]

    @property
    def group(self) -> SystemGroup | SupervisorGroup | AgentGroup | None:
        """Where the role counts; None means the whole installation."""
        group: SystemGroup | SupervisorGroup | AgentGroup | None
        group = self.system_group or self.supervisor_group or self.agent_group
        return group
