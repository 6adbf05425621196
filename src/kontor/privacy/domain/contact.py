"""A contact's own rows go, and what is tied to the contact alone."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from kontor.calls.models import Call
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.privacy.domain.audit_rows import erase_audit_of
from kontor.privacy.domain.by_address import erase_by_address, erase_lists
from kontor.privacy.domain.person import Person
from kontor.privacy.domain.rows import erase_found, erase_of_customer
from kontor.privacy.domain.tally import Tally
from kontor.privacy.domain.their_tickets import erase_events_of


def erase_contact(customer: Customer, person: Person, tally: Tally, *, lists: bool) -> None:
    """Of a locked contact that has no tickets any more. The empty row stays until nothing names it.

    With ``lists`` it goes from block lists and address book too: whoever asks to be forgotten is. Who is forgotten
    because the time is over stays there, where people put them for a purpose of its own.
    """
    _erase_traces(Call.objects.filter(customer=customer), tally)
    erase_by_address(person, tally)
    if lists:
        erase_lists(person, tally)
    erase_of_customer(customer.pk, tally)
    Customer.objects.filter(pk=customer.pk).update(erased_at=clock.now(), version=customer.version + 1)


def erase_calls(call_ids: Collection[int], tally: Tally) -> None:
    """Of locked calls without a ticket: number, note and recording go; times and outcome stay."""
    _erase_traces(Call.objects.filter(pk__in=call_ids), tally)
    erase_found("calls.Call", Q(pk__in=call_ids), tally)


def _erase_traces(calls: QuerySet[Call], tally: Tally) -> None:
    erase_events_of(calls, tally)
    erase_audit_of("calls.call", calls.values_list("pk", flat=True), tally)
