"""Which category a mail gets: ordered rules, last the account's fallback."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.tenants.isolation import OwnOrShared, SameTenant, TenantKey
from kontor.tenants.models import TenantOwned


class CategoryRule(TenantOwned):
    """All conditions that are set must hold. Lists hold alternatives; words match whole words, in any case."""

    category = TenantKey(Category, models.CASCADE, related_name="rules")
    position = models.PositiveIntegerField(_("position"), default=100)
    name = models.CharField(_("name"), max_length=120, blank=True)
    account = TenantKey(
        MailAccount, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("incoming account")
    )
    account_owner = models.BigIntegerField(null=True, editable=False)
    recipients = models.JSONField(_("recipient"), default=list, blank=True)
    senders = models.JSONField(_("sender address or domain"), default=list, blank=True)
    subject_words = models.JSONField(_("words in the subject"), default=list, blank=True)
    body_words = models.JSONField(_("words in the text"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [*TenantOwned.Meta.constraints, SameTenant("category"), OwnOrShared("account")]


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
