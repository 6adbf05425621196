"""Escalation rules: what shall happen to tickets by themselves, and each time that it did."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable, TenantOwned
from kontor.tickets.models import Ticket


class EscalationRuleQuerySet(models.QuerySet["EscalationRule"]):
    def living(self) -> EscalationRuleQuerySet:
        return self.filter(deleted_at=None)


class EscalationRule(TenantOwned):
    """Conditions and actions, in the tenant's order. ``number`` is the version in force, 0 before the first one.

    ``content`` is the draft that is edited; only versions count.
    """

    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(_("switched on"), default=False)
    content = models.JSONField(default=dict)
    number = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = EscalationRuleQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "sort_key"],
                condition=models.Q(deleted_at=None),
                name="escalations_escalationrule_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EscalationVersion(TenantOwned):
    """A rule as it was put in force; its content and name never change."""

    rule = TenantKey(EscalationRule, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("rule"),
            models.UniqueConstraint(fields=["rule", "number"], name="escalations_escalationversion_once"),
        ]


class Firing(TenantLendable):
    """A version has acted on a ticket. ``occurrence`` counts up only for rules that repeat."""

    ticket = TenantKey(Ticket, models.PROTECT, related_name="firings")
    version = TenantKey(EscalationVersion, models.PROTECT, related_name="firings")
    occurrence = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    effects = models.JSONField(default=list)

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("ticket"),
            SameTenant("version"),
            models.UniqueConstraint(fields=["ticket", "version", "occurrence"], name="escalations_firing_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["version", "-at"], name="escalations_firing_newest")]


class NoticeMail(TenantOwned):
    """A person is told of a firing by mail: with everything else that waits for them, in one mail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    firing = TenantKey(Firing, models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(null=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("firing"),
            models.UniqueConstraint(fields=["firing", "user"], name="escalations_noticemail_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant", "user"], condition=models.Q(sent_at=None), name="escalations_noticemail_waits"
            )
        ]
