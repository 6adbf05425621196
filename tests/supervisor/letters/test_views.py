"""Letters on their way to print and their batches: who sees what, and what people do with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from kontor.answers.domain.queries import desk_counts
from kontor.customers.models import Customer
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.customers import make_postal_address
from tests.factories.letters import LINES
from tests.factories.outgoing_letters import fresh, make_batch, make_failed_letter, make_rendered_letter
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

Clients = Callable[..., Browser]
LIST, BATCHES = "/supervisor/letters/", "/supervisor/letters/batches/"


@pytest.fixture(autouse=True)
def letters_root(db: None, tmp_path: Path, settings: Any) -> Path:
    letters_on()
    settings.LETTERS_ROOT, settings.LETTERS_STORAGE = str(tmp_path), None
    return tmp_path


@pytest.fixture
def sending(billing: Category, anna: User) -> Ticket:
    return make_ticket(billing, owner=anna, state=TicketState.SENDING)


@pytest.fixture
def browser(client_for: Clients, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:letters:{name}", args=args)


def ids(response: Any) -> list[int]:
    return [row.item.pk for row in response.context["listing"].rows]


def cells(response: Any) -> dict[str, Any]:
    [row] = response.context["listing"].rows
    return {cell.column.key: cell.value for cell in row.cells}


def _now(batch: PrintBatch) -> PrintBatch:
    with everywhere():
        return PrintBatch.objects.get(pk=batch.pk)


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


def test_a_batch_is_handed_over_by_hand_and_tells_how_far_it_came(
    browser: Browser, sending: Ticket, anna: User, nordlicht: Tenant, letters_root: Path
) -> None:
    letters = [make_rendered_letter(sending, anna) for _ in range(2)]
    batch = make_batch(nordlicht, letters)
    page = browser.get(url("batch", batch.pk))
    assert sorted(ids(page)) == [letter.pk for letter in letters]
    assert url("batch-hand-over", batch.pk) in page.content.decode()

    browser.post(url("batch-hand-over", batch.pk))
    progress = browser.get(url("batch-progress", batch.pk)).content.decode()
    assert "0 of 2 letters are written." in progress
    assert "every 2s" in progress
    run_jobs("write_batch")

    assert _now(batch).state == BatchState.HANDED_OVER
    assert "every 2s" not in browser.get(url("batch-progress", batch.pk)).content.decode()
    [manifest] = [json.loads(path.read_text()) for path in letters_root.rglob("*.json")]
    assert manifest["letters"] == 2


def test_a_batch_is_recalled_or_tried_again(
    browser: Browser, sending: Ticket, anna: User, nordlicht: Tenant, settings: Any, letters_root: Path
) -> None:
    batch = make_batch(nordlicht, [make_rendered_letter(sending, anna)])
    browser.post(url("batch-hand-over", batch.pk))
    settings.LETTERS_ROOT = str(letters_root / "gone")
    run_jobs("write_batch")
    page = browser.get(url("batch", batch.pk)).content.decode()
    assert "There is no folder for" in page
    assert CAUSE not in page, "who may not see the tenant"

    settings.LETTERS_ROOT = str(letters_root)
    browser.post(url("batch-try-again", batch.pk))
    run_jobs("write_batch")
    assert _now(batch).state == BatchState.HANDED_OVER
    later = make_batch(nordlicht, [make_rendered_letter(sending, anna)])
    browser.post(url("batch-recall", later.pk))
    going_on = browser.get(url("batch-progress", later.pk)).content.decode()
    assert ("0 of 1 letters are recalled." in going_on, "every 2s" in going_on) == (True, True)
    run_jobs("recall_batch")
    assert _now(later).state == BatchState.RECALLED
    assert "every 2s" not in browser.get(url("batch-progress", later.pk)).content.decode()


CAUSE = "To the tenant’s letters"


def test_trouble_leads_to_where_it_is_mended(
    client_for: Clients, sending: Ticket, anna: User, ada: User, nordlicht: Tenant
) -> None:
    failed, whole = make_failed_letter(sending, anna), make_rendered_letter(sending, anna)
    browser = client_for(ada)

    with_trouble, without = (browser.get(url("show", letter.pk)).content.decode() for letter in (failed, whole))

    assert f'href="/supervisor/tenants/{nordlicht.pk}/pdf/">{CAUSE}</a>' in with_trouble
    assert CAUSE not in without


def test_failed_letters_lie_beside_failed_mails_on_the_desk(
    client_for: Clients, sending: Ticket, billing: Category, anna: User, bela: User, nordlicht: Tenant
) -> None:
    """What came back lies there as long as its ticket is marked."""
    failed = make_failed_letter(sending, anna)
    back = make_failed_letter(make_ticket(billing, owner=anna), anna, state=LetterState.RETURNED)
    make_failed_letter(make_ticket(billing, owner=anna), anna, state=LetterState.RETURNED)
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=back.message.ticket_id).update(delivery_failed=True)
        hers, his = (desk_counts(load_access(person, (nordlicht.pk,))).failed for person in (anna, bela))
    page = client_for(anna, nordlicht).get("/desk/inbox/?folder=failed").content.decode()

    assert (hers, his) == (2, 0)
    assert [letter.message.ticket.subject in page for letter in (failed, back)] == [True, True]


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
