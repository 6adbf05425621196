"""Rows that know a contact by the address or number alone."""

from __future__ import annotations

from django.db.models import Q

from kontor.answers.enums import BudgetKind
from kontor.calls.models import BlockedNumber
from kontor.customers.models import Address, Expert, PostalAddress
from kontor.intake.models import BlockEntry
from kontor.privacy.domain.audit_rows import erase_audit_of
from kontor.privacy.domain.person import Person
from kontor.privacy.domain.rows import erase_found
from kontor.privacy.domain.tally import Tally


def erase_by_address(person: Person, tally: Tally) -> None:
    """Budgets of automatic mail, files that were handed out, and what the audit log says of the contact."""
    here = Q(tenant_id=person.tenant_id)
    erase_audit_of("customers.customer", [person.customer_id], tally)
    for model in (Address, PostalAddress):
        ids = model._base_manager.filter(customer_id=person.customer_id).values_list("pk", flat=True)
        erase_audit_of(model._meta.label_lower, ids, tally)
    erase_found("answers.AutomaticBudget", here & Q(kind=BudgetKind.ADDRESS, key__in=person.mails), tally)
    erase_found("privacy.Disclosure", here & Q(contact=person.customer_id), tally)


def erase_lists(person: Person, tally: Tally) -> None:
    """Whoever is forgotten is not blocked either, and nobody whom one asks; with what the audit log says of that."""
    here = Q(tenant_id=person.tenant_id)
    blocked = BlockEntry.objects.filter(here, value__in=person.mails)
    numbers = BlockedNumber.objects.filter(here, normalized__in=person.phones)
    erase_audit_of("intake.blockentry", blocked.values_list("pk", flat=True), tally)
    known = Expert.objects.filter(here, address_key__in=person.mails)
    erase_audit_of("customers.expert", known.values_list("pk", flat=True), tally)
    erase_audit_of("calls.blockednumber", numbers.values_list("pk", flat=True), tally)
    erase_found("customers.Expert", here & Q(address_key__in=person.mails), tally)
    erase_found("intake.BlockEntry", here & Q(value__in=person.mails), tally)
    erase_found("calls.BlockedNumber", here & Q(normalized__in=person.phones), tally)
