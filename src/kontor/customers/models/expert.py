"""The address book of a tenant: whom agents ask and forward to outside."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.tenants.models import TenantOwned


class ExpertQuerySet(models.QuerySet["Expert"]):
    def living(self) -> ExpertQuerySet:
        return self.filter(deleted_at=None)


class Expert(TenantOwned):
    """Somebody outside who knows (Ansprechpartner). No customer: mail of theirs opens no ticket of a customer."""

    name = models.CharField(_("name"), max_length=200)
    sort_key = models.CharField(max_length=400, editable=False)
    company = models.CharField(_("company"), max_length=200, blank=True)
    address = models.CharField(_("e-mail"), max_length=254)
    address_key = models.CharField(max_length=254, editable=False)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    purposes = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("asked about"))
    remarks = models.TextField(_("remarks"), blank=True)
    active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ExpertQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "address_key"], condition=models.Q(deleted_at=None), name="customers_expert_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
