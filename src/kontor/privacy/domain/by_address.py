"""Rows that know a contact by the address or number alone."""

from __future__ import annotations

from django.db.models import Q

from kontor.answers.enums import BudgetKind
from kontor.privacy.domain.person import Person
from kontor.privacy.domain.rows import erase_found
from kontor.privacy.domain.tally import Tally


def erase_by_address(person: Person, tally: Tally) -> None:
    """Budgets and the block lists: whoever is forgotten is not blocked either."""
    here = Q(tenant_id=person.tenant_id)
    erase_found("answers.AutomaticBudget", here & Q(kind=BudgetKind.ADDRESS, key__in=person.mails), tally)
    erase_found("intake.BlockEntry", here & Q(value__in=person.mails), tally)
    erase_found("calls.BlockedNumber", here & Q(normalized__in=person.phones), tally)
    erase_found("privacy.Disclosure", here & Q(contact=person.customer_id), tally)
