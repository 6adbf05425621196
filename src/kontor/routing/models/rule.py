"""Which category a mail gets: ordered rules, the words they look for, last the account's fallback.

The rows of rules and keyword sets are the draft that people work on. What counts for arriving mail is the active
``RuleVersion``, a copy of the draft as it was when somebody activated it.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.routing.enums import DryRunState
from kontor.tenants.isolation import OwnOrShared, SameTenant, TenantKey
from kontor.tenants.models import TenantOwned


class CategoryRule(TenantOwned):
    """A rule of the draft. ``conditions`` are those of ``domain/conditions.py``, as JSON.

    ``threshold`` is the sum of points that the conditions with points must reach; 0 when there are none.
    """

    category = TenantKey(Category, models.CASCADE, related_name="rules")
    position = models.PositiveIntegerField(_("position"), default=100)
    name = models.CharField(_("name"), max_length=120, blank=True)
    account = TenantKey(
        MailAccount, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("incoming account")
    )
    account_owner = models.BigIntegerField(null=True, editable=False)
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    threshold = models.PositiveSmallIntegerField(_("points needed"), default=0)
    active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [*TenantOwned.Meta.constraints, SameTenant("category"), OwnOrShared("account")]


class KeywordSet(TenantOwned):
    """Words that several rules look for, under a name. Each line is an alternative."""

    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    lines = models.JSONField(_("words"), default=list)
    stems = models.BooleanField(_("other forms of the words too"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "sort_key"], name="routing_keywordset_once"),
        ]

    def __str__(self) -> str:
        return self.name


class RuleVersion(TenantOwned):
    """All rules and keyword sets of a tenant at one time; ``content`` never changes. At most one is active.

    ``digest`` is that of the content: what is prepared from it can be kept under that name.
    """

    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    active = models.BooleanField(default=False)
    activated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    activated_at = models.DateTimeField(null=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "number"], name="routing_ruleversion_once"),
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(active=True), name="routing_ruleversion_one_active"
            ),
        ]


class DryRun(TenantOwned):
    """The draft tried on mail of the past: what it would have done. Nothing of that mail is kept but ids.

    ``changes`` holds a list for each ticket that would have gone elsewhere: its id, the categories it went into, would
    have gone into and ended in (null: none), and the rule. ``counts`` holds the sums.
    """

    state = models.CharField(max_length=10, choices=DryRunState.choices, default=DryRunState.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    days = models.PositiveSmallIntegerField(default=30)
    against = models.PositiveIntegerField(default=0)
    content = models.JSONField()
    total = models.PositiveIntegerField(default=0)
    last_ticket = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    changes = models.JSONField(default=list)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="routing_dryrun_one_at_a_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant", "-at"], name="routing_dryrun_newest")]


class AccountFallback(TenantOwned):
    """The category of mail that no rule claims. One an account; it fixes the tenant of a general account's mail."""

    account = TenantKey(MailAccount, models.CASCADE, related_name="+")
    account_owner = models.BigIntegerField(editable=False)
    category = TenantKey(Category, models.PROTECT, related_name="+")

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("category"),
            OwnOrShared("account"),
            models.UniqueConstraint(fields=["account"], name="routing_accountfallback_once"),
        ]
