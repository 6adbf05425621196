"""Where a customer's letters go."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.customers.models.customer import Customer
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable


class PostalAddressQuerySet(models.QuerySet["PostalAddress"]):
    def living(self) -> PostalAddressQuerySet:
        return self.filter(deleted_at=None)


class PostalAddress(TenantLendable):
    """A customer may have several; letters go to the default one. ``country`` is the code of ISO 3166-1.

    ``undeliverable_since``: a letter to it came back, in the words of ``undeliverable_reason``. It stays so until
    somebody corrects the address or takes the mark away.
    """

    customer = TenantKey(Customer, models.CASCADE, related_name="postal_addresses")
    company = models.CharField(_("company"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    additional = models.CharField(_("additional line"), max_length=120, blank=True)
    street = models.CharField(_("street and number, or PO box"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE")
    is_default = models.BooleanField(_("letters go here"), default=True)
    undeliverable_since = models.DateTimeField(null=True, editable=False)
    undeliverable_reason = models.CharField(max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = PostalAddressQuerySet.as_manager()

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["-is_default", "id"]
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("customer"),
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(deleted_at=None, is_default=True),
                name="customers_postaladdress_one_default",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "postcode"], name="customers_postaladdress_place"),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.postcode} {self.city}".strip()) if part)
