"""The tenant, the roster of ids, and the bases of everything a tenant owns."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kontor.tenants.isolation import SameTenant, TenantPolicy


class Roster(models.Model):
    """The id of every tenant, and nothing else: what work for the whole installation loops over."""

    id = models.BigAutoField(primary_key=True)


class TenantQuerySet(models.QuerySet["Tenant"]):
    def living(self) -> TenantQuerySet:
        return self.filter(deleted_at=None)

    def working(self) -> TenantQuerySet:
        return self.living().filter(active=True)

    def works(self, tenant_id: int) -> bool:
        """Neither switched off nor deleted. In its scope."""
        return self.working().filter(pk=tenant_id).exists()


class Tenant(models.Model):
    """A company that is answered for (Mandant). Visible only when its id is in the scope."""

    level = "tenant"

    id = models.OneToOneField(Roster, models.PROTECT, primary_key=True, db_column="id", related_name="+")
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    sort_key = models.CharField(max_length=240, editable=False)
    code = models.CharField(
        _("short code"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]{2,8}$", _("Use 2 to 8 capital letters or digits."))],
    )
    description = models.TextField(_("description"), blank=True)
    colour = models.PositiveSmallIntegerField(_("colour"), default=1)
    language = models.CharField(_("language"), max_length=8, default="de")
    country = models.CharField(_("country"), max_length=2, default="DE")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    active = models.BooleanField(_("active"), default=True)
    preferences = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            TenantPolicy(name="tenants_tenant_policy", using=TenantPolicy.SELF),
            models.UniqueConstraint(
                fields=["name_key"], condition=models.Q(deleted_at=None), name="tenants_tenant_name_once"
            ),
            models.CheckConstraint(condition=models.Q(colour__gte=1, colour__lte=12), name="tenants_tenant_colour"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def is_working(self) -> bool:
        return self.active and not self.is_deleted


class TenantOwned(models.Model):
    """A row of exactly one tenant."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            TenantPolicy(name="%(app_label)s_%(class)s_policy", using=TenantPolicy.OWNED),
            models.UniqueConstraint(fields=["id", "tenant"], name="%(app_label)s_%(class)s_of_tenant"),
        ]


class TenantLendable(models.Model):
    """A row of one tenant that another tenant may work on while it is lent (overflow)."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+")
    lent_to = models.ForeignKey(Tenant, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            TenantPolicy(name="%(app_label)s_%(class)s_policy", using=TenantPolicy.LENDABLE),
            models.UniqueConstraint(fields=["id", "tenant"], name="%(app_label)s_%(class)s_of_tenant"),
        ]


class TenantShared(models.Model):
    """A row of one tenant, or of the installation and then readable by all of them.

    Rows of the installation can be written only with scope id 0. ``owner_key`` is what others' keys point to
    (``OwnOrShared``): the tenant's id, or 0.
    """

    tenant = models.ForeignKey(Tenant, models.PROTECT, null=True, blank=True, related_name="+")
    owner_key = models.GeneratedField(
        expression=Coalesce("tenant_id", 0), output_field=models.BigIntegerField(), db_persist=True
    )

    class Meta:
        abstract = True
        constraints: ClassVar = [
            TenantPolicy(
                name="%(app_label)s_%(class)s_policy",
                using=TenantPolicy.SHARED,
                check=TenantPolicy.INSTALLATION_OR_OWNED,
            ),
            models.UniqueConstraint(fields=["id", "owner_key"], name="%(app_label)s_%(class)s_of_owner"),
        ]


class InstallationOrTenant(models.Model):
    """A row of one tenant, or of the installation and then visible only with scope id 0."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            TenantPolicy(name="%(app_label)s_%(class)s_policy", using=TenantPolicy.INSTALLATION_OR_OWNED),
            models.UniqueConstraint(fields=["id", "tenant"], name="%(app_label)s_%(class)s_of_tenant"),
        ]


class AppSetting(TenantOwned):
    """What an app keeps at a tenant (Eigene Einstellungen). Written by code; never touched by the edit screen."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        SECRET = "secret", _("Secret")
        YES_NO = "yes_no", _("Yes or no")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")

    app = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "app", "key"], name="tenants_appsetting_once"),
        ]


__all__ = [
    "AppSetting",
    "InstallationOrTenant",
    "Roster",
    "SameTenant",
    "Tenant",
    "TenantLendable",
    "TenantOwned",
    "TenantShared",
]
