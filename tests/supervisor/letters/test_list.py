"""The list of letters, and the page of one."""

from __future__ import annotations

from typing import Any

from kontor.letters.enums import LetterState
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.letters import LINES
from tests.factories.outgoing_letters import fresh, make_batch, make_failed_letter, make_rendered_letter
from tests.factories.tickets import make_ticket
from tests.supervisor.letters.conftest import ids, url
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.statements import statements

LIST, BATCHES = "/supervisor/letters/", "/supervisor/letters/batches/"


def cells(response: Any) -> dict[str, Any]:
    [row] = response.context["listing"].rows
    return {cell.column.key: cell.value for cell in row.cells}


def test_the_list_says_what_became_of_each_letter(browser: Browser, sending: Ticket, anna: User) -> None:
    letter = make_failed_letter(sending, anna)
    response = browser.get(LIST)

    assert ids(response) == [letter.pk]
    shown = cells(response)
    assert (shown["address"], shown["pages"]) == (", ".join(LINES), 1)
    assert shown["trouble"].startswith("There is no room left")
    assert "Could not be handed to print" in response.content.decode()


def test_filters_narrow_the_list(browser: Browser, sending: Ticket, billing: Category, anna: User) -> None:
    failed = make_failed_letter(sending, anna)
    other = make_rendered_letter(make_ticket(billing, owner=anna), anna, address=["Jörn Möller", "Am Hafen 1"])

    assert ids(browser.get(LIST)) == [other.pk, failed.pk]
    assert ids(browser.get(LIST, {"filter-state": "trouble"})) == [failed.pk]
    assert ids(browser.get(LIST, {"filter-state": "queued"})) == [other.pk]
    assert ids(browser.get(LIST, {"filter-address": "hafen"})) == [other.pk]
    assert ids(browser.get(LIST, {"filter-ticket": str(sending.number)})) == [failed.pk]
    assert ids(browser.get(LIST, {"filter-ticket": "nonsense"})) == []


def test_the_list_needs_no_more_statements_for_more_letters(browser: Browser, sending: Ticket, anna: User) -> None:
    make_failed_letter(sending, anna)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    for _ in range(2):
        make_failed_letter(sending, anna)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_without_letters_there_is_no_such_page(browser: Browser, sending: Ticket, anna: User) -> None:
    letter = make_failed_letter(sending, anna)
    letters_on(False)

    assert browser.get(LIST).status_code == 404
    assert browser.get(url("show", letter.pk)).status_code == 404
    assert LIST not in browser.get("/supervisor/").content.decode()


def test_another_tenants_letters_are_not_there(browser: Browser, claims: Category, dora: User, alpina: Tenant) -> None:
    letter = make_failed_letter(make_ticket(claims), dora)
    batch = make_batch(alpina, [letter])

    assert (ids(browser.get(LIST)), ids(browser.get(BATCHES))) == ([], [])
    for name, row in (("show", letter), ("pdf", letter), ("pages", letter), ("batch", batch)):
        assert browser.get(url(name, row.pk)).status_code == 404
    assert browser.post(url("try-again"), {"selected": letter.pk}).status_code != 200
    assert fresh(letter).state == LetterState.COLLECTED


def test_a_letter_has_its_page_with_its_pdf(browser: Browser, sending: Ticket, anna: User) -> None:
    letter = make_failed_letter(sending, anna)
    page = browser.get(url("show", letter.pk)).content.decode()
    pdf = browser.get(url("pdf", letter.pk))
    pages = browser.get(url("pages", letter.pk)).content.decode()

    assert "There is no room left for “/print/4711.pdf”." in page
    assert url("pages", letter.pk) in page
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert pages.count("data:image/png;base64,") == 1
    assert 'alt="Page 1 of 1"' in pages
