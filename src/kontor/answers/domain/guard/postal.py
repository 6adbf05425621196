"""The letter's address: one that the customer has, to which something can be sent, and which nothing speaks against."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark
from kontor.customers.domain.postal_addresses import lines_of, problems_of
from kontor.letters.rendering.failures import failure_sentence
from kontor.letters.rendering.geometry import SMALLEST_ADDRESS_SIZE
from kontor.letters.rendering.widths import LEAST_SIZE, size_of_address

PLACE = "postal"


def find_postal(case: Case) -> Iterator[Remark]:
    """What no letter can be sent to."""
    address = case.postal_address
    if address is None:
        return
    if address.customer_id != case.ticket.customer_id:
        yield Remark(
            _("The address is not one of this customer."),
            _("Choose an address of the customer."),
            about=str(address.pk),
            place=PLACE,
        )
    if address.deleted_at:
        yield Remark(
            _("The address was deleted in the meantime."), _("Choose another one."), about=str(address.pk), place=PLACE
        )
    for problem in problems_of(address):
        if problem.stops:
            yield Remark(problem.sentence, _("Correct the address."), about=problem.sentence, place=PLACE)
    if _size(case) < LEAST_SIZE:
        yield Remark(
            failure_sentence("window", {}), _("Shorten the address."), about=f"{address.pk} window", place=PLACE
        )


def find_postal_doubt(case: Case) -> Iterator[Remark]:
    """What should be looked at before a letter goes there."""
    address = case.postal_address
    if address is None:
        return
    if address.undeliverable_since:
        sentence = _("Letters to this address came back as undeliverable.")
        said = f"{sentence} {address.undeliverable_reason}".strip()
        about = f"{address.pk} {address.undeliverable_since}"
        yield Remark(said, _("Ask the customer for the address, or confirm that it is right."), about, PLACE)
    for problem in problems_of(address):
        if not problem.stops:
            about = f"{address.pk} {address.version} {problem.field}"
            yield Remark(problem.sentence, _("Correct the address, or confirm that it is right."), about, PLACE)
    if LEAST_SIZE <= _size(case) < SMALLEST_ADDRESS_SIZE:
        yield Remark(
            _("A line of the address is so long that it is printed very small to lie in the window of the envelope."),
            _("Shorten the address, or look at the letter and confirm that it can be read."),
            f"{address.pk} {address.version} small",
            PLACE,
        )


def _size(case: Case) -> float:
    """Points of the address as it will be printed."""
    address = case.postal_address
    return size_of_address(lines_of(address, from_country=case.ticket.tenant.country) if address else [])
