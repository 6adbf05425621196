"""A lent ticket has gone back: whoever of the borrower had it on the desk, or open in a window, is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kontor.org.models import Membership
from kontor.people.models import User
from kontor.routing.models import Loan
from kontor.tenants.scope import scope
from kontor.tickets.domain.notices import tell_people
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.presence import present_people
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Ticket


class Returned(NamedTuple):
    """``had_by`` is on whose desk it lay until now."""

    ticket: Ticket
    had_by: int | None


def tell_of_return(returned: Sequence[Returned], loans: Mapping[int, Loan], *, by: User | None) -> None:
    """The notice names number and lender; it leads nowhere, as the borrower sees the ticket no more."""
    present = present_people([each.ticket.pk for each in returned])
    for ticket, had_by in returned:
        people = {*present.get(ticket.pk, ()), *([had_by] if had_by else [])} - {by.pk if by else None}
        if people:
            _tell(ticket, loans[ticket.pk], people)


def _tell(ticket: Ticket, loan: Loan, people: set[int]) -> None:
    assert loan.lent_to_id is not None
    with scope(loan.tenant_id, loan.lent_to_id):
        working = Membership.objects.filter(tenant_id=loan.lent_to_id, user_id__in=people)
        theirs = sorted(set(working.values_list("user_id", flat=True)))
        tell_people(
            theirs,
            NoticeKind.TAKEN_BACK,
            tenants=[loan.lent_to_id],
            sentence="loan_ended",
            number=format_number(ticket.number),
            lender=loan.lender_name,
        )
