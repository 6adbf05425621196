"""The three levels of groups. The tenant is chosen on the system group; everything below carries it too."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.people.models import User
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned


class Group(TenantOwned):
    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    description = models.TextField(_("description"), blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        abstract = True
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "sort_key"], condition=models.Q(deleted_at=None), name="%(app_label)s_%(class)s_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SystemGroupQuerySet(models.QuerySet["SystemGroup"]):
    def living(self) -> SystemGroupQuerySet:
        return self.filter(deleted_at=None)


class SystemGroup(Group):
    """The top of a tree of groups; here the tenant is chosen."""

    objects = SystemGroupQuerySet.as_manager()


class SupervisorGroupQuerySet(models.QuerySet["SupervisorGroup"]):
    def living(self) -> SupervisorGroupQuerySet:
        return self.filter(deleted_at=None)


class SupervisorGroup(Group):
    system_group = TenantKey(SystemGroup, related_name="supervisor_groups", verbose_name=_("system group"))

    objects = SupervisorGroupQuerySet.as_manager()

    class Meta(Group.Meta):
        constraints: ClassVar = [*Group.Meta.constraints, SameTenant("system_group")]


class AgentGroupQuerySet(models.QuerySet["AgentGroup"]):
    def living(self) -> AgentGroupQuerySet:
        return self.filter(deleted_at=None)


class AgentGroup(Group):
    level = "group"

    preferences = models.JSONField(default=dict, blank=True)
    supervisor_group = TenantKey(SupervisorGroup, related_name="agent_groups", verbose_name=_("supervisor group"))
    members: models.ManyToManyField[User, Membership] = models.ManyToManyField(
        User, through="org.Membership", related_name="agent_groups"
    )

    objects = AgentGroupQuerySet.as_manager()

    class Meta(Group.Meta):
        constraints: ClassVar = [*Group.Meta.constraints, SameTenant("supervisor_group")]


class Membership(TenantOwned):
    """A user works the categories of an agent group."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    agent_group = TenantKey(AgentGroup, models.CASCADE, related_name="memberships")

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("agent_group"),
            models.UniqueConstraint(fields=["user", "agent_group"], name="org_membership_once"),
        ]
