"""Customers of a tenant and how they are reached. The same person at two tenants is two customers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.customers.enums import AddressKind, Salutation
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable


class Customer(TenantLendable):
    """``erased_at``: everything of the contact is gone for good (privacy); the empty row goes a day later.

    ``held_at``: a legal hold is in force since then (privacy); nothing that is kept of it is lost until it ends.
    """

    name = models.CharField(_("name"), max_length=200, blank=True)
    sort_key = models.CharField(max_length=400, editable=False, blank=True)
    salutation = models.CharField(
        _("form of address"), max_length=10, choices=Salutation.choices, blank=True, default=""
    )
    number = models.CharField(_("customer number"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    show_remote_images = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, editable=False)
    held_at = models.DateTimeField(null=True, editable=False)

    class Meta(TenantLendable.Meta):
        constraints: ClassVar = [*TenantLendable.Meta.constraints]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "sort_key"], name="customers_customer_sort"),
            models.Index(fields=["tenant", "number"], name="customers_customer_number"),
        ]

    def __str__(self) -> str:
        return self.name


class Address(TenantLendable):
    """An e-mail address or a phone number; ``normalized`` is what is looked up, once per tenant.

    ``undeliverable_since``: mail to it came back for good, in the words of ``undeliverable_reason``. It stays so until
    somebody takes the mark away or mail comes from the address.
    """

    customer = TenantKey(Customer, models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=AddressKind.choices)
    value = models.CharField(max_length=254)
    normalized = models.CharField(max_length=254)
    undeliverable_since = models.DateTimeField(null=True, editable=False)
    undeliverable_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta(TenantLendable.Meta):
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("customer"),
            models.UniqueConstraint(fields=["tenant", "kind", "normalized"], name="customers_address_once"),
        ]

    def __str__(self) -> str:
        return self.value


class CustomerLink(TenantLendable):
    """Two customers that are one person or one household. Taking the link away loses nothing."""

    first = TenantKey(Customer, models.CASCADE, related_name="+")
    second = TenantKey(Customer, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantLendable.Meta):
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("first"),
            SameTenant("second"),
            models.UniqueConstraint(fields=["first", "second"], name="customers_link_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="customers_link_ordered"),
        ]


__all__ = ["Address", "AddressKind", "Customer", "CustomerLink"]
