"""Asking and forwarding outside from the desk; the folders of what waits; taking back and reminding."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kontor.answers.domain.outside_drafts import find_outside_draft
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.answers.preferences import GUARD_BANK
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.spelling.preferences import BEFORE_SENDING
from kontor.tenants.models import Tenant
from kontor.tickets.enums import InquiryKind, InquiryState, MessageKind, TicketState
from kontor.tickets.models import Inquiry, Message, Ticket
from tests.factories.answers import prefer
from tests.factories.customers import make_expert
from tests.factories.tickets import make_inquiry, make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture
def mine(billing: Category, customer: Customer, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna, subject="Zähler defekt")


def address(name: str, ticket: Ticket, *more: object) -> str:
    return reverse(f"desk:outside:{name}", args=[ticket.number, *more])


def now(ticket: Ticket) -> Ticket:
    with in_scope(ticket.tenant_id):
        return Ticket.objects.select_related("owner").get(pk=ticket.pk)


def draft_of(ticket: Ticket, author: User, kind: DraftKind = DraftKind.INQUIRY) -> Draft:
    with in_scope(ticket.tenant_id):
        draft = find_outside_draft(ticket, kind, author)
    assert draft is not None
    return draft


def typed(draft: Draft, **more: Any) -> dict[str, Any]:
    values = {"version": draft.version, "to": "Elke Elektrik <elke@experts.example>", "subject": draft.subject}
    return {**values, "text": "Stimmt der Zähler?", "quote": "on", **more}


def asked(ticket: Ticket, anna: User, **values: Any) -> Inquiry:
    """Anna has asked, and the ticket waits."""
    inquiry = make_inquiry(ticket, anna, **values)
    state = TicketState.EXTERNAL_INQUIRED if inquiry.kind == InquiryKind.INQUIRY else TicketState.EXTERNAL_FORWARDED
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(state=state)
    return inquiry


def folder(client: Browser, key: str) -> str:
    return str(client.get(f"{reverse('desk:inbox:list')}?folder={key}").content.decode())


def test_an_inquiry_is_begun_kept_and_sent(anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant) -> None:
    browser = htmx_for(anna, nordlicht)

    editor = browser.post(address("begin", mine, "inquiry")).content.decode()
    draft = draft_of(mine, anna)
    kept = browser.post(address("save", mine, "inquiry"), typed(draft, text="Stimmt"))
    sent = browser.post(address("send", mine, "inquiry"), {**typed(draft), "version": kept.json()["version"]})

    assert "Send the inquiry" in editor and "You ask as <strong>Nordlicht Energie</strong>" in editor
    assert kept.json() == {"version": 2}
    assert sent.status_code == 204 or "HX-Redirect" in sent.headers
    assert now(mine).state == TicketState.EXTERNAL_INQUIRED
    with in_scope(nordlicht):
        message = Message.objects.get(ticket=mine, kind=MessageKind.INQUIRY)
        assert message.to == [["Elke Elektrik", "elke@experts.example"]]
        assert "Stimmt der Zähler?" in message.text


def test_what_stops_it_is_said_and_the_draft_is_kept(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))

    answer = browser.post(address("send", mine, "inquiry"), typed(draft_of(mine, anna), to=""))

    assert answer.status_code == 409
    assert "There is no recipient" in answer.content.decode()
    assert draft_of(mine, anna).text == "Stimmt der Zähler?"
    assert now(mine).state == TicketState.ASSIGNED


def test_findings_stand_in_the_editor_and_are_confirmed_there(
    anna: User, mine: Ticket, htmx_for: HtmxFor, client_for: ClientFor, nordlicht: Tenant
) -> None:
    prefer(nordlicht, BEFORE_SENDING, "off")
    prefer(nordlicht, GUARD_BANK, "confirm")
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))
    text = "Gehört das Konto DE89 3704 0044 0532 0130 00 dem Kunden?"

    stopped = browser.post(address("send", mine, "inquiry"), typed(draft_of(mine, anna), text=text))
    page = client_for(anna, nordlicht).post(address("send", mine, "inquiry"), typed(draft_of(mine, anna), text=text))
    said = stopped.content.decode()
    key = said.split('name="confirm" value="')[1].split('"')[0]
    browser.post(address("send", mine, "inquiry"), typed(draft_of(mine, anna), text=text, confirm=key))

    assert (stopped.status_code, page.status_code) == (409, 409)
    assert "The answer holds a bank account number (DE89 … 00)." in said and 'id="draft-version"' in said
    assert key in page.content.decode() and text in page.content.decode()
    assert now(mine).state == TicketState.EXTERNAL_INQUIRED


def test_another_window_overwrites_nothing(anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))
    draft = draft_of(mine, anna)
    browser.post(address("save", mine, "inquiry"), typed(draft, text="Im ersten Fenster"))

    second = browser.post(address("save", mine, "inquiry"), typed(draft, text="Im zweiten Fenster"))

    assert (second.status_code, draft_of(mine, anna).text) == (409, "Im ersten Fenster")
    assert "Im ersten Fenster" in second.content.decode()


def test_forwarding_with_and_without_closing(
    anna: User, mine: Ticket, billing: Category, nordlicht_account: MailAccount, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    browser = htmx_for(anna, nordlicht)
    other = make_ticket(billing, account=nordlicht_account, owner=anna)
    for ticket, closing in ((mine, "0"), (other, "1")):
        browser.post(address("begin", ticket, "forward"))
        draft = draft_of(ticket, anna, DraftKind.FORWARD)
        browser.post(address("send", ticket, "forward"), typed(draft, closing=closing))

    assert (now(mine).state, now(other).state) == (TicketState.EXTERNAL_FORWARDED, TicketState.SENDING)


def test_without_scripts_it_is_a_page(anna: User, mine: Ticket, client_for: ClientFor, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)

    browser.post(address("begin", mine, "inquiry"))
    page = browser.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()
    stopped = browser.post(address("send", mine, "inquiry"), typed(draft_of(mine, anna), to="")).content.decode()

    assert "Send the inquiry" in page
    assert "There is no recipient" in stopped and "Stimmt der Zähler?" in stopped


def test_a_draft_is_thrown_away(anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))

    browser.post(address("discard", mine, "inquiry"))

    with in_scope(nordlicht):
        assert not Draft.objects.filter(ticket=mine).exists()


def test_files_of_ones_own_go_along(anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))
    for name in ("plan.pdf", "zuviel.pdf"):
        file = SimpleUploadedFile(name, b"%PDF", "application/pdf")
        listed = browser.post(address("attach", mine, "inquiry"), {"files": file}).content.decode()
    draft = draft_of(mine, anna)
    with in_scope(nordlicht):
        second = draft.files.get(filename="zuviel.pdf")
    browser.post(address("detach", mine, "inquiry", second.pk))

    browser.post(address("send", mine, "inquiry"), typed(draft))

    assert "plan.pdf" in listed and "zuviel.pdf" in listed
    with in_scope(nordlicht):
        message = Message.objects.get(ticket=mine, kind=MessageKind.INQUIRY)
        assert [file.filename for file in message.attachments.all()] == ["plan.pdf"]


def test_what_is_formatted_goes_out_formatted(anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))
    html = "<p>Stimmt der <strong>Zähler</strong>?</p><script>alert(1)</script>"

    browser.post(address("send", mine, "inquiry"), typed(draft_of(mine, anna), html=html, rich="1"))

    with in_scope(nordlicht):
        message = Message.objects.get(ticket=mine, kind=MessageKind.INQUIRY)
        assert "<strong>Zähler</strong>" in message.html and "alert" not in message.html
        assert "Stimmt der Zähler?" in message.text


def test_the_address_book_is_searched_by_name_company_and_purpose(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_expert(nordlicht, "Elke Elektrik", address="elke@experts.example", company="Zählerwerk", purposes=["Messung"])
    make_expert(nordlicht, "Otto Ohm", address="otto@experts.example", active=False, purposes=["Messung"])
    make_expert(alpina, "Fremde Fachfrau", address="fremd@experts.example", purposes=["Messung"])
    browser = htmx_for(anna, nordlicht)

    found = [
        browser.get(address("experts", mine), {"to": words}).content.decode()
        for words in ("elke", "zählerw", "messung", "otto@experts.example, mess", "nobody")
    ]

    assert ["elke@experts.example" in each for each in found] == [True, True, True, True, False]
    assert not any("otto@" in each or "fremd@" in each for each in found)


def test_who_is_waited_for_stands_at_the_ticket_and_is_taken_back(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    inquiry = asked(mine, anna, overdue_at=clock.now() - timedelta(hours=1))
    browser = htmx_for(anna, nordlicht)

    page = browser.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()
    browser.post(address("take-back", mine))

    assert "Overdue:" in page and "fachfrau@experts.example" in page and "Take back from outside" in page
    assert (now(mine).state, now(mine).owner) == (TicketState.ASSIGNED, anna)
    with in_scope(nordlicht):
        assert Inquiry.objects.get(pk=inquiry.pk).state == InquiryState.TAKEN_BACK


def test_reminding_by_hand(anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant) -> None:
    inquiry = asked(mine, anna)

    page = htmx_for(anna, nordlicht).post(address("remind", mine, inquiry.pk)).content.decode()

    assert "1 reminder" in page
    with in_scope(nordlicht):
        assert Message.objects.filter(ticket=mine, kind=MessageKind.REMINDER).count() == 1


def test_an_inquiry_of_another_ticket_is_not_found(
    anna: User, mine: Ticket, billing: Category, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    inquiry = asked(make_ticket(billing, owner=anna), anna)

    assert htmx_for(anna, nordlicht).post(address("remind", mine, inquiry.pk)).status_code == 404


def test_who_does_not_have_the_ticket_may_neither_ask_nor_take_back(
    bela: User, anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    browser = htmx_for(bela, nordlicht)
    assert browser.post(address("begin", mine, "inquiry")).status_code == 403
    asked(mine, anna)

    assert browser.post(address("take-back", mine)).status_code == 403


def test_the_folders_show_what_waits_outside_with_the_overdue_first(
    anna: User, bela: User, billing: Category, client_for: ClientFor, nordlicht: Tenant
) -> None:
    late = make_ticket(billing, owner=anna, subject="Überfälliger Zähler")
    asked(make_ticket(billing, owner=anna, subject="Frischer Zähler"), anna)
    asked(late, anna, overdue_at=clock.now() - timedelta(hours=1))
    asked(make_ticket(billing, owner=bela, subject="Belas Zähler"), bela)
    asked(make_ticket(billing, owner=anna, subject="Weiterer Zähler"), anna, kind=InquiryKind.FORWARD)
    asked(make_ticket(billing, subject="Vom System"), None, kind=InquiryKind.FORWARD)
    browser = client_for(anna, nordlicht)

    inquiries, forwards = folder(browser, "inquiries"), folder(browser, "forwards")

    rows = inquiries.split('id="inbox-rows"')[1].split("</ul>")[0]
    assert rows.index("Überfälliger Zähler") < rows.index("Frischer Zähler")
    assert rows.count("overdue") >= 1 and "Belas Zähler" not in rows
    assert "2nd-level inquiries: 1 of them is due" in inquiries
    rows = forwards.split('id="inbox-rows"')[1].split("</ul>")[0]
    assert "Weiterer Zähler" in rows and "Vom System" in rows


def test_a_supervisor_sees_what_waits_in_the_categories_they_assign(
    anna: User, sven: User, billing: Category, client_for: ClientFor, nordlicht: Tenant
) -> None:
    asked(make_ticket(billing, owner=anna, subject="Annas Zähler"), anna)

    assert "Annas Zähler" in folder(client_for(sven, nordlicht), "inquiries")


def test_the_folder_needs_as_many_statements_for_three_as_for_one(
    anna: User, billing: Category, client_for: ClientFor, nordlicht: Tenant
) -> None:
    browser = client_for(anna, nordlicht)
    counts = []
    for more in (1, 2):
        for _each in range(more):
            asked(make_ticket(billing, owner=anna), anna)
        folder(browser, "inquiries")
        with statements() as sent:
            folder(browser, "inquiries")
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_an_answer_from_outside_is_shown_as_a_note(
    anna: User, mine: Ticket, client_for: ClientFor, nordlicht: Tenant
) -> None:
    inquiry = asked(mine, anna)
    with in_scope(nordlicht):
        Message.objects.create(
            tenant=nordlicht,
            ticket=mine,
            direction="in",
            kind=MessageKind.INQUIRY_ANSWER,
            from_name="Elke",
            text="Ja, stimmt.",
            at=clock.now(),
        )

    page = client_for(anna, nordlicht).get(reverse("desk:ticket:show", args=[mine.number])).content.decode()

    assert "Answer from outside to an inquiry" in page
    assert "message--note" in page
    assert f'id="message-{inquiry.message_id}"' in page


def test_one_goes_to_and_fro_between_reply_and_inquiry(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    browser = htmx_for(anna, nordlicht)
    reply_url = reverse("desk:compose:reply", args=[mine.number])
    inquiry_url = address("begin", mine, "inquiry")

    alone = browser.post(reply_url).content.decode()
    inquiry = browser.post(inquiry_url).content.decode()
    browser.post(address("save", mine, "inquiry"), typed(draft_of(mine, anna)))
    reply = browser.post(reply_url).content.decode()
    again = browser.post(inquiry_url).content.decode()

    assert "data-other-drafts" not in alone
    assert f'formaction="{reply_url}"' in inquiry and "Send the inquiry" in inquiry
    assert f'hx-post="{reply_url}"' in inquiry and 'data-hotkey="r"' in inquiry
    assert f'formaction="{inquiry_url}"' in reply and "Send and close" in reply and "Send the inquiry" not in reply
    assert f'formaction="{reply_url}"' in again and "Stimmt der Zähler?" in again


def test_words_saved_late_do_not_bring_the_other_editor_back(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))
    browser.post(reverse("desk:compose:reply", args=[mine.number]))

    browser.post(address("save", mine, "inquiry"), typed(draft_of(mine, anna)))
    page = browser.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()

    assert "Send and close" in page and "Send the inquiry" not in page


def test_the_others_are_offered_until_they_are_gone(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    browser = htmx_for(anna, nordlicht)
    for url in (address("begin", mine, "inquiry"), address("begin", mine, "forward")):
        browser.post(url)
    three = browser.post(reverse("desk:compose:reply", args=[mine.number])).content.decode()
    left = browser.post(address("discard", mine, "inquiry")).content.decode()
    alone = browser.post(address("discard", mine, "forward")).content.decode()

    assert "To the external inquiry" in three and "To the external forward" in three
    assert "To the external inquiry" not in left and "To the external forward" in left
    assert "data-other-drafts" not in alone and "Send and close" in alone
