"""Letters are tried again, recalled, printed again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.urls import reverse

from kontor.customers.models import Customer
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.customers import make_postal_address
from tests.factories.outgoing_letters import fresh, make_failed_letter, make_rendered_letter
from tests.factories.tickets import make_ticket
from tests.supervisor.letters.conftest import Clients, url
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere


def test_chosen_letters_are_tried_again(browser: Browser, sending: Ticket, anna: User, letters_root: Path) -> None:
    letters = [make_failed_letter(sending, anna) for _ in range(2)]
    response = browser.post(url("try-again"), {"selected": [letter.pk for letter in letters]}, follow=True)
    run_jobs("letters.tasks.deliver")

    assert "2 letters are tried again." in response.content.decode()
    assert [fresh(letter).state for letter in letters] == [LetterState.HANDED_OVER] * 2
    assert len(list(letters_root.rglob("*.json"))) == 2


def test_what_has_not_failed_is_refused(browser: Browser, sending: Ticket, anna: User) -> None:
    failed, waits = make_failed_letter(sending, anna), make_rendered_letter(sending, anna)
    response = browser.post(url("try-again"), {"selected": [failed.pk, waits.pk]}, follow=True)

    assert "This letter has not failed." in response.content.decode()
    assert fresh(failed).state == LetterState.FAILED


def test_a_letter_is_recalled_from_its_page(browser: Browser, sending: Ticket, anna: User) -> None:
    letter = make_rendered_letter(sending, anna)
    response = browser.post(url("recall"), {"selected": letter.pk, "from": "letter"})

    assert response["Location"] == url("show", letter.pk)
    assert fresh(letter).state == LetterState.RECALLED
    assert fresh(letter).message.ticket.state == TicketState.ASSIGNED


def test_a_letter_is_printed_again(browser: Browser, sending: Ticket, anna: User) -> None:
    letter = make_rendered_letter(sending, anna)
    run_jobs("letters.tasks.deliver")
    response = browser.post(url("print-again", letter.pk))

    with everywhere():
        again = OutgoingLetter.objects.get(reprint_of=letter)
    assert response["Location"] == url("show", again.pk)
    assert url("show", again.pk) in browser.get(url("show", letter.pk)).content.decode()


def test_a_second_click_prints_nothing_more(browser: Browser, sending: Ticket, anna: User) -> None:
    letter = make_rendered_letter(sending, anna)
    run_jobs("letters.tasks.deliver")
    browser.post(url("print-again", letter.pk))
    second = browser.post(url("print-again", letter.pk), headers={"referer": url("show", letter.pk)}, follow=True)

    assert "This letter is on its way to print once more already." in second.content.decode()
    run_jobs("letters.tasks.deliver")
    browser.post(url("print-again", letter.pk))
    with everywhere():
        assert OutgoingLetter.objects.filter(reprint_of=letter).count() == 2, "the first is printed by now"


def test_a_letter_that_came_back_needs_a_reason(browser: Browser, sending: Ticket, anna: User) -> None:
    letter = make_rendered_letter(sending, anna)
    run_jobs("letters.tasks.deliver")

    assert browser.post(url("came-back", letter.pk), {"reason": ""}).status_code == 422
    assert browser.post(url("came-back", letter.pk), {"reason": "verzogen"}).status_code == 302
    assert (fresh(letter).state, fresh(letter).returned_reason) == (LetterState.RETURNED, "verzogen")
    assert "verzogen" in browser.get(url("show", letter.pk)).content.decode()


def test_a_letter_in_doubt_counts_as_handed_over(browser: Browser, sending: Ticket, anna: User) -> None:
    letter = make_failed_letter(sending, anna, error_kind="taken", error_values={})
    assert url("settle", letter.pk) in browser.get(url("show", letter.pk)).content.decode()
    browser.post(url("settle", letter.pk))

    assert fresh(letter).state == LetterState.HANDED_OVER


def test_who_may_only_look_has_no_buttons(
    client_for: Clients, sending: Ticket, anna: User, nordlicht: Tenant, sven: User, supervisor_role: Any
) -> None:
    letter = make_failed_letter(sending, anna)
    with everywhere():
        supervisor_role.permissions = [each for each in supervisor_role.permissions if each != "letters.write"]
        supervisor_role.save()
    browser = client_for(sven, nordlicht)

    assert url("try-again") not in browser.get(url("show", letter.pk)).content.decode()
    assert browser.post(url("try-again"), {"selected": letter.pk}).status_code == 403


def test_a_letter_is_sent_anew_to_the_address_that_was_corrected(
    browser: Browser, billing: Category, customer: Customer, anna: User
) -> None:
    sending = make_ticket(billing, customer=customer, owner=anna, state=TicketState.SENDING)
    letter = make_failed_letter(sending, anna)
    contact = reverse("desk:contacts:show", args=[customer.pk])
    page = browser.get(url("show", letter.pk)).content.decode()
    assert f'href="{contact}"' in page
    assert url("anew", letter.pk) not in page
    make_postal_address(customer, name="Käthe Kunde", street="Am Markt 7")
    page = browser.get(url("show", letter.pk)).content.decode()
    assert "Am Markt 7" in page
    assert url("anew", letter.pk) in page

    answer = browser.post(url("anew", letter.pk))

    with everywhere():
        again = OutgoingLetter.objects.get(reprint_of=letter)
    assert answer["Location"] == url("show", again.pk)
    assert again.address == ["Käthe Kunde", "Am Markt 7", "24103 Kiel"]
    assert "Sent anew instead of" in browser.get(url("show", again.pk)).content.decode()
    assert url("show", again.pk) in browser.get(url("show", letter.pk)).content.decode()
