"""Lines to the public network, numbers that customers dial, and what a tenant dials with."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.calls.models.phone_system import PhoneSystem
from kontor.org.models import Category
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import InstallationOrTenant, TenantOwned

DIALLABLE = RegexValidator(r"^[0-9*#]*$", _("Use digits, * and # only."))


class Trunk(InstallationOrTenant):
    """A line to the public network (Trunk). Calls that come over it are its tenant's, if it has one.

    ``pbx_name`` is how the telephone system calls it: with Asterisk the endpoint, or the context of incoming calls.
    Whoever dials ``prefix`` + number + ``postfix`` goes out over it, and the called person sees ``signalled_number``.
    """

    kind_label = _("trunk")

    system = models.ForeignKey(PhoneSystem, models.CASCADE, related_name="trunks")
    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    pbx_name = models.CharField(_("name in the telephone system"), max_length=80)
    prefix = models.CharField(_("prefix"), max_length=10, blank=True, validators=[DIALLABLE])
    postfix = models.CharField(_("postfix"), max_length=10, blank=True, validators=[DIALLABLE])
    signalled_number = models.CharField(_("signalled number"), max_length=40, blank=True)
    active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(InstallationOrTenant.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            models.UniqueConstraint(fields=["system", "pbx_name"], name="calls_trunk_once"),
        ]

    def __str__(self) -> str:
        return self.name


class DialledNumber(TenantOwned):
    """A number that customers of the tenant dial; calls to it are the tenant's. It goes before the trunk."""

    kind_label = _("dialled number")

    system = models.ForeignKey(PhoneSystem, models.CASCADE, related_name="numbers")
    number = models.CharField(_("number"), max_length=40)
    normalized = models.CharField(max_length=40, editable=False)
    category = TenantKey(Category, null=True, blank=True, related_name="+", verbose_name=_("category"))
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["normalized"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("category"),
            models.UniqueConstraint(fields=["system", "normalized"], name="calls_diallednumber_once"),
        ]

    def __str__(self) -> str:
        return self.number


class TenantTelephony(TenantOwned):
    """What the tenant's calls go out with (Call Connector App): without a row, or a system, it places no calls."""

    system = models.ForeignKey(
        PhoneSystem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("telephone system")
    )
    prefix = models.CharField(_("prefix"), max_length=10, blank=True, validators=[DIALLABLE])
    postfix = models.CharField(_("postfix"), max_length=10, blank=True, validators=[DIALLABLE])
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant"], name="calls_tenanttelephony_once"),
        ]
