"""Which accounts are a tenant's defaults (Konteneinstellungen)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.channels.models.account import MailAccount
from kontor.tenants.isolation import OwnOrShared, TenantKey
from kontor.tenants.models import TenantOwned


class TenantAccounts(TenantOwned):
    """One row a tenant. An account is the tenant's own or a general one; another tenant's cannot be named."""

    incoming = TenantKey(
        MailAccount, null=True, blank=True, related_name="+", verbose_name=_("default incoming account")
    )
    incoming_owner = models.BigIntegerField(null=True, editable=False)
    sending = TenantKey(MailAccount, null=True, blank=True, related_name="+", verbose_name=_("default sending account"))
    sending_owner = models.BigIntegerField(null=True, editable=False)
    inquiries = TenantKey(
        MailAccount, null=True, blank=True, related_name="+", verbose_name=_("system account for external inquiries")
    )
    inquiries_owner = models.BigIntegerField(null=True, editable=False)
    forwards = TenantKey(
        MailAccount, null=True, blank=True, related_name="+", verbose_name=_("system account for external forwards")
    )
    forwards_owner = models.BigIntegerField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant"], name="channels_tenantaccounts_once"),
            OwnOrShared("incoming"),
            OwnOrShared("sending"),
            OwnOrShared("inquiries"),
            OwnOrShared("forwards"),
        ]
