"""The letter's address: one that the customer has, to which something can be sent, and which nothing speaks against."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark
from kontor.customers.domain.postal_addresses import problems_of

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
