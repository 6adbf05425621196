"""Where a customer's letters go: addresses given, changed, taken away, and marked as undeliverable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.customers.domain.address_lines import Problem, lines_of, problems_of
from kontor.customers.domain.held import lock_customer, require_not_held
from kontor.customers.models import Customer, PostalAddress
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, shorten, without_bidi

MOST = 20


@dataclass(frozen=True)
class PostalValues:
    """What somebody typed. ``country`` is the code of ISO 3166-1."""

    company: str = ""
    name: str = ""
    additional: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = "DE"

    def cleaned(self) -> PostalValues:
        """Each on one line, postcode and country in capitals."""
        lines = {field: one_line(without_bidi(value)) for field, value in asdict(self).items()}
        lines["postcode"], lines["country"] = lines["postcode"].upper(), lines["country"].upper()
        return PostalValues(**lines)


def problems_of_values(values: PostalValues) -> list[Problem]:
    """What is wrong with an address that is not kept yet."""
    return problems_of(PostalAddress(**asdict(values.cleaned())))


def postal_addresses(customer: Customer) -> list[PostalAddress]:
    """The customer's addresses, the one that letters go to first."""
    return list(PostalAddress.objects.living().filter(customer=customer))


@transaction.atomic(savepoint=False)
def add_postal_address(customer: Customer, values: PostalValues, *, is_default: bool = False) -> PostalAddress:
    """Give the customer a postal address; the first one is the one that letters go to.

    Refused where nothing could be sent to it, and where the customer has it already.
    """
    lock_customer(customer.pk)
    values = values.cleaned()
    _require_sendable(values)
    present = postal_addresses(customer)
    if len(present) >= MOST:
        raise Refused(_("A contact has at most %(most)s postal addresses.") % {"most": MOST})
    if any(_values(row) == values for row in present):
        raise Refused(_("The contact has this address already."))
    first = is_default or not present
    if first:
        _no_default(customer)
    return PostalAddress.objects.create(
        tenant_id=customer.tenant_id,
        lent_to_id=customer.lent_to_id,
        customer=customer,
        is_default=first,
        **asdict(values),
    )


@transaction.atomic(savepoint=False)
def change_postal_address(
    address: PostalAddress, values: PostalValues, *, version: int, is_default: bool = False
) -> PostalAddress:
    """Correct the address. One that reads otherwise now counts as reachable again.

    Refused where nothing could be sent to it, when somebody else saved in between, and where an address of a contact on
    legal hold would read otherwise.
    """
    row = _locked(address)
    values = values.cleaned()
    _require_sendable(values)
    if row.version != version:
        raise Refused(_("Somebody else has changed this address in the meantime. Nothing was overwritten."))
    if _values(row) != values:
        require_not_held(row.customer)
        row.undeliverable_since, row.undeliverable_reason = None, ""
    for field, value in asdict(values).items():
        setattr(row, field, value)
    if is_default and not row.is_default:
        _no_default(row.customer)
        row.is_default = True
    row.version += 1
    row.save()
    return row


@transaction.atomic(savepoint=False)
def delete_postal_address(address: PostalAddress) -> None:
    """Take the address away; letters that were sent to it keep their lines. The next one takes its place. Refused for a
    contact on legal hold."""
    row = _locked(address)
    require_not_held(row.customer)
    was_default = row.is_default
    row.deleted_at, row.is_default = clock.now(), False
    row.save(update_fields=["deleted_at", "is_default", "changed_at"])
    following = PostalAddress.objects.living().filter(customer_id=row.customer_id).first()
    if was_default and following:
        PostalAddress.objects.filter(pk=following.pk).update(is_default=True)


@transaction.atomic(savepoint=False)
def make_default(address: PostalAddress) -> None:
    """Letters go there from now on."""
    row = _locked(address)
    _no_default(row.customer)
    PostalAddress.objects.filter(pk=row.pk).update(is_default=True)


@transaction.atomic(savepoint=False)
def mark_address_undeliverable(address: PostalAddress, *, reason: str) -> bool:
    """A letter to it came back. The first reason stays: False where it is marked already."""
    rows = PostalAddress.objects.filter(pk=address.pk, undeliverable_since=None)
    return bool(rows.update(undeliverable_since=clock.now(), undeliverable_reason=shorten(reason, 300)))


def mark_address_deliverable(address: PostalAddress) -> None:
    """A person says that letters arrive there."""
    PostalAddress.objects.filter(pk=address.pk).update(undeliverable_since=None, undeliverable_reason="")


def _require_sendable(values: PostalValues) -> None:
    stopping = [problem.sentence for problem in problems_of_values(values) if problem.stops]
    if stopping:
        raise Refused(_said(stopping))


def _said(sentences: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(sentences))


def _values(row: PostalAddress) -> PostalValues:
    return PostalValues(**{field: getattr(row, field) for field in PostalValues.__dataclass_fields__})


def _locked(address: PostalAddress) -> PostalAddress:
    """The customer is locked before its addresses, so that only one of them becomes the default."""
    lock_customer(address.customer_id)
    row = PostalAddress.objects.living().filter(pk=address.pk).select_related("customer").first()
    if row is None:
        raise Refused(_("This address has been deleted in the meantime."))
    return row


def _no_default(customer: Customer) -> None:
    PostalAddress.objects.living().filter(customer=customer, is_default=True).update(is_default=False)


__all__ = [
    "PostalValues",
    "Problem",
    "add_postal_address",
    "change_postal_address",
    "delete_postal_address",
    "lines_of",
    "make_default",
    "mark_address_deliverable",
    "mark_address_undeliverable",
    "postal_addresses",
    "problems_of",
    "problems_of_values",
]
