"""What is kept of a contact on legal hold may grow and is never lost: neither taken away nor written over."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kontor.customers.models import Customer
from kontor.kernel.errors import Refused


def require_not_held(customer: Customer) -> None:
    """Of a locked contact. For verbs after which something of it would be gone."""
    if customer.held_at:
        raise Refused(
            _("This contact is on legal hold: you may add to what is kept of it, not remove or overwrite it.")
        )


def lock_customer(customer_id: int) -> Customer:
    """As those lock it who place a hold: whoever was first is seen by the other."""
    return Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer_id)
