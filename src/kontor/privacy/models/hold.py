"""Legal holds: what is erased by nobody and expires at no time."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.customers.models import Customer
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned
from kontor.tickets.models import Ticket


class HoldQuerySet(models.QuerySet["Hold"]):
    def in_force(self) -> HoldQuerySet:
        return self.filter(lifted_at=None)


class Hold(TenantOwned):
    """Of a contact with all its tickets, or of one ticket. It stays as a row when it is lifted."""

    customer = TenantKey(Customer, models.PROTECT, null=True, related_name="holds")
    ticket = TenantKey(Ticket, models.PROTECT, null=True, related_name="holds")
    reason = models.CharField(max_length=300)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-placed_at", "-id"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("customer"),
            SameTenant("ticket"),
            models.CheckConstraint(
                name="privacy_hold_of_one",
                condition=models.Q(customer=None, ticket__isnull=False) | models.Q(customer__isnull=False, ticket=None),
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(lifted_at=None), name="privacy_hold_one_of_customer"
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(lifted_at=None), name="privacy_hold_one_of_ticket"
            ),
        ]
