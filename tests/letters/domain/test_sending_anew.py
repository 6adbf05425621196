"""A letter that did not arrive is sent anew to the address that the contact has now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kontor.customers.domain.postal_addresses import PostalValues, add_postal_address, change_postal_address
from kontor.customers.models import Customer, PostalAddress
from kontor.letters.domain.queries import failed_letters
from kontor.letters.domain.recalling import recall_letter
from kontor.letters.domain.returns import mark_returned
from kontor.letters.domain.sending_anew import present_address, send_anew
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry
from tests.factories.customers import make_postal_address
from tests.factories.letters import make_outgoing_letter
from tests.factories.outgoing_letters import fresh
from tests.factories.tickets import make_ticket
from tests.support.jobs import run_jobs
from tests.support.letter_switch import letters_on
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db

OLD = PostalValues(name="Käthe Kunde", street="Deichweg 3", postcode="20095", city="Hamburg")
NEW = replace(OLD, street="Am Markt 7", postcode="24103", city="Kiel")
NEW_LINES = ["Käthe Kunde", "Am Markt 7", "24103 Kiel"]


@pytest.fixture(autouse=True)
def switched_on(db: None) -> None:
    letters_on()


@pytest.fixture
def address(customer: Customer) -> PostalAddress:
    return make_postal_address(customer, name="Käthe Kunde", street="Deichweg 3", postcode="20095", city="Hamburg")


@pytest.fixture
def back(address: PostalAddress, billing: Category, customer: Customer, anna: User) -> OutgoingLetter:
    """A letter that was printed and came back."""
    ticket = make_ticket(billing, customer=customer, owner=anna, state=TicketState.SENDING)
    letter = make_outgoing_letter(ticket, anna, postal_address=address)
    run_jobs("deliver")
    with in_scope(letter.tenant_id):
        mark_returned(letter, reason="unbekannt verzogen", by=anna)
    return fresh(letter)


def _correct(address: PostalAddress, values: PostalValues = NEW) -> None:
    with in_scope(address.tenant_id):
        row = PostalAddress.objects.select_related("customer").get(pk=address.pk)
        change_postal_address(row, values, version=row.version)


def _set(letter: OutgoingLetter, **values: Any) -> OutgoingLetter:
    with in_scope(letter.tenant_id):
        OutgoingLetter.objects.filter(pk=letter.pk).update(**values)
    return fresh(letter)


def test_what_came_back_is_rendered_anew_with_the_corrected_address(
    back: OutgoingLetter, address: PostalAddress, anna: User, letters_root: Path
) -> None:
    _correct(address)
    with in_scope(back.tenant_id):
        again = send_anew(back, by=anna)
    run_jobs("deliver")

    again, before = fresh(again), fresh(back)
    assert (again.address, again.state, again.reprint_of_id) == (NEW_LINES, LetterState.HANDED_OVER, back.pk)
    assert again.sha256 != before.sha256
    assert (letters_root / again.directory / again.filename).is_file()
    assert (before.state, before.address) == (LetterState.RETURNED, back.address)
    assert (again.message.ticket.state, again.message.ticket.delivery_failed) == (TicketState.CLOSED, False)
    with everywhere():
        entry = HistoryEntry.objects.get(ticket=again.message.ticket, action="letter_sent_anew")
    assert entry.details["old"] == "Käthe Kunde, Deichweg 3, 20095 Hamburg"
    assert entry.details["new"] == "Käthe Kunde, Am Markt 7, 24103 Kiel"


def test_what_failed_is_withdrawn_and_no_delivery_error_any_more(
    back: OutgoingLetter, address: PostalAddress, anna: User, nordlicht: Tenant
) -> None:
    failed = _set(back, state=LetterState.FAILED, error_kind="full")
    _correct(address)
    with in_scope(nordlicht):
        access = load_access(anna, (nordlicht.pk,))
        assert list(failed_letters(access)) == [failed]
        again = send_anew(failed, by=anna)
        assert list(failed_letters(access)) == []

    assert fresh(failed).state == LetterState.CANCELLED
    assert fresh(again).state == LetterState.QUEUED


def test_without_a_correction_it_is_refused(back: OutgoingLetter, anna: User) -> None:
    with in_scope(back.tenant_id):
        assert present_address(back) is None
        with refused("The contact has no other address to which letters go. Correct the address first."):
            send_anew(back, by=anna)


def test_another_address_of_the_contact_stands_in_for_one_that_letters_do_not_reach(
    back: OutgoingLetter, customer: Customer
) -> None:
    with in_scope(back.tenant_id):
        other = add_postal_address(customer, NEW)
        present = present_address(back)

    assert present is not None
    assert (present.address, present.lines) == (other, NEW_LINES)


def test_another_address_does_not_stand_in_for_one_that_is_right(
    back: OutgoingLetter, address: PostalAddress, customer: Customer
) -> None:
    """There was no room for it: that says nothing about the address."""
    failed = _set(back, state=LetterState.FAILED, error_kind="full")
    with in_scope(back.tenant_id):
        PostalAddress.objects.filter(pk=address.pk).update(undeliverable_since=None)
        add_postal_address(customer, NEW, is_default=True)
        assert present_address(failed) is None


def test_it_is_sent_anew_once(back: OutgoingLetter, address: PostalAddress, anna: User) -> None:
    _correct(address)
    with in_scope(back.tenant_id):
        again = send_anew(back, by=anna)
        assert present_address(fresh(back)) is None
        with refused("This letter has been sent anew already."):
            send_anew(back, by=anna)
        recall_letter(again, by=anna)
        assert present_address(fresh(back)) is not None


@pytest.mark.parametrize("state", [LetterState.QUEUED, LetterState.HANDED_OVER, LetterState.RECALLED])
def test_only_a_letter_that_did_not_arrive_is_sent_anew(
    back: OutgoingLetter, address: PostalAddress, anna: User, state: LetterState
) -> None:
    letter = _set(back, state=state)
    _correct(address)
    with in_scope(back.tenant_id):
        assert present_address(letter) is None
        with refused("This letter has neither failed nor come back."):
            send_anew(letter, by=anna)


def test_an_address_to_which_nothing_can_be_sent_is_not_offered(back: OutgoingLetter, address: PostalAddress) -> None:
    with in_scope(back.tenant_id):
        PostalAddress.objects.filter(pk=address.pk).update(street="", undeliverable_since=None)
        assert present_address(fresh(back)) is None


def test_a_borrower_is_not_shown_the_lenders_address(
    back: OutgoingLetter, address: PostalAddress, alpina: Tenant
) -> None:
    _correct(address)
    with in_scope(back.tenant_id):
        assert present_address(fresh(back)) is not None
        back.lent_to_id = alpina.pk
        assert present_address(back) is None
