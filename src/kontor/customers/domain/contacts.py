"""Customers edited by people: addresses given and taken, customers linked and unlinked."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.customers.domain.held import lock_customer, require_not_held
from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer, CustomerLink
from kontor.kernel.errors import Refused
from kontor.kernel.telephone import read
from kontor.kernel.text import normalize_email, one_line, sort_key_german
from kontor.tenants.models import Tenant


def create_customer(tenant: Tenant, *, name: str, language: str = "") -> Customer:
    """A contact that somebody enters, without an address yet. Refused without a name."""
    name = one_line(name)[:200]
    if not name:
        raise Refused(_("Enter the name of the contact."))
    key = sort_key_german(name)[:400]
    return Customer.objects.create(tenant=tenant, name=name, sort_key=key, language=language)


@transaction.atomic(savepoint=False)
def enter_customer(
    tenant: Tenant, *, name: str, number: str = "", language: str = "", email: str = "", phone: str = ""
) -> Customer:
    """A contact that has not written yet, with what is known of it. Refused without a name, and when another contact of
    the tenant has one of the addresses."""
    customer = create_customer(tenant, name=name, language=language)
    customer.number = one_line(number)[:60]
    customer.save(update_fields=["number"])
    if email:
        add_address(customer, kind=AddressKind.EMAIL, value=email)
    if phone:
        add_address(customer, kind=AddressKind.PHONE, value=phone)
    return customer


@transaction.atomic(savepoint=False)
def change_customer(
    customer: Customer, *, name: str, number: str, language: str, remarks: str, version: int
) -> Customer:
    """Change the customer's own data. Refused when somebody else saved in between, and where something of a contact on
    legal hold would be lost: what is empty may be filled in, and remarks may be continued."""
    row = lock_customer(customer.pk)
    if row.version != version:
        raise Refused(_("Somebody else has changed this contact in the meantime. Nothing was overwritten."))
    if not _only_added(row, name=name, number=number, remarks=remarks):
        require_not_held(row)
    row.name, row.sort_key = name, sort_key_german(name)[:400]
    row.number, row.language, row.remarks, row.version = number, language, remarks, version + 1
    row.save(update_fields=["name", "sort_key", "number", "language", "remarks", "version"])
    return row


def _only_added(row: Customer, *, name: str, number: str, remarks: str) -> bool:
    """Nothing that stands there would be lost; a browser ends lines in its own way."""
    same = row.name in ("", name) and row.number in ("", number)
    lines, before = remarks.splitlines(), row.remarks.rstrip().splitlines()
    return same and "\n".join(lines).startswith("\n".join(before))


@transaction.atomic(savepoint=False)
def add_address(customer: Customer, *, kind: AddressKind, value: str) -> Address:
    """Give the customer a further address. Refused when another customer of the tenant has it, or the customer itself.

    Phone numbers are read in any notation of the tenant's country; what is wrong with one is said.
    """
    value = one_line(value)
    normalized = _normal(value) if kind == AddressKind.EMAIL else read(value, customer.tenant.country).key
    if customer.addresses.filter(kind=kind, normalized=normalized).exists():
        raise Refused(_("The contact has this address already."))
    try:
        with transaction.atomic():
            return Address.objects.create(
                tenant_id=customer.tenant_id,
                lent_to_id=customer.lent_to_id,
                customer=customer,
                kind=kind,
                value=value,
                normalized=normalized,
            )
    except IntegrityError:
        raise Refused(_("Another contact has this address already. Link the two contacts instead.")) from None


def _normal(value: str) -> str:
    normalized = normalize_email(value)
    if not normalized:
        raise Refused(_("“%(value)s” is not an address that can be used.") % {"value": value})
    return normalized


@transaction.atomic(savepoint=False)
def correct_address(address: Address, value: str) -> Address:
    """The address was written wrongly: it becomes this one, or goes where the contact has this one already.

    A contact on legal hold keeps the wrong one beside it. Refused when another contact of the tenant has it.
    """
    normalized = _normal(value)
    customer = lock_customer(address.customer_id)
    rows = Address.objects.filter(tenant_id=address.tenant_id, kind=AddressKind.EMAIL, normalized=normalized)
    present = rows.exclude(pk=address.pk).first()
    if present and present.customer_id != customer.pk:
        raise Refused(_("Another contact has this address already. Link the two contacts instead."))
    is_gone = not Address.objects.filter(pk=address.pk).exists()  # corrected or removed by somebody else meanwhile
    if customer.held_at or is_gone:
        return present or add_address(customer, kind=AddressKind.EMAIL, value=value)
    if present:
        address.delete()
        return present
    address.value, address.normalized = value.strip(), normalized
    address.undeliverable_since, address.undeliverable_reason = None, ""
    try:
        with transaction.atomic():
            address.save(update_fields=["value", "normalized", "undeliverable_since", "undeliverable_reason"])
    except IntegrityError:
        raise Refused(_("Another contact has this address already. Link the two contacts instead.")) from None
    return address


@transaction.atomic(savepoint=False)
def remove_address(address: Address) -> None:
    """Take an address away. The last one stays: a contact without address is never found again.

    Refused for a contact on legal hold: its mail is found by its addresses.
    """
    require_not_held(lock_customer(address.customer_id))
    if not Address.objects.filter(customer_id=address.customer_id).exclude(pk=address.pk).exists():
        raise Refused(_("This is the contact's only address; it cannot be removed."))
    address.delete()


@transaction.atomic(savepoint=False)
def link_customers(one: Customer, other: Customer) -> CustomerLink:
    """Say that the two are one person or household. Linking twice is harmless."""
    if one.pk == other.pk:
        raise Refused(_("A contact cannot be linked with itself."))
    first, second = sorted((one, other), key=lambda customer: customer.pk)
    link, _made = CustomerLink.objects.get_or_create(
        first=first, second=second, defaults={"tenant_id": one.tenant_id, "lent_to_id": one.lent_to_id}
    )
    return link


@transaction.atomic(savepoint=False)
def unlink_customers(one: Customer, other: Customer) -> None:
    """Take the link away; nothing else changes. Refused while one of the two is on legal hold."""
    for pk in sorted((one.pk, other.pk)):
        require_not_held(lock_customer(pk))
    CustomerLink.objects.filter(Q(first=one, second=other) | Q(first=other, second=one)).delete()


def linked_customers(customer: Customer) -> list[Customer]:
    """The customers linked with this one, directly."""
    rows = CustomerLink.objects.filter(Q(first=customer) | Q(second=customer)).select_related("first", "second")
    return [row.second if row.first_id == customer.pk else row.first for row in rows]
